"""Every text of the desk is in every catalogue, with the same places for values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.desk import words
from tests.fixtures.desk import PATH, RUBRIC, Visitor, class_of

DESK = Path(words.__file__).parent
VALUES = re.compile(r"%\(\w+\)s")


def texts() -> list[str]:
    """List what templates and views say."""
    found = []
    for path in sorted((DESK / "templates").glob("*.html")):
        said = path.read_text(encoding="utf-8")
        found += re.findall(r"_\([\"'](.+?)[\"']\)", said)
        found += [
            re.sub(r"{{ (\w+) }}", r"%(\1)s", one) for one in re.findall(r"{% trans [^%]*%}(.*?){% endtrans %}", said)
        ]
    for path in DESK.glob("*.py"):
        found += re.findall(r"desk\.words\(\s*\"(.+?)\"", path.read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", [one for one in words.languages() if one != "en"])
def test_no_text_is_missing_in_a_catalogue(language: str) -> None:
    said = words.catalogue(language)

    assert len(texts()) > 60
    assert [one for one in texts() if said.gettext(one) == one] == []
    assert [one for one in texts() if sorted(VALUES.findall(one)) != sorted(VALUES.findall(said.gettext(one)))] == []


def test_pages_speak_the_courses_language(tmp_path: Path) -> None:
    course = class_of(tmp_path, {"2022000001": "The order stays."}, rubric=RUBRIC)

    page = Visitor(course, language="ko").get(f"{PATH}/next")

    assert '<html lang="ko">' in page.text
    assert "채점 기준" in page.text
    assert "Take my last" not in page.text
