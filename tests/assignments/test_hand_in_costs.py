"""The last cell of a release tells what the record takes off: both read by the same rules, and 120 hand-ins show that they agree."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder import assemble, intake
from autograder.assemble import blocks, code_rules, source_text
from autograder.assemble.expected_output import surely_shows
from autograder.authoring import answer_blocks, submissions
from autograder.conventions import question_of_cell
from autograder.course import assignment
from autograder.examine import banned, scoring
from autograder.intake.ipynb import joined
from autograder.model import Assignment, BlockState, Record, Status, SubmittedFile, Verdict
from tests.fixtures.common import load

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("vectorization", "knn", "linear_classifier", "two_layer_net", "optimizers")
EACH = 24  # hand-ins of an assignment: more than there are deeds

Json = dict[str, Any]
Deed = Callable[[list[Json], Json, random.Random], None]


@cache
def loaded(name: str) -> Assignment:
    return assignment.load(name, ROOT)


@cache
def last_cell(name: str) -> tuple[Any, Any]:
    """Run what a release's last cell has, with what the release filled in; with its rules, loaded once."""
    submit = load("submit")
    cells = [joined(cell)["source"] for cell in submissions.released_notebook(name, ROOT)["cells"]]
    (text,) = [text for text in cells if "RELEASE = {'assignment'" in text]
    start = text.index("RELEASE = {'assignment'")
    space: Json = {}
    exec(text[start : text.index("\n\n", start)], space)
    submit.RELEASE = space["RELEASE"]
    return submit, submit.load_rules()


# ---------------------------------------------------------------- what students do


def _text(cell: Json, change: Callable[[str], str]) -> None:
    inside = blocks.inside(cell["source"])
    cell["source"] = blocks.fill(cell["source"], [change(part) for part in inside])


def _put(*lines: str) -> Deed:
    def deed(_cells: list[Json], cell: Json, _draw: random.Random) -> None:
        def first(part: str) -> str:
            indent = re.match(r"[ \t]*", part.lstrip("\n")).group()  # type: ignore[union-attr]
            return "\n".join([*(indent + line for line in lines), part])

        _text(cell, first)

    return deed


def _kind(kind: str) -> Deed:
    def deed(_cells: list[Json], cell: Json, _draw: random.Random) -> None:
        cell["cell_type"] = kind
        cell.pop("outputs", None)
        cell.pop("execution_count", None)

    return deed


def _option(cells: list[Json], _cell: Json, _draw: random.Random) -> None:
    for cell in cells:
        cell["source"] = re.sub(r"(?m)^option = \d", "option = 2", cell["source"])


def _names(cells: list[Json], _cell: Json, _draw: random.Random) -> None:
    for cell in cells:
        cell["metadata"] = {}
        cell.pop("id", None)


DEEDS: dict[str, Deed] = {
    "blank": lambda _, cell, __: _text(cell, lambda part: "    raise NotImplementedError"),
    "broken": _put("x = = 1"),
    "left": lambda _, cell, __: cell.update(
        source=cell["source"].replace("# END YOUR CODE", "# END YOUR CODE\nimport os")
    ),
    "whole ban": _put("import torch", "torch.vmap(torch.linalg.norm)(torch.optim)"),
    "share": _put("import torch", "torch.nn.functional.pad"),
    "allowed": _put("import torch", "torch.nn.functional.one_hot"),
    "dearest": _put("import torch", "torch.nn.functional.pad(torch.cdist(torch.autograd.grad))"),
    "library": _put("import scipy.stats", "from tensorflow import keras"),
    "ours": _put("from typing import Any", "import math, time"),
    "star": _put("exec('from math import *')", "eval(str(3))"),
    "everything": lambda cells, cell, __: cells.insert(
        1,
        {
            "cell_type": "code",
            "id": "x1",
            "metadata": {},
            "source": "import scipy, cupy",
            "outputs": [],
            "execution_count": 1,
        },
    ),
    "option 2": _option,
    "command": _put("%time y = 1", "!pip install tqdm", "%matplotlib inline"),
    "to markdown": _kind("markdown"),
    "to raw": _kind("raw"),
    "no markers": lambda _, cell, __: cell.update(
        source=re.sub(r"(?m)^.*# (BEGIN|END) YOUR CODE.*\n?", "", cell["source"])
    ),
    "renamed": lambda _, cell, __: cell.update(
        source=re.sub(r"(def|class) (\w+)", r"\1 other_\2", cell["source"], count=1)
    ),
    "deleted": lambda cells, cell, __: cells.remove(cell),
    "copied": lambda cells, cell, __: cells.append(json.loads(json.dumps(cell))),
    "without ids": _names,
    "moved": lambda cells, cell, draw: (cells.remove(cell), cells.insert(draw.randrange(len(cells)), cell))[1],
}


def hand_in(name: str, number: int) -> tuple[Json, list[str]]:
    """Make a hand-in: our own solutions, and up to four things done to it."""
    draw = random.Random(f"{name} {number}")
    blank = submissions.released_notebook(name, ROOT)
    written = {one.id: "An answer." for one in loaded(name).questions if one.written}
    notebook = submissions.fill(blank, answer_blocks.our_solutions(name, ROOT), written=written)
    deeds = [draw.choice(sorted(DEEDS)) for _ in range(draw.randrange(5))]
    if number < len(DEEDS):
        deeds.append(sorted(DEEDS)[number])  # each of them at least once
    for deed in deeds:
        solutions = [
            cell
            for cell in notebook["cells"]
            if "# BEGIN YOUR CODE" in cell["source"] and "hand_in" not in cell["source"]
        ]
        if solutions:
            DEEDS[deed](notebook["cells"], draw.choice(solutions), draw)
    return notebook, deeds


# ---------------------------------------------------------------- what the grader takes off


def recorded(notebook: Json, name: str) -> Record:
    """Mark a hand-in whose every answer that can be asked is right."""
    data = submissions.zip_of(notebook, assignment=name, version=loaded(name).release_version)
    submission = intake.receive(SubmittedFile(data, f"2022123456-{name}.zip"), loaded(name))
    program = code_rules.review(assemble.assemble(submission, loaded(name)), loaded(name))
    states = {block.question: block.state for block in program.blocks}
    verdicts: list[Verdict] = []
    for question in loaded(name).questions:
        runs = states.get(question.id) is BlockState.WRITTEN
        status, share = (Status.PASSED, 1.0) if runs else (Status.NOT_RUN, 0.0)
        own = [Verdict(c.name, question.id, c.title, status, share * c.points, c.points) for c in question.checks]
        verdicts += banned.charged(question, own, program, ())
    return scoring.mark(submission, program, (), verdicts, loaded(name))


@cache
def handed_in(name: str, number: int) -> tuple[Json, list[str], Record]:
    notebook, deeds = hand_in(name, number)
    return notebook, deeds, recorded(notebook, name)


@pytest.mark.parametrize("name", NAMES)
def test_checklist_and_record_agree_on_every_cost_of_many_hand_ins(name):
    submit, rules = last_cell(name)

    for number in range(EACH):
        notebook, deeds, record = handed_in(name, number)
        told = submit.find_costs(notebook, rules)

        losses = [
            (one.title, one.max_score - one.score)
            for one in record.questions
            if not one.written and one.score < one.max_score
        ]
        for one in record.findings:
            titles = {question.id: question.title for question in record.questions}
            losses += [(titles.get(question_of_cell(one.cell), ""), -one.points)] if one.points else []
        said = [(where, points) for points, where, _ in told if points]
        assert sorted((where, round(points, 6)) for where, points in said) == sorted(
            (where, round(points, 6)) for where, points in losses
        ), deeds
        whole = sum(points for _, points in losses)
        assert record.score == pytest.approx(max(0.0, record.max_score - whole)), deeds


def test_the_hand_ins_cost_and_spare_something():
    seen = {name: [handed_in(name, number)[2] for number in range(EACH)] for name in NAMES[:2]}

    for name, records in seen.items():
        costly = {one.rule for record in records for one in record.findings if one.points}
        assert costly >= {"import_added", "banned_call", "option2_without_comments"}, name
        assert any(record.score == record.max_score for record in records)


# ---------------------------------------------------------------- outputs


def _given(cells: list[Json]) -> list[Json]:
    """List the cells as they were handed out that surely leave an output."""
    grader = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    told = zip(cells, grader, strict=True)
    return [cell for cell, own in told if not own.get("solution") and surely_shows(cell["source"], cell["cell_type"])]


def _silence(cells: list[Json], *, counted: bool) -> None:
    for cell in cells:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=cell["execution_count"] if counted else None)


def _priced(consequences: Any) -> Any:
    """Let missing outputs cost points, which they don't in our assignments."""
    return {**consequences, **{rule: replace(consequences[rule], points=-2.0) for rule in PRICED}}


PRICED = ("output_cleared", "cell_not_run")
OUTPUTS: dict[str, tuple[Callable[[list[Json]], None], list[str]]] = {
    "as they are": (lambda cells: None, []),
    "all cleared": (lambda cells: _silence(cells, counted=True), ["output_cleared"]),
    "never run": (lambda cells: _silence(cells, counted=False), ["cell_not_run"]),
    "one cleared": (lambda cells: _silence(_given(cells)[1:2], counted=True), ["output_cleared"]),
    "one not run": (lambda cells: _silence(_given(cells)[1:2], counted=False), ["cell_not_run"]),
}


@pytest.mark.parametrize("deed", OUTPUTS)
@pytest.mark.parametrize("name", NAMES[:2])
def test_checklist_and_record_agree_on_missing_outputs(name: str, deed: str) -> None:
    submit, (costs, ipynb, known) = last_cell(name)
    notebook, (change, rules) = solved(name), OUTPUTS[deed]
    shown = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell.update(execution_count=number, outputs=shown if surely_shows(cell["source"]) else [])
    change(notebook["cells"])
    priced, known = (replace(one, consequences=_priced(one.consequences)) for one in (loaded(name), known))

    data = submissions.zip_of(notebook, assignment=name, version=priced.release_version)
    found = assemble.assemble(intake.receive(SubmittedFile(data, f"1-{name}.zip"), priced), priced).findings
    told = submit.find_costs(notebook, (costs, ipynb, known))

    lost = [(one.rule, -one.points, one.message) for one in found if one.rule in PRICED]
    assert [rule for rule, *_ in lost] == rules
    assert [(points, message) for points, _, message in told if points] == [cost[1:] for cost in lost]


@pytest.mark.parametrize("name", NAMES)
def test_the_checklist_knows_which_cells_leave_an_output_as_the_grader_does(name: str) -> None:
    submit, _ = last_cell(name)
    odd = ["for a in b:\n    print(a)", "%%time\nprint(1)", "%%capture\nprint(1)", "print(1, file=log)", "!ls\nx.show()",
           "%time print(1)", "show_all()", "y = print(1)", "if x:\n    print(1)", "print("]  # fmt: skip
    texts = [cell["source"] for cell in solved(name)["cells"] if cell["cell_type"] == "code"]

    assert [submit._shows_something(one) for one in [*texts, *odd]] == [surely_shows(one) for one in [*texts, *odd]]


# ---------------------------------------------------------------- as a student sees it


def lines(name: str, notebook: Json) -> list[tuple[str, str, str]]:
    submit, _ = last_cell(name)
    found: list[tuple[str, str, str]] = submit.check(notebook)
    return found


def solved(name: str) -> Json:
    written = {one.id: "An answer." for one in loaded(name).questions if one.written}
    return submissions.fill(
        submissions.released_notebook(name, ROOT), answer_blocks.our_solutions(name, ROOT), written=written
    )


def changed(name: str, question: str, deed: str) -> Json:
    notebook = solved(name)
    cell = next(
        cell for cell in notebook["cells"] if cell["metadata"]["nbgrader"]["grade_id"] == f"{question}_solution"
    )
    DEEDS[deed](notebook["cells"], cell, random.Random(0))
    return notebook


@pytest.mark.parametrize("name", NAMES)
def test_our_own_solution_costs_nothing(name):
    assert ("ok", "Points", "no rule that costs points is broken; your answers are graded later") in lines(
        name, solved(name)
    )


def test_a_cost_is_told_with_its_points_and_the_question_s_title():
    title = next(one.title for one in loaded("knn").questions if one.id == "predict_labels")

    (share,) = [one for one in lines("knn", changed("knn", "predict_labels", "share")) if one[1].startswith("−")]
    assert share[0] == "look"
    assert share[2].startswith(f"{title}: torch.nn.functional.pad must not be used here (line 2 of the block).")
    assert ("look", "−5 points") in [one[:2] for one in lines("knn", changed("knn", "predict_labels", "library"))]
    (blank,) = [one for one in lines("knn", changed("knn", "predict_labels", "blank")) if one[1].startswith("−")]
    assert blank[2] == f"{title}: Nothing has been written here yet."


def test_what_costs_nothing_is_told_where_the_student_can_mend_it():
    told = [one for one in lines("knn", changed("knn", "predict_labels", "to markdown")) if one[1] == "Look"]

    assert any("was turned into a text cell" in detail for _, _, detail in told)
    told = [one for one in lines("knn", changed("knn", "predict_labels", "command")) if one[1] == "Look"]
    assert any("`!pip install tqdm`" in detail for _, _, detail in told)


def test_a_notebook_that_could_not_be_graded_is_stopped_with_the_grader_s_sentence():
    notebook = solved("knn")
    notebook["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    notebook["metadata"]["language_info"] = {"name": "R"}

    assert [title for mark, title, _ in lines("knn", notebook) if mark == "stop"] == ["Can't be graded"]


def test_written_questions_are_called_by_their_titles():
    notebook = solved("knn")
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["grade_id"] == "inline_question_3":
            cell["source"] = "*Your answer here.*"

    (line,) = [one for one in lines("knn", notebook) if one[1] == "Answers"]

    assert line == ("look", "Answers", "Still empty: Question 3: what a test is worth (4 points).")


def test_rules_that_cannot_be_loaded_keep_nobody_from_handing_in(monkeypatch):
    submit, _ = last_cell("knn")
    monkeypatch.setattr(submit, "RELEASE", {**submit.RELEASE, "rules": "damaged"})

    (line,) = [one for one in submit.check(solved("knn")) if one[1] == "Points"]

    assert line[0] == "look"
    assert "couldn't be looked at here" in line[2]


def test_a_notebook_whose_cells_lost_their_names_is_known_by_its_blocks(monkeypatch, tmp_path):
    """Some editors leave neither metadata nor ids; the grader finds the cells all the same, and so does the last cell."""
    submit, _ = last_cell("vectorization")
    monkeypatch.chdir(tmp_path)
    texts, words = (
        made("vectorization", ROOT) for made in (answer_blocks.our_solutions, answer_blocks.our_written_answers)
    )
    lost = submissions.fill(submissions.released_notebook("vectorization", ROOT), texts, written=words)
    other = submissions.released_notebook("knn", ROOT)
    for notebook in (lost, other):
        notebook["metadata"] = {}
        for cell in notebook["cells"]:
            cell["metadata"] = {}
            del cell["id"]
    for place, notebook in (("mine.ipynb", lost), ("knn.ipynb", other)):
        Path(place).write_text(json.dumps(notebook), encoding="utf-8")

    assert submit.find_notebook() == Path("mine.ipynb")
    lines = submit.check(submit._read(Path("mine.ipynb").read_bytes()))

    assert [line for line in lines if line[0] != "ok"] == []
    assert [title for _, title, _ in lines] == ["Saved", "Your details", "Points", "Answers", "Run", "Cells"]


def test_the_cell_is_short_enough_to_be_read_by_the_grader():
    for name in NAMES:
        cells = [joined(cell)["source"] for cell in submissions.released_notebook(name, ROOT)["cells"]]
        assert max(map(len, cells)) < source_text.MAX_SOURCE


def test_a_notebook_of_a_former_release_is_told_as_that_and_as_nothing_else() -> None:
    blank = submissions.released_notebook("start", ROOT)
    fields = {"name": "Kim Ada", "student_id": "2026000001", "option": 1, "group": ""}
    filled = submissions.fill(blank, answer_blocks.our_solutions("start", ROOT), fields=fields)
    filled["metadata"]["autograder"]["version"] = "0123456789ab"
    (last,) = [cell for cell in filled["cells"] if "RELEASE = {'assignment'" in joined(cell)["source"]]
    source = joined(last)["source"]
    former = re.sub(r"'version': '\w+'", "'version': '0123456789ab'", source)
    former = re.sub(r"(?<='rules': ')[^']{200}", lambda found: found[0][::-1], former)
    assert former != source
    last["source"] = former

    data = submissions.zip_of(filled, assignment="start", fields=fields)
    program = assemble.assemble(intake.receive(data, loaded("start")), loaded("start"))

    assert "release_mismatch" in {one.rule for one in program.findings}
    assert "code_outside_block" not in {one.rule for one in program.findings}
    assert not [one for one in program.elsewhere if "code cell of the course" in one.note]

    last["source"] = f"{former}\nprint('mine')"
    data = submissions.zip_of(filled, assignment="start", fields=fields)
    program = assemble.assemble(intake.receive(data, loaded("start")), loaded("start"))
    (told,) = [one.message for one in program.findings if one.rule == "release_mismatch"]
    assert "may have been handed out so: setup-hand-in" in told
