"""Write scores as Canvas, Moodle and Blackboard take them.

In: scores with the person whose each is, and best the gradebook file downloaded from the LMS. Out: the same file with our column filled in and
every other byte as it was, what changes in it and what doesn't, in words; without a file, a small table of our own where the LMS accepts one.
Whose row is whose is rows_match's subject, which column is which is layouts'.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.errors import DecisionNeeded, GradingError, UsageError, nearest
from autograder.export import rows_match
from autograder.export.exact_table import ExactTable
from autograder.export.layouts import LAYOUTS, Layout, ignored_by_canvas, is_points_possible, total_points
from autograder.export.rows_match import Person
from autograder.results import csv_files
from autograder.results.csv_files import Value
from autograder.untrusted_text import for_message, for_spreadsheet

_NUMBER = re.compile(r"[+-]?[\d.,]*\d[.,]?")
_POINT, _COMMA = re.compile(r"\d+\.\d{1,2}"), re.compile(r"\d+,\d{1,2}")
_SAFE_FORMULA = re.compile(r'="[^"]*"')  # how Canvas itself writes a name that begins with =


@dataclass(frozen=True, slots=True)
class Score:
    """What the LMS is told of one person."""

    person: Person
    points: float | None  # None: nothing, but their row is nobody else's
    comment: str = ""
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of our column."""

    student_id: str
    before: str
    after: str
    row: int  # of the file, from 1
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A file for the LMS, and what came of each person."""

    data: bytes
    changes: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()  # whose cell held that score already
    kept: tuple[tuple[str, str], ...] = ()  # student_id, the word that stays where a score would go
    doubts: tuple[tuple[str, str], ...] = ()  # student_id, why their score has no row
    without_score: tuple[str, ...] = ()  # names of the rows for which we have none
    notes: tuple[str, ...] = ()

    @property
    def entered(self) -> int:
        """Count the people whose score is in the file."""
        return len(self.changes) + len(self.same)


def fill(
    system: str,
    template: bytes,
    scores: Iterable[Score],
    title: str,
    most: float,
    *,
    column: str = "",
    match_names: bool = False,
) -> Filled:
    """Fill our column of the file that was downloaded from the LMS.

    most: the assignment's points. column: the heading, title or id of ours where the assignment's own title isn't it; where there is none of
    that name in Canvas's file, a new one. Raises DecisionNeeded where it isn't sure which column is ours or what its marks are out of.
    """
    layout, table, listed = LAYOUTS[system], ExactTable(template), list(scores)
    place, notes = _mark_column(layout, table, title, column, most)
    _check_points(layout, table, place, most)
    rows = layout.row_ids(table.head, table.rows)
    matching = rows_match.match([score.person for score in listed], rows, names=match_names)
    comma = _has_decimal_commas(layout, table, place)
    comments = layout.columns(table.head, layout.comment)
    changes, same, kept = list[Change](), list[str](), list[tuple[str, str]]()
    for score in listed:
        student = score.person.student_id
        if student not in matching.rows or not (score.excused or score.points is not None):
            continue
        number = matching.rows[student]
        before = table.rows[number][place]
        after = layout.excused if score.points is None else _written(score.points, comma=comma)
        if not after or (before.strip() not in layout.blank and not _NUMBER.fullmatch(before.strip())):
            if before.strip() != after:
                kept.append((student, before))
            continue
        for at in comments if score.comment else ():
            table.put(number, at, html.escape(score.comment))
        if _same(before, after):
            same.append(student)
            continue
        table.put(number, place, after)
        changes.append(Change(student, before.strip(), after, number + 1, student in matching.by_name))
    doubts = [(one.person.student_id, matching.doubts[one.person.student_id]) for one in listed
              if one.points is not None and one.person.student_id in matching.doubts]  # fmt: skip
    scored = {matching.rows[one.person.student_id] for one in listed
              if one.person.student_id in matching.rows and (one.excused or one.points is not None)}  # fmt: skip
    nobodys = [_called(row) for row in rows if row.number not in scored]
    _quote_formulas(layout, table)
    return Filled(table.written(), tuple(changes), tuple(same), tuple(kept), tuple(doubts), tuple(nobodys), notes)


def comments(system: str, template: bytes, said: Iterable[tuple[Person, str]]) -> tuple[bytes, int]:
    """Fill the column of comments alone; returns the file, and how many comments are in it. Raises GradingError without such a column."""
    layout, table, listed = LAYOUTS[system], ExactTable(template), list(said)
    places = layout.columns(table.head, layout.comment)
    if not places:
        raise GradingError(
            found=f"the {layout.name} file has no column for comments",
            fix="Switch feedback comments on in the assignment's settings, and download the file again.",
        )
    matching = rows_match.match([person for person, _ in listed], layout.row_ids(table.head, table.rows))
    count = 0
    for person, text in listed:
        if text and person.student_id in matching.rows:
            table.put(matching.rows[person.student_id], places[0], html.escape(text))
            count += 1
    return table.written(), count


def table(system: str, scores: Iterable[Score], title: str) -> Filled:
    """Write a table of our own, for where no file was given; each kind of id stands in the column that the LMS has for it."""
    listed = [score for score in scores if score.points is not None or score.excused]
    word = LAYOUTS[system].excused
    head: list[Value]
    if system == "canvas":
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
        rows: list[list[Value]] = [
            [one.person.name, one.person.lms_id or None, _school_id(one.person), None, None, word if one.excused else one.points]
            for one in listed
        ]  # fmt: skip
    elif system == "moodle":
        listed = [one for one in listed if not one.excused]
        head = ["ID number", "Full name", title, "Feedback comments"]
        rows = [[_school_id(one.person), one.person.name, one.points, html.escape(one.comment)] for one in listed]
        if any(one.person.lms_id for one in listed):
            head = ["Identifier", *head]
            for one, row in zip(listed, rows, strict=True):
                row.insert(0, f"Participant {one.person.lms_id}" if one.person.lms_id else None)
    else:
        raise GradingError(
            found=f"{LAYOUTS[system].name} takes grades only in a file of its own",
            fix="Download it (Grade Center, Work Offline, Download) and name it with --template.",
        )
    changes = tuple(
        Change(one.person.student_id, "", word if one.points is None else csv_files.number(one.points), at)
        for at, one in enumerate(listed, 2)
    )
    return Filled(csv_files.write([head, *rows]).encode(), changes)


def _school_id(person: Person) -> str | None:
    """Give the course's own id, None where the LMS's number is all that is known."""
    return None if person.student_id == person.lms_id else person.student_id


# ---------------------------------------------------------------- the column


def _mark_column(
    layout: Layout, table: ExactTable, title: str, column: str, most: float
) -> tuple[int, tuple[str, ...]]:
    """Find our column, or add it; returns its place, and what whoever exports should hear of it."""
    places = layout.mark_columns(table.head, column or title)
    notes = []
    if len(places) > 1:
        named = ", ".join(f"'{for_message(table.head[place].strip())}'" for place in places)
        raise DecisionNeeded(
            found=f"several columns of the {layout.name} file may be the assignment's: {named}",
            fix="Name one with --column, by its whole heading or its id. Nothing was written.",
        )
    if not places and not column:
        seen = ", ".join(f"'{for_message(cell.strip())}'" for cell in table.head if cell.strip())
        new = " or a new one" if layout.can_add else ""
        raise DecisionNeeded(
            found=f"the {layout.name} file has no column for '{title}' (it has {seen})",
            fix=f"Name its column{new} with --column TITLE, or make the assignment in {layout.name} with this title and download "
            "the file again. Nothing was written.",
        )
    if not places and not layout.can_add:
        near = nearest(column, [cell.strip() for cell in table.head])
        raise UsageError(
            found=f"the {layout.name} file has no column '{column}', and would not take a new one",
            fix=f"Did you mean '{near}'?" if near else "Name one of its columns with --column.",
        )
    if places:
        place = places[0]
    else:
        place = table.add_column(column)
        for number in (number for number, row in enumerate(table.rows) if number and is_points_possible(row)):
            table.put(number, place, csv_files.number(most))
        notes.append(f"'{for_message(column)}' is a new column: Canvas will ask whether to make an assignment of it")
    if layout.name == "Canvas" and ignored_by_canvas(table.head[place]):
        notes.append(f"Canvas ignores a column called '{for_message(table.head[place])}': rename the assignment there")
    return place, tuple(notes)


def _check_points(layout: Layout, table: ExactTable, place: int, most: float) -> None:
    """Compare what the LMS's marks are out of with the assignment's points; raises DecisionNeeded where they differ."""
    told = [total_points(table.head[place])] if layout.name == "Blackboard" else []
    for row in table.rows[1:]:
        if len(row) == len(table.head):
            told += [row[place].strip()] if is_points_possible(row) else []
            told += [row[at].strip() for at in layout.columns(table.head, layout.most)]
    for text in dict.fromkeys(told):
        if text.casefold() == "(read only)":
            raise DecisionNeeded(
                found=f"{layout.name} lets nobody write into '{for_message(table.head[place].strip())}' (it says '(read only)')",
                fix="Name another column with --column. Nothing was written.",
            )
        value = _value(text)
        if value is not None and abs(value - most) > 0.005:
            raise DecisionNeeded(
                found=f"in {layout.name} the assignment is out of {value:g} points, here out of {most:g}",
                fix="Make them equal, there or in assignment.toml, and download the file again. Nothing was written.",
            )


# ---------------------------------------------------------------- cells


def _written(points: float, *, comma: bool) -> str:
    text = csv_files.number(points)
    return text.replace(".", ",") if comma else text


def _value(text: str) -> float | None:
    """Read a number in either notation; the last of its marks is the decimal one."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, mark, fraction = re.sub(r"[.,](?=.*[.,])", "", text).replace(",", ".").partition(".")
    try:
        return float(whole + mark + fraction)
    except ValueError:
        return None


def _same(before: str, after: str) -> bool:
    old, new = _value(before.strip()), _value(after)
    return before.strip() == after if old is None or new is None else abs(old - new) < 0.005


def _has_decimal_commas(layout: Layout, table: ExactTable, place: int) -> bool:
    """Tell how the file writes numbers: by our column and the one of the most, by all its cells, by its separator."""
    near = [place, *layout.columns(table.head, layout.most)]
    for cells in (
        [row[at] for row in table.rows[1:] for at in near if at < len(row)],
        [cell for row in table.rows[1:] for cell in row],
    ):
        commas = sum(bool(_COMMA.fullmatch(cell.strip())) for cell in cells)
        points = sum(bool(_POINT.fullmatch(cell.strip())) for cell in cells)
        if commas != points:
            return commas > points
    return table.delimiter == ";"


def _quote_formulas(layout: Layout, table: ExactTable) -> None:
    """Let no name become a formula for whoever looks at the file before it is uploaded."""
    shown = {place for group in layout.names for place in layout.columns(table.head, frozenset(group))}
    for number, row in enumerate(table.rows[1:], 1):
        for place in (place for place in shown if place < len(row)):
            if not is_points_possible(row) and not _SAFE_FORMULA.fullmatch(row[place]):
                safe = for_spreadsheet(row[place])
                if safe.startswith("'") and not row[place].startswith("'"):
                    table.put(number, place, safe)


def _called(row: rows_match.RowIds) -> str:
    ids = next(iter((*row.school, *row.login, *row.lms)), "")
    return for_message(f"{ids} {row.name}".strip()) or f"row {row.number + 1}"
