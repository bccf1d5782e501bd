"""Every text of students' pages and of the desk is in every catalogue, with the same places for values."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

from autograder.model import (
    Elsewhere,
    ExceptionKind,
    Finding,
    QuestionResult,
    RecordStatus,
    Severity,
    Status,
    StudentException,
)
from autograder.report import course_page, feedback, rendering, words
from autograder.results import atomic
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures import report
from tests.fixtures.desk import PATH, RUBRIC, Visitor, class_of

REPORT = Path(words.__file__).parent
DESK = REPORT.parent / "desk"
TEMPLATES = [
    *sorted((DESK / "templates").glob("*.html")),
    REPORT / "templates" / "feedback.html",
    REPORT / "templates" / "course.html",
    REPORT / "templates" / "similar.html",
    REPORT / "templates" / "similar_pair.html",
]
FIELD = re.compile(r"{\w+(?::(\w+))?}")
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
    for spoken in (REPORT / "feedback.py", REPORT / "course_page.py", REPORT.parent / "similar" / "pages.py"):
        source = spoken.read_text(encoding="utf-8")
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

    left = re.findall(r"[A-Za-z]{3,}", re.sub(r'\w+="[^"]*"?|[\w-]+=', " ", outside))
    assert set(left) <= {"nbsp", "wide"}  # a class of the body


def samples() -> list[str]:
    """Make an English sentence of each entry: its fields filled, with what is known where it has to be."""
    values = {
        "number": "7",
        "word": "name",
        "said": "cell 7",
        "perhaps": "cell 7",
        "list": "a, b",
        "words": "a and b",
        None: "x",
    }
    return [FIELD.sub(lambda match: values[match[1]], english) for english, _ in words.pairs(OTHERS[0])]


def english_in(text: str) -> list[str]:
    """List the runs of four words or more in Latin letters."""
    return re.findall(r"\b[A-Za-z’']{2,}(?:[ ,;:]+[A-Za-z’']{2,}){3,}", text)


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
        return re.sub(r"<style>.*?</style>|<code.*?</code>|<[^>]+>", " ", page, flags=re.DOTALL)

    def test_a_students_page_speaks_it(self) -> None:
        page = self.said(exception=StudentException(ExceptionKind.WAIVE, None, ""), late_days=2)

        assert "다음에 할 일" in page
        assert "2일 늦음" in page
        for word in ("What to do next", "Question by question", "hidden checks", "Your code"):
            assert word not in page

    def test_every_sentence_of_a_record_is_in_it(self) -> None:
        said = [Finding("cell_added", Severity.WARNING, "cell 7", english) for english in samples()]
        failed = report.check("one", "제목.", 2, Status.FAILED, message="expected shape (3, 4), got (4, 3)", hint="힌트?", near_miss="a square root is missing")  # fmt: skip
        spared = report.check(
            "two", "제목.", 2, Status.FAILED, message="same cause, not charged: see “제목.”", charged=False
        )
        asked = report.question("f", "문항", failed, spared, code="x = 1", given=("g",))
        wrote = QuestionResult("w", 0.0, 4.0, title="서술", written=True, waiting=True, code="답")
        found = (
            Elsewhere("cell 7", "글", "a text cell that was added"),
            Elsewhere("", "3 more places with words aren't shown (cell 8): open what was handed in.", "left out"),
        )

        page = self.said(
            findings=tuple(said),
            questions=(asked, wrote),
            elsewhere=found,
            name="김",
            exception=StudentException(ExceptionKind.WAIVE),
        )

        assert len(said) > 600
        assert "모양(shape)이 (3, 4)이어야 하는데 (4, 3)입니다" in page
        assert "제곱근이 빠졌습니다" in page
        assert "추가된 텍스트 셀" in page
        assert english_in(page) == []

    def test_the_page_of_the_class_speaks_it(self) -> None:
        findings = (
            Finding("cell_added", Severity.WARNING, "cell 7", "A code cell was added (cell 7); it isn't graded."),
        )
        asked = report.question(
            "f",
            "문항",
            report.check(
                "one", "제목.", 2, Status.FAILED, message="nothing was printed", near_miss="a square root is missing"
            ),
        )
        graded = report.record("1", findings=findings, questions=(asked,), name="김", waiting=2, option=2, late_days=2)
        others = [
            report.rejected("2", "the zip holds 2 notebooks. Submit exactly one, named knn.ipynb."),
            replace(report.record("3"), status=RecordStatus.EXCUSED, questions=(), findings=()),
        ]
        course = report.assignment(language="ko", title="과제")

        page = course_page.page([graded, *others], course, {"4": "이", "5": "박"}, {"5"}, alike=True)

        text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
        assert "zip에 노트북이 2개 들어 있습니다" in text and "셀 추가" in text and "제곱근이 빠졌습니다" in text
        assert "점수 1개의 히스토그램" in page
        assert english_in(text) == []
        assert 'data-unit="점"' in page

    def test_the_desk_shows_a_records_sentences_in_it(self, tmp_path: Path) -> None:
        course = class_of(tmp_path, {"2022000001": "답"}, rubric=RUBRIC)
        finding = Finding(
            "identity_mismatch",
            Severity.WARNING,
            "fields",
            "It is unclear whose this is: the notebook says 1, the manifest says 2.",
        )
        folder = Folder(course / "results" / "knn")
        one = records.load(folder.record("2022000001"))
        atomic.write(folder.record("2022000001"), records.encode(replace(one, findings=(finding,))))

        visitor = Visitor(course, language="ko")

        for path in ("/a/knn", "/a/knn/s/2022000001"):
            assert "누구의 제출물인지 분명하지 않습니다: 노트북에는 1, manifest에는 2." in visitor.get(path).text

    def test_english_stays_as_it_was(self) -> None:
        page = feedback.page(report.record(), report.assignment())

        assert "A cell was added; it wasn" in page and not re.search("[가-힣]", page)

    def test_so_do_those_of_files_that_couldnt_be_graded(self) -> None:
        for one in (report.rejected(), report.not_graded()):
            page = feedback.page(one, report.assignment(language="ko"))

            assert '<html lang="ko">' in page
            assert "What to do" not in page and "the fault is ours" not in page
