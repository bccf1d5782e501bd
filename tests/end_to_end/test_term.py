"""A small term: every mark that is shown is the right one, and whatever is tampered with is found."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from term import account, commands, run, shown
from term.__main__ import show
from term.account import Line
from term.run import Term
from term.systems import Lab
from tests.fixtures.commands import autograder


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory, shared_ancestor: None) -> Term:
    """A class of twelve, one assignment in Canvas, lived through by the real commands."""
    made = run.prepare(tmp_path_factory.mktemp("term"), 12, 3, ["lab1"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(commands, "typed", lambda root, *words: autograder(*words, cwd=root))
        run.live(made, lambda _: None)
    return made


def test_every_mark_that_is_shown_is_the_right_one(term):
    lines = run.lines(term)

    assert [line for line in lines if line.differences or line.unaccounted] == []
    assert show(lines, 12, Console(quiet=True)) == 0
    places = {line.place: line.compared for line in lines}
    for place in (
        "record",
        "marks.csv",
        "feedback page",
        "course page",
        "history",
        "export canvas",
        "feedback canvas",
        "feedback folder",
        "files",
    ):
        assert places[place] > 5, place
    assert places["gradescope's results.json"] > 0
    assert {"graded", "missing"} < {plan.status for plan in term.labs[0].expected.values()}


def pair(lab: Lab) -> tuple[str, str]:
    """Two people whose marks differ and are in every table."""
    sure = {
        one.student_id: plan.mark
        for one in lab.listed
        if (plan := lab.expected[one.student_id]).mark is not None
        and not plan.waiting
        and one.student_id not in lab.words
    }
    one, mark = next(iter(sure.items()))
    return one, next(other for other, another in sure.items() if another != mark)


def swap_records(results: Path, lab: Lab) -> None:
    paths = {json.loads(path.read_bytes())["student_id"]: path for path in (results / "records").glob("*.json")}
    contents = {one: json.loads(paths[one].read_bytes()) for one in pair(lab)}
    one, other = contents
    contents[one]["score"], contents[other]["score"] = contents[other]["score"], contents[one]["score"]
    for student, content in contents.items():
        paths[student].write_text(json.dumps(content), encoding="utf-8")


def swap_column(path: Path, key: str, column: str, keys: tuple[str, str]) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    at, mark = rows[0].index(key), rows[0].index(column)
    one, other = (next(row for row in rows if row[at] == wanted) for wanted in keys)
    one[mark], other[mark] = other[mark], one[mark]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def canvas_numbers(lab: Lab) -> tuple[str, str]:
    numbers = {one.student_id: one.canvas for one in lab.people}
    one, other = pair(lab)
    return numbers[one], numbers[other]


def swap_pages(folder: Path, lab: Lab) -> None:
    paths = {shown.page(path.read_text(encoding="utf-8"))[0]: path for path in folder.rglob("*.html")}
    one, other = (paths[student] for student in pair(lab))
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


def swap_marks_on_pages(results: Path, lab: Lab) -> None:
    form = re.compile(r'(<p class="score"><strong class="num">)([\d.]+)')
    paths = {shown.page(path.read_text(encoding="utf-8"))[0]: path for path in (results / "feedback").glob("*.html")}
    one, other = (paths[student] for student in pair(lab))
    mark = form.search(other.read_text(encoding="utf-8"))[2]
    one.write_text(form.sub(rf"\g<1>{mark}", one.read_text(encoding="utf-8")), encoding="utf-8")


def change_course_page(results: Path, lab: Lab) -> None:
    path, (student, _) = results / "index.html", pair(lab)
    text = path.read_text(encoding="utf-8")
    at = text.index(f"<bdi>{student}</bdi>", text.index("<h2>Students</h2>"))
    path.write_text(
        text[:at] + re.sub(r'<td class="num"[^>]*>\s*[\d.]+', '<td class="num">99', text[at:], count=1),
        encoding="utf-8",
    )


def change_history(results: Path, lab: Lab) -> None:
    path, (student, other) = results / "history.jsonl", pair(lab)
    last = shown.history(results)
    line = {
        "time": "2026-11-01T00:00:00+00:00",
        "student_id": student,
        "from": last[student],
        "to": last[other],
        "why": "hand mark",
        "by": "x",
    }
    path.write_text(path.read_text(encoding="utf-8") + json.dumps(line) + "\n", encoding="utf-8")


def swap_in_zip(results: Path, lab: Lab) -> None:
    path = results / "feedback-canvas.zip"
    with zipfile.ZipFile(path) as opened:
        contents = {name: opened.read(name) for name in opened.namelist()}
    one, other = (next(name for name in contents if f"_{number}_" in name) for number in canvas_numbers(lab))
    contents[one], contents[other] = contents[other], contents[one]
    with zipfile.ZipFile(path, "w") as made:
        for name, content in contents.items():
            made.writestr(name, content)


TAMPERED: dict[str, Callable[[Path, Lab], object]] = {
    "record": swap_records,
    "marks.csv": lambda results, lab: swap_column(results / "marks.csv", "student_id", "score", pair(lab)),
    "status in marks.csv": lambda results, lab: swap_column(
        results / "marks.csv", "student_id", "status", (pair(lab)[0], next(one for one, plan in lab.expected.items() if plan.status == "missing"))
    ),
    "feedback page": swap_marks_on_pages,
    "course page": change_course_page,
    "history": change_history,
    "export canvas": lambda results, lab: swap_column(results / "canvas.csv", "ID", "Lab 1 (501)", canvas_numbers(lab)),
    "export canvas, other cells": lambda results, lab: swap_column(results / "canvas.csv", "ID", "SIS Login ID", canvas_numbers(lab)),
    "feedback canvas": swap_in_zip,
    "feedback folder": lambda results, lab: swap_pages(results / "feedback-folder", lab),
}  # fmt: skip


@pytest.mark.parametrize("place", TAMPERED)
def test_a_planted_swap_is_found_where_it_is(term, tmp_path, place):
    lab = term.labs[0]
    shutil.copytree(term.root / "results", tmp_path / "results")
    TAMPERED[place](tmp_path / "results" / lab.name, lab)

    lines = list(account.lines(lab, tmp_path, term.told[lab.name]))

    assert [line.place for line in lines if line.differences] == [place]
    assert show(lines, 12, Console(quiet=True)) == 1


def test_a_page_that_is_not_sent_without_a_reason_is_found(term):
    told = copy.deepcopy(term.told["lab1"])
    told.left_out["canvas"].add(pair(term.labs[0])[0])

    lines = list(account.lines(term.labs[0], term.root, told))

    assert [line.place for line in lines if line.differences] == ["feedback canvas", "feedback canvas, left out"]


def test_files_that_are_in_no_record_are_found_and_so_are_those_listed_wrongly(term):
    lab, told = copy.deepcopy(term.labs[0]), copy.deepcopy(term.told["lab1"])
    lab.download["kim_1_2_lost.rar"] = b""
    told.not_taken.add(next(iter(lab.download)))

    (line,) = (line for line in account.lines(lab, term.root, told) if line.place == "files")

    assert line.unaccounted == ("kim_1_2_lost.rar",)
    assert len(line.differences) == 1
    assert show([line], 12, Console(quiet=True)) == 1


@pytest.mark.parametrize(
    ("found", "expected", "said"),
    [
        ({"a": 1.0}, {"a": 2.0}, ("a: 1.0 is shown, 2.0 expected",)),
        ({}, {"a": None}, ("a: nothing is shown, None expected",)),
        ({"a": None}, {}, ("a: None is shown, nothing expected",)),
        ({"a": 0.0}, {"a": None}, ("a: 0.0 is shown, None expected",)),
        ({"a": 1.0, "b": "EX"}, {"a": 1, "b": "EX"}, ()),
    ],
)
def test_marks_are_compared_person_by_person(found, expected, said):
    assert account.compare(found, expected) == said
    assert account.total([Line("x", "y", 1, said, ("z",))]) == (len(said), 1)
