"""Every text of students' pages and of the desk is in every catalogue, with the same places for values."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

from autograder.model import ExceptionKind, StudentException
from autograder.report import feedback, rendering, words
from tests.fixtures import report
from tests.fixtures.desk import PATH, RUBRIC, Visitor, class_of

REPORT = Path(words.__file__).parent
DESK = REPORT.parent / "desk"
TEMPLATES = [*sorted((DESK / "templates").glob("*.html")), REPORT / "templates" / "feedback.html"]
VALUES = re.compile(r"%\(\w+\)s|{\w+}")
OTHERS = [one for one in words.languages() if one != "en"]


def texts() -> list[tuple[str, ...]]:
    """List what templates and views say: a text, or the two that differ in number."""
    made = rendering.environment("autograder.report")
    found: list[tuple[str, ...]] = []
    for path in TEMPLATES:
        for _, _, said in made.extract_translations(path.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
            found.append((said,) if isinstance(said, str) else tuple(one for one in said if one))
    for path in DESK.glob("*.py"):
        found += [(one,) for one in re.findall(r"desk\.words\(\s*\"(.+?)\"", path.read_text(encoding="utf-8"))]
    source = (REPORT / "feedback.py").read_text(encoding="utf-8")
    found += [(one,) for one in re.findall(r"say\(\s*\"(.+?)\"", source)]
    return list(dict.fromkeys(found))


def in_language(said: tuple[str, ...], language: str) -> list[str]:
    catalogue = words.catalogue(language)
    return [catalogue.gettext(said[0])] if len(said) == 1 else [catalogue.ngettext(*said, n) for n in (1, 2)]


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing_in_a_catalogue(language: str) -> None:
    listed = texts()

    assert len(listed) > 180
    assert [one for one in listed if set(in_language(one, language)) & set(one)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_places_for_values_and_elements_are_the_same(language: str) -> None:
    def places(text: str) -> list[str]:
        return sorted(VALUES.findall(text) + re.findall(r"<[^>]+>", text))

    for said in texts():
        for one in in_language(said, language):
            assert places(one) == places(said[-1]), said


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_word_stands_outside_the_catalogue(path: Path) -> None:
    tree = rendering.environment("autograder.report").parse(path.read_text(encoding="utf-8"))
    outside = "".join(one.data for one in tree.find_all(nodes.TemplateData))
    outside = re.sub(r"<(code|kbd|style)[^>]*>.*?</\1>|<[^>]*>", " ", outside, flags=re.DOTALL)

    assert re.findall(r"[A-Za-z]{3,}", re.sub(r'\w+="[^"]*"?|[\w-]+=', " ", outside)) in ([], ["nbsp"])


class TestPages:
    """Pages in the course's language."""

    def test_the_desk_speaks_it(self, tmp_path: Path) -> None:
        course = class_of(tmp_path, {"2022000001": "The order stays."}, rubric=RUBRIC)

        page = Visitor(course, language="ko").get(f"{PATH}/next")

        assert '<html lang="ko">' in page.text
        assert "채점 기준" in page.text
        assert "Take my last" not in page.text

    def said(self, **changes: Any) -> str:
        page = feedback.page(replace(report.record(), **changes), report.assignment(language="ko"))
        return re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)

    def test_a_students_page_speaks_it(self) -> None:
        page = self.said(exception=StudentException(ExceptionKind.WAIVE, None, ""), late_days=2)

        assert "다음에 할 일" in page
        assert "2일 늦음" in page
        for word in ("What to do next", "Question by question", "hidden checks", "Your code"):
            assert word not in page

    def test_so_do_those_of_files_that_couldnt_be_graded(self) -> None:
        for one in (report.rejected(), report.not_graded()):
            page = feedback.page(one, report.assignment(language="ko"))

            assert '<html lang="ko">' in page
            assert "What to do" not in page and "the fault is ours" not in page
