"""Write scores as Canvas, Moodle and Blackboard take them.

In: scores with the person whose each is, and best the gradebook file downloaded from the LMS. Out: the same file with our column filled in and
every other byte as it was, what changes in it and what doesn't, in words; without a file, a small table of our own where the LMS accepts one.
What somebody else wrote there is never overwritten unless that is asked for: a word always stays, and a mark that isn't known to be ours. A word
by which the LMS only says that nobody gave a mark yet is nobody's.
Whose row is whose is rows_match's subject, which column is ours is mark_column's.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autograder.errors import GradingError
from autograder.export import mark_column, number_cells, rows_match
from autograder.export.exact_table import ExactTable
from autograder.export.layouts import LAYOUTS, NO, Layout, is_points_possible
from autograder.export.rows_match import Person
from autograder.results import csv_files
from autograder.results.csv_files import Value
from autograder.untrusted_text import for_message, for_spreadsheet

Texts = Mapping[str, Collection[str]]  # by student_id
_NOTHING: Texts = MappingProxyType({})
MAY_BE_TEAM = "Moodle shows a name that is nobody's of the roster, so its number may be a team's; give Moodle's worksheet with --template"
_TAG = re.compile(r"<[^<>]*>")
_SAFE_FORMULA = re.compile(r'="[^"]*"')  # how Canvas itself writes a name that begins with =


@dataclass(frozen=True, slots=True)
class Score:
    """What the LMS is told of one person."""

    person: Person
    points: float | None  # None: nothing, but their row is nobody else's
    excused: bool = False


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of our column."""

    student_id: str
    before: str
    after: str
    row: int  # of the file, from 1
    by_name: bool = False
    foreign: bool = False  # what stood there isn't known to be ours


@dataclass(frozen=True, slots=True)
class Filled:
    """A file for the LMS, and what came of each person."""

    data: bytes
    changes: tuple[CellChange, ...] = ()
    same: tuple[tuple[str, str], ...] = ()  # student_id, the text: whose cell held that score already
    kept: tuple[tuple[str, str], ...] = ()  # student_id, the word that stays where a score would go
    foreign: tuple[CellChange, ...] = ()  # numbers that somebody else entered, which stay, and what would be ours
    doubts: tuple[tuple[str, str], ...] = ()  # student_id, why their score has no row
    without_score: tuple[str, ...] = ()  # names of the rows for which we have none
    # student_id, what an earlier export wrote, the row: there is no score for it now
    stale: tuple[tuple[str, str, int], ...] = ()
    # student_id, the LMS's word that a mark was waited for, in whose place it is
    waited: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    here: tuple[str, ...] = ()  # who has a row, with a score or without
    joined: tuple[tuple[str, str], ...] = ()  # student_id, whom the roster has for their row

    @property
    def entered(self) -> int:
        """Count the people whose score is in the file."""
        return len(self.changes) + len(self.same)

    @property
    def ours(self) -> dict[str, str]:
        """Give by student what stands in the file as we would have it."""
        return {**dict(self.same), **{change.student_id: change.after for change in self.changes}}


def fill(
    system: str,
    template: bytes,
    scores: Iterable[Score],
    title: str,
    most: float,
    *,
    column: str = "",
    match_names: bool = False,
    ours: Texts = _NOTHING,
    overwrite: bool = False,
) -> Filled:
    """Fill our column of the file that was downloaded from the LMS.

    most: the assignment's points. column: the heading, title or id of ours where the assignment's own title isn't it; where there is none of
    that name in Canvas's file, a new one. ours: what was ever written for each student. overwrite: whether a number that isn't ours gives way.
    Raises DecisionNeeded where it isn't sure which column is ours or what its marks are out of, and GradingError for a file that the LMS wouldn't take.
    """
    layout, table, listed = LAYOUTS[system], ExactTable(template), list(scores)
    table.demand_separator(layout.name, layout.separators)
    rows = layout.row_ids(table.head, table.rows)
    place, notes = mark_column.find(layout, table, title, column, most)
    mark_column.check_points(layout, table, place, most)
    matching = rows_match.match([score.person for score in listed], rows, names=match_names)
    comma = number_cells.has_decimal_commas(table, [place, *layout.most_columns(table.rows, place)])
    changes, foreign = list[CellChange](), list[CellChange]()
    same, kept, waited = list[tuple[str, str]](), list[tuple[str, str]](), list[tuple[str, str]]()
    for score in listed:
        student = score.person.student_id
        if student not in matching.rows or not (score.excused or score.points is not None):
            continue
        number = matching.rows[student]
        before = table.rows[number][place].strip()
        after = layout.excused if score.points is None else number_cells.written(score.points, comma=comma)
        if after and number_cells.same(before, after):
            same.append((student, before))
            continue
        mark = layout.mark_in(before)
        known = mark in layout.blank or any(number_cells.same(mark, one) for one in (after, *ours.get(student, ())))
        if not after or not (known or number_cells.is_mark(mark)):
            kept += [] if before in layout.blank else [(student, before)]
            continue
        change = CellChange(student, before, after, number + 1, student in matching.by_name, foreign=not known)
        if not known and not overwrite:
            foreign.append(change)
            continue
        table.put(number, place, after)
        changes.append(change)
        waited += [(student, before)] if mark != before else []
    doubts = [(one.person.student_id, matching.doubts[one.person.student_id]) for one in listed
              if one.points is not None and one.person.student_id in matching.doubts]  # fmt: skip
    scored = {matching.rows[one.person.student_id] for one in listed
              if one.person.student_id in matching.rows and (one.excused or one.points is not None)}  # fmt: skip
    unscored = [row for row in rows if row.number not in scored]
    whose = {number: student for student, number in matching.rows.items()}
    people = {one.person.student_id for one in listed}
    others = {student: texts for student, texts in ours.items() if student not in people}
    stale = dict[int, tuple[str, str, int]]()
    for row in unscored:
        before = "".join(table.rows[row.number][place : place + 1]).strip()
        for student in (whose.get(row.number, ""), *row.school, *row.login, *row.lms):
            texts = ours.get(student, ()) if whose.get(row.number) == student else others.get(student, ())
            mark = layout.mark_in(before)
            if mark not in layout.blank and any(number_cells.same(mark, one) for one in texts):
                stale[row.number] = (student, before, row.number + 1)
                break
    nobodys = [_called(row) for row in unscored if row.number not in stale]
    notes += tuple(_not_taken(layout, table, place, changes, most))
    _quote_formulas(layout, table)
    return Filled(
        table.written(), tuple(changes), tuple(same), tuple(kept), tuple(foreign), tuple(doubts), tuple(nobodys),
        tuple(stale.values()), tuple(waited), notes,
        tuple(sorted(matching.rows)), tuple(sorted(matching.joined.items())),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comments:
    """A file for the LMS with comments in it."""

    data: bytes
    written: Mapping[str, str]  # student_id → what stands there now
    kept: tuple[tuple[str, str], ...] = ()  # student_id, the comment of somebody else's that stays


def comments(
    system: str, template: bytes, said: Iterable[tuple[Person, str]], ours: Texts = _NOTHING
) -> Comments | None:
    """Fill the column of comments alone, where there is none yet or one of ours; None without such a column."""
    layout, table, listed = LAYOUTS[system], ExactTable(template), list(said)
    places = layout.columns(table.head, layout.comment)
    if not places:
        return None
    matching = rows_match.match([person for person, _ in listed], layout.row_ids(table.head, table.rows))
    written, kept = dict[str, str](), list[tuple[str, str]]()
    for person, text in listed:
        student = person.student_id
        if not text or student not in matching.rows:
            continue
        number, before = matching.rows[student], table.rows[matching.rows[student]][places[0]]
        known = {_words(one) for one in (*ours.get(student, ()), text, *layout.blank)}
        if _words(before) not in known:
            kept.append((student, before))
            continue
        table.put(number, places[0], html.escape(text))
        written[student] = text
    return Comments(table.written(), written, tuple(kept))


def table(system: str, scores: Iterable[Score], title: str) -> Filled:
    """Write a table of our own, for where no file was given; each kind of id stands in the column that the LMS has for it."""
    everybody = list(scores)
    unsure = rows_match.may_be_teams([one.person for one in everybody]) if system == "moodle" else frozenset()
    listed = [
        one for one in everybody if (one.points is not None or one.excused) and one.person.student_id not in unsure
    ]
    word = LAYOUTS[system].excused
    called = Counter(one.person.name.casefold() for one in everybody)
    head: list[Value]
    if system == "canvas":
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
        rows: list[list[Value]] = [
            [_name_of_one(one.person, called), one.person.lms_id or None, _school_id(one.person), None, None, word if one.excused else one.points]
            for one in listed
        ]  # fmt: skip
    elif system == "moodle":
        listed = [one for one in listed if not one.excused]
        head = ["ID number", "Full name", title]
        rows = [[_school_id(one.person), one.person.name, one.points] for one in listed]
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
        CellChange(one.person.student_id, "", word if one.points is None else csv_files.number(one.points), at)
        for at, one in enumerate(listed, 2)
    )
    here = tuple(sorted(one.person.student_id for one in listed))
    name = LAYOUTS[system].name
    unseen = (
        f"Without --template nothing tells what somebody entered in {name}: look at what its import says will change"
    )
    doubts = tuple((one.person.student_id, MAY_BE_TEAM) for one in everybody
                   if one.points is not None and one.person.student_id in unsure)  # fmt: skip
    return Filled(csv_files.write([head, *rows]).encode(), changes, doubts=doubts, here=here, notes=(unseen,))


def _name_of_one(person: Person, called: Mapping[str, int]) -> str:
    """Give a name that is one person's alone: where Canvas doesn't know an id, it takes whoever has the name."""
    several = person.name and called[person.name.casefold()] > 1
    return f"{person.name} ({person.student_id})" if several else person.name


def _school_id(person: Person) -> str | None:
    """Give the course's own id, None where the LMS's number is all that is known."""
    return None if person.student_id == person.lms_id else person.student_id


# ---------------------------------------------------------------- cells


def _words(comment: str) -> str:
    """Give a comment's words, as an LMS may write it back with tags, entities and other blanks."""
    return " ".join(html.unescape(_TAG.sub(" ", comment)).split())


def _quote_formulas(layout: Layout, table: ExactTable) -> None:
    """Let no name become a formula for whoever looks at the file before it is uploaded."""
    shown = {place for group in layout.names for place in layout.columns(table.head, frozenset(group))}
    for number, row in enumerate(table.rows[1:], 1):
        for place in (place for place in shown if place < len(row)):
            if not is_points_possible(row) and not _SAFE_FORMULA.fullmatch(row[place]):
                safe = for_spreadsheet(row[place])
                if safe.startswith("'") and not row[place].startswith("'"):
                    table.put(number, place, safe)


def _not_taken(
    layout: Layout, table: ExactTable, place: int, changes: Iterable[CellChange], most: float
) -> Iterator[str]:
    """Name the marks that the LMS will leave out without a word."""
    said_at = layout.may_change_columns(table.rows, place)
    for change in changes:
        row, student = table.rows[change.row - 1], for_message(change.student_id)
        if any(row[at].strip().casefold() in NO for at in said_at):
            yield f"{student}: {layout.name} will not take {change.after}: it says that this grade can't be changed (row {change.row})"
        elif layout.no_more_than_most and (number_cells.value(change.after) or 0) > most + number_cells.NEAR:
            yield f"{student}: {layout.name} will not take {change.after}: it is more than {most:g} (row {change.row})"


def _called(row: rows_match.RowIds) -> str:
    ids = next(iter((*row.school, *row.login, *row.lms)), "")
    return for_message(f"{ids} {row.name}".strip()) or f"row {row.number + 1}"
