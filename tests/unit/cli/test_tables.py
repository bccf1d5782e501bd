"""What the commands print."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from autograder.cli import tables, verbs
from autograder.model import Finding, Severity, Status
from autograder.people.class_lists import Student
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark
from autograder.results.history import Change
from tests.fixtures.course import ROOT
from tests.fixtures.report import check, not_graded, question, record, rejected


def test_the_table_has_a_row_for_each_student():
    table = tables.summary_table([record("1"), rejected("2"), not_graded("3")])

    assert table.row_count == 3
    assert list(table.columns[0].cells) == ["1", "2", "3"]
    assert str(table.title).endswith(": 3 submissions")
    assert str(tables.summary_table([record("1")]).title).endswith(": 1 submission")
    assert tables.summary_table([]).title == "No submissions"


def test_a_finding_shows_what_it_took_also_where_that_was_a_whole_question():
    said = "torch.cdist must not be used here (line 2 of the block). This costs the question."
    right = check("c", "Fact.", 8, Status.FAILED, message=said, worth=6.0)
    banned = Finding("banned_call", Severity.VIOLATION, "q_solution", said)
    late = Finding("late", Severity.VIOLATION, "", "Handed in 1 day late.", -3.0)
    one = record("1", questions=(question("q", "Q", right, banned=said),), findings=(late, banned))

    table = tables.summary_table([one])

    assert list(table.columns[3].cells) == ["late (-3), banned_call (-6)"]


def test_what_waits_for_a_person_is_counted():
    assert tables.waiting_line([record("1", waiting=3), record("2", waiting=1), record("3", waiting=0)]).startswith(
        "4 answers wait for a person, of 2 students"
    )
    assert tables.waiting_line([record("3", waiting=0)]) == ""


def test_one_fault_of_many_hand_ins_is_told_once_with_whose_they_are():
    broken = [not_graded(one) for one in "123"]

    ((reason, students),) = tables.faults(broken)

    assert reason == broken[0].reason
    assert students == "3 hand-ins, of 1, 2, 3"
    assert [students for _, students in tables.faults(broken[:1])] == ["1"]


def test_who_is_missing_is_named_in_one_line():
    line = tables.missing_line([Student("1", "Kim Ada"), Student("2")])

    assert line == "Nothing handed in (2): 1 Kim Ada, 2"


def test_json_goes_to_standard_output(capsys):
    tables.print_json([{"level": 2, "name": "김"}])

    assert json.loads(capsys.readouterr().out) == [{"level": 2, "name": "김"}]


def test_a_mark_that_waits_again_is_said_to_be_in_the_score() -> None:
    again = hand_marks.put(record("1"), (GivenMark("inline_question_1", 7.0, waiting=True),))
    new = hand_marks.put(record("2"), None)

    assert tables.waiting_line([again]) == (
        "1 answer waits for a person, of 1 student: 1 was marked, and changed since: its mark counts until then."
    )
    assert tables.waiting_line([again, new]) == (
        "2 answers wait for a person, of 2 students: the points of 1 aren't in the scores yet; "
        "1 was marked, and changed since: its mark counts until then."
    )


def test_whose_score_changed_is_told_capped_and_where_all_of_it_is():
    def lines(count):
        return list(
            tables.change_lines(
                [Change("", str(n), None if n else 2.0, 3.5, "regraded", "ada") for n in range(count)], Path("r")
            )
        )

    table, where = lines(tables.MOST_CHANGES + 2)
    assert [[next(iter(one.cells)) for one in table.columns]] == [["0", "2", "3.5", "regraded"]]
    assert (table.row_count, str(table.title)) == (tables.MOST_CHANGES, f"{tables.MOST_CHANGES + 2} scores changed")
    assert where == "2 more are not shown. All changes of scores: r/history.jsonl"
    assert lines(1)[1] == "All changes of scores: r/history.jsonl"
    assert lines(0) == ["No score changed."]


def test_no_name_of_a_file_is_obeyed_by_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    name = "in/\x1b]0;owned\x07\x9b2J\u202e\udcff.ipynb"

    with pytest.raises(SystemExit):
        verbs.run(["grade", "knn", name, "--root", str(ROOT)])
    tables.out.print(name)
    tables.err.print(Text("of our own"))

    said = capsys.readouterr()
    for place in (said.out, said.err):
        assert "in/\\x1b]0;owned\\x07\\x9b2J\\x202e\\xdcff.ipynb" in place
        assert not set(name) & set("\x1b\x07\x9b\u202e\udcff") & set(place)
    assert "of our own" in said.err


@pytest.mark.parametrize(
    ("names", "told"), [(["ps1"], "Next: autograder release ps1\n"), (None, "Next: autograder release NAME\n")]
)
def test_what_comes_next_is_said_to_somebody_who_watches(monkeypatch, names, told):
    for watched in (True, False):
        said = io.StringIO()
        monkeypatch.setattr(
            tables, "out", Console(file=said, force_terminal=watched, no_color=True, highlight=False, width=200)
        )

        tables.next_step("autograder release {name}", names)

        assert said.getvalue() == (told if watched else "")
