"""Compare what is shown with what is expected, person by person, and account for every file.

Comes in: a Lab and the course after its commands ran. Goes out: a Line for each place that shows marks, with its differences in words: a mark that is another,
a person who is missing there, and one who shouldn't be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from term import course, shown
from term.handins import Expected
from term.shown import Marks, Trouble
from term.systems import Lab, ids_by

_BESIDE = re.compile(r"Another file, (.*), came with it")


@dataclass(frozen=True, slots=True)
class Line:
    """One place in one assignment."""

    lab: str
    place: str
    compared: int
    differences: tuple[str, ...] = ()
    unaccounted: tuple[str, ...] = ()


@dataclass(slots=True)
class Told:
    """What commands said that has to be right as well."""

    not_taken: set[str] = field(default_factory=set)
    left_out: dict[str, set[str]] = field(default_factory=dict)  # system → whose page isn't sent


def lines(lab: Lab, root: Path, told: Told) -> Iterator[Line]:
    """Look at every place of an assignment."""
    results = root / "results" / lab.name
    with_record = {one: plan for one, plan in lab.expected.items() if plan.has_record}
    scored = {one: plan.mark for one, plan in with_record.items() if plan.mark is not None}
    yield _line(lab, "record", lambda: shown.records(results), _marks(with_record))
    yield _line(lab, "marks.csv", lambda: shown.marks_csv(results), _marks(lab.expected))
    yield _line(
        lab,
        "status in marks.csv",
        lambda: dict(shown.statuses(results)),
        {one: plan.status for one, plan in lab.expected.items()},
    )
    yield _line(lab, "feedback page", lambda: shown.pages(results), _marks(with_record))
    yield _line(lab, "course page", lambda: shown.course_page(results), _marks(with_record))
    yield _line(
        lab, "history", lambda: {one: mark for one, mark in shown.history(results).items() if mark is not None}, scored
    )
    for system in exports_of(lab):
        yield _line(lab, f"export {system}", lambda: _exported(lab, results), _in_table(lab))
        yield _line(
            lab,
            f"export {system}, other cells",
            partial(_others, lab, results / f"{system}{Path(lab.table_name).suffix}"),
            _others_before(lab),
        )
    for system in feedback_of(lab):
        left = told.left_out.get(system, set())
        expected = {one: mark for one, mark in _marks(with_record).items() if one not in left}
        yield _line(lab, f"feedback {system}", partial(_sent, lab, results, system), expected)
        wrong = left - _may_be_left_out(lab, system)
        yield Line(
            lab.name, f"feedback {system}, left out", len(left), tuple(f"{one} is left out" for one in sorted(wrong))
        )
    missing = unaccounted(lab, results, told.not_taken)
    strange = tuple(f"{name} was listed as not taken" for name in sorted(told.not_taken - lab.nobodys))
    yield Line(lab.name, "files", len(lab.download), strange, tuple(missing))


def exports_of(lab: Lab) -> tuple[str, ...]:
    """Name the systems to which this assignment's marks go."""
    return (lab.lms,) if lab.lms in ("canvas", "moodle", "blackboard") else ()


def feedback_of(lab: Lab) -> tuple[str, ...]:
    """Name the ways by which this assignment's pages go back."""
    return (*exports_of(lab), "folder")


def unaccounted(lab: Lab, results: Path, not_taken: set[str]) -> Iterator[str]:
    """List the files of a download that no record names and no list."""
    folders = [results, *(results / "removed").glob("*")]
    known = set(not_taken) | lab.noise
    for record in (one for folder in folders for one in shown.all_records(folder)):
        known |= {str(record["source"]), *map(str, record["attempts"])}
        known |= {match[1] for one in record["findings"] if (match := _BESIDE.match(one["message"]))}
    yield from sorted(set(lab.download) - known)


# ---------------------------------------------------------------- comparing


def compare(found: Mapping[str, object], expected: Mapping[str, object]) -> tuple[str, ...]:
    """Say of each person whose mark differs what is shown and what is expected."""
    return tuple(
        f"{one}: {_word(found, one)} is shown, {_word(expected, one)} expected"
        for one in sorted(found.keys() | expected.keys())
        if one not in found or one not in expected or not _same(found[one], expected[one])
    )


def _line(lab: Lab, place: str, look: Callable[[], Mapping[str, object]], expected: Mapping[str, object]) -> Line:
    try:
        found = look()
    except (Trouble, OSError, ValueError, KeyError) as error:
        return Line(lab.name, place, len(expected), (f"{type(error).__name__}: {error}",))
    return Line(lab.name, place, len(expected), compare(found, expected))


def _same(one: object, other: object) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) < 0.005
    return one == other


def _word(marks: Mapping[str, object], student: str) -> str:
    return str(marks[student]) if student in marks else "nothing"


def _marks(people: Mapping[str, Expected]) -> Marks:
    return {one: plan.mark for one, plan in people.items()}


# ---------------------------------------------------------------- tables


def _format(lab: Lab) -> dict[str, str]:
    return {
        "canvas": {"key": "ID", "column": f"{course.title(lab.name)} (501)"},
        "blackboard": {
            "key": "Username",
            "column": f"{course.title(lab.name)} [Total Pts: {course.POINTS} Score] |12345",
            "encoding": "utf-16",
            "delimiter": "\t",
        },
        "moodle": {"key": "식별자", "column": "성적"}
        if lab.table_name.endswith("ko.csv")
        else {"key": "ID", "column": "Bewertung"},
    }[lab.lms]


def _exported(lab: Lab, results: Path) -> Marks:
    data = (results / f"{lab.lms}{Path(lab.table_name).suffix}").read_bytes()
    found = shown.table(data, **_format(lab))
    if lab.lms == "moodle":
        found = {re.sub(r"^\D+", "", key): cell for key, cell in found.items()}
    return shown.cells(found, ids_by(lab.lms, lab.listed, lab.name))


def _in_table(lab: Lab) -> dict[str, object]:
    """Tell what must stand in each row of the table: a mark that is sure, a word that stood there, or nothing."""
    return {one.student_id: _cell(lab, one.student_id, lab.expected[one.student_id]) for one in lab.listed}


def _cell(lab: Lab, student: str, plan: Expected) -> object:
    if student in lab.words:
        return lab.words[student]
    if plan.status == "excused":
        return "EX" if lab.lms == "canvas" else None
    return None if plan.waiting else plan.mark


def _others(lab: Lab, path: Path) -> dict[str, object]:
    wanted = {key: value for key, value in _format(lab).items() if key != "key"}
    return {f"row {at}": row for at, row in enumerate(shown.other_cells(path.read_bytes(), **wanted), 1)}


def _others_before(lab: Lab) -> dict[str, object]:
    wanted = {key: value for key, value in _format(lab).items() if key != "key"}
    return {f"row {at}": row for at, row in enumerate(shown.other_cells(lab.table, **wanted), 1)}


# ---------------------------------------------------------------- feedback


def _sent(lab: Lab, results: Path, system: str) -> Marks:
    if system == "folder":
        return shown.folder(results / "feedback-folder")
    read = {"canvas": shown.canvas_zip, "moodle": shown.moodle_zip, "blackboard": shown.blackboard_zip}[system]
    return read(results / f"feedback-{system}.zip", ids_by(system, lab.people, lab.name))


def _may_be_left_out(lab: Lab, system: str) -> set[str]:
    """Tell whose page may stay here: who is excused; whom the LMS no longer lists; and in Canvas, whose hand-in is a text."""
    listed = {one.student_id for one in lab.listed}
    return {
        one
        for one, plan in lab.expected.items()
        if plan.status == "excused"
        or (system == "moodle" and one not in listed)
        or (system == "canvas" and plan.handed_in is not None and plan.handed_in.form == "text")
    }


def total(every: Iterable[Line]) -> tuple[int, int]:
    """Count differences and files unaccounted for."""
    listed = list(every)
    return sum(len(one.differences) for one in listed), sum(len(one.unaccounted) for one in listed)
