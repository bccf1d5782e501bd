"""Tell which row of an LMS's table is whose: by ids, each compared with its own kind, and by a name only where that is asked for.

Comes in: people with all that is known of them, and the ids and names of each row. Goes out: the row of each person, and in words why
somebody has none. A row belongs to one person and a person has one row; where two lay claim to it, nobody gets it. What a student typed as
their name is never looked at: the names compared are the roster's and the LMS's.

People who have no score take part too, so that their rows can't become anybody else's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.people import zeros
from autograder.untrusted_text import for_file_name, for_message, without_hidden, words_of_name

NO_ROW = "no row has an id of theirs"  # nor anything else that would tell them
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may have a row, as the course and the LMS know them."""

    student_id: str  # as the record names them
    name: str = ""  # the roster's or the LMS's, never typed by the student
    lms_id: str = ""  # the LMS's own number or name of them
    others: tuple[str, ...] = ()  # other ids that tell this one person: as the roster writes them, the mail address
    only_lms: bool = False  # student_id is no more than the LMS's own id: that somebody's school's number looks the same means nothing
    never_lms: bool = False  # student_id can't be the LMS's own id: it was typed, and nobody knows Moodle's numbers
    shown: str = ""  # what the LMS called whoever its number was of, where that may have been a team's
    of_team: bool = False  # it was theirs: a row of one member has another name
    section: str = ""  # the roster's
    absent: bool = False  # of the roster, without a hand-in, and not excused: the LMS may show a hand-in as theirs by its own number alone


@dataclass(frozen=True, slots=True)
class RowIds:
    """Who a row is about, by the kind of its columns; empty cells left out."""

    number: int  # of the row in the file, from 0
    lms: tuple[str, ...] = ()  # the LMS's own number
    school: tuple[str, ...] = ()
    login: tuple[str, ...] = ()  # user names and mail addresses
    name: str = ""
    nameless: str = ""  # how the LMS shows this person where it hides names
    # all that the row says, where the heading of the name may be in a language that isn't known
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class MatchedRows:
    """Who has which row."""

    rows: dict[str, int] = field(default_factory=dict)  # student_id → number
    by_name: set[str] = field(default_factory=set)  # those of them whose name alone matched
    doubts: dict[str, str] = field(default_factory=dict)  # student_id → why they have none
    # who is known by the LMS's number alone → whom the roster has for that row
    joined: dict[str, str] = field(default_factory=dict)


def match(people: Sequence[Person], rows: Sequence[RowIds], *, names: bool = False) -> MatchedRows:
    """Give each person their row; names: whether a name may decide where no id does."""
    made = MatchedRows()
    forms = frozenset(_form(one) for row in rows for one in row.school)
    found = {person.student_id: _by_id(person, rows, forms) for person in people}
    of_rows = (one for row in rows for one in (*row.school, *row.login))
    shortened = zeros.taken(of_rows, (one for person in people for one in _own_ids(person)))
    claims: dict[int, list[str]] = defaultdict(list)
    for student, own in found.items():
        for row in own:
            claims[row.number].append(student)
    made.joined = _join(people, claims)
    for person in people:
        own = found[person.student_id]
        rivals = sorted({one for row in own for one in claims[row.number]} - {person.student_id})
        if any(person.student_id not in claims[row.number] for row in own):
            made.doubts[person.student_id] = (
                f"{_places(own)} is that of their hand-in, {' and '.join(claims[own[0].number])}"
            )
        elif len(own) > 1:
            made.doubts[person.student_id] = f"{_places(own)} have an id of theirs"
        elif rivals:
            made.doubts[person.student_id] = f"{_places(own)} has an id of {' and '.join(rivals)} too"
        elif own and (other := _may_be_of(person, own[0], shortened)):
            made.doubts[person.student_id] = (
                f"{_places(own)} may be that of {other}: has a spreadsheet taken the zeros in front?"
            )
        elif own and _is_called_otherwise(person, own[0]) and not (person.of_team and _by_school(person, own[0])):
            shown, name = for_message(person.shown), for_message(own[0].name or own[0].nameless)
            made.doubts[person.student_id] = (
                f"the download shows '{shown}', and {_places(own)} is of '{name}': a team's number?"
            )
        elif own:
            made.rows[person.student_id] = own[0].number
    left = [person for person in people if not found[person.student_id]]
    free = [row for row in rows if row.number not in claims]
    _match_names(made, left, free, rows, names=names)
    return made


def _join(people: Sequence[Person], claims: dict[int, list[str]]) -> dict[str, str]:
    """Take an absent person's claim away where the row's other claim is a hand-in that is known by the LMS's number alone: the row says that the
    two are one, and a hand-in of their own there is none. Returns who is who.
    """
    absent = {person.student_id for person in people if person.absent}
    numbered = {person.student_id for person in people if person.only_lms}
    joined = {}
    for students in claims.values():
        if len(students) == 2 and set(students) & absent and set(students) & numbered:
            (one,), (other,) = set(students) & numbered, set(students) & absent
            joined[one] = other
            students[:] = [one]
    return joined


def _by_id(person: Person, rows: Sequence[RowIds], forms: frozenset[str]) -> list[RowIds]:
    whole = [row for row in rows if _is_theirs(person, row, forms)]
    return whole or [row for row in rows if _keys(_own_ids(person)[:1]) & _local_parts(row.login)]


def _by_school(person: Person, row: RowIds) -> bool:
    return bool(_keys(_own_ids(person)) & (_keys(row.school) | _keys(row.login)))


def _is_theirs(person: Person, row: RowIds, forms: frozenset[str]) -> bool:
    """Compare ids kind by kind. An id of the form that the school's ids have here (forms) is not taken for the LMS's own number."""
    own, lms = _keys(_own_ids(person)), _keys((person.lms_id,))
    if _by_school(person, row) or lms & (_keys(row.lms) | _keys(row.login)):
        return True
    may_be_number = not person.lms_id and not person.never_lms and _form(person.student_id) not in forms
    return may_be_number and bool(own & _keys(row.lms))


def _may_be_of(person: Person, row: RowIds, shortened: Mapping[str, str]) -> str:
    """Give the id of somebody else whose row it may be, where nothing but a number tells that may lack zeros in front."""
    others = [one for one in (*_own_ids(person), person.lms_id) if one not in shortened]
    told = _keys(others) & _keys((*row.lms, *row.school, *row.login))
    return "" if told else next((shortened[one] for one in _own_ids(person) if one in shortened), "")


def _own_ids(person: Person) -> tuple[str, ...]:
    """Give the ids that the course has for somebody, their own before all."""
    return person.others if person.only_lms else (person.student_id, *person.others)


def _keys(ids: Iterable[str]) -> set[str]:
    """Give what an id may look like elsewhere: itself, and as files are named by it; capitals don't count."""
    shown = (own for one in ids if (own := without_hidden(one).strip()))
    return {form.casefold() for one in shown for form in (one, for_file_name(one))}


def _local_parts(logins: Iterable[str]) -> set[str]:
    return _keys(login.partition("@")[0] for login in logins if "@" in login)


def _is_called_otherwise(person: Person, row: RowIds) -> bool:
    """Compare what the LMS itself shows, but for what it drops from names of files; Moodle writes a separate group's name in front, with a hyphen."""
    parts = person.shown.split("-")
    shown = {_letters("".join(parts[at:])) for at in range(len(parts))} - {""}
    said = {_letters(one) for one in (row.name, row.nameless, *row.cells)} - {""}
    return bool(shown and said) and not shown & said


def may_be_teams(people: Collection[Person]) -> frozenset[str]:
    """Name whose number of Moodle's may be a team's, and so a stranger's as well: it shows a name that is nobody's of the roster.

    Where names are hidden it shows the same word for all.
    """
    shown = {one.student_id: "".join(sorted(_letters(one.shown))) for one in people if one.only_lms and one.shown}
    names = {"".join(sorted(_letters(one.name))) for one in people if one.name and not one.only_lms}
    often = Counter(shown.values())
    return frozenset(one for one, name in shown.items() if names and name not in names and often[name] == 1)


def _letters(name: str) -> str:
    return "".join(words_of_name(name))


# ---------------------------------------------------------------- names


def _match_names(
    made: MatchedRows, left: Sequence[Person], free: Sequence[RowIds], rows: Sequence[RowIds], *, names: bool
) -> None:
    named: Mapping[str, list[RowIds]] = _grouped(free)
    everybody = _grouped(rows)
    called: dict[str, int] = defaultdict(int)
    for person in left:
        called[plain(person.name)] += 1
    for person in left:
        name = plain(person.name)
        candidates = named.get(name, []) if name else []
        if not candidates:
            made.doubts[person.student_id] = _hint(person, rows)
        elif len(everybody[name]) > 1 or called[name] > 1:
            made.doubts[person.student_id] = "no row has an id of theirs, and their name isn't theirs alone"
        elif _disagree(person, candidates[0]):
            made.doubts[person.student_id] = f"{_places(candidates)} has their name and another id"
        elif not names:
            made.doubts[person.student_id] = f"only the name matches {_places(candidates)}; --match-names takes it"
        else:
            made.rows[person.student_id] = candidates[0].number
            made.by_name.add(person.student_id)


def plain(name: str) -> str:
    """Give a name's words without order and case: 'Kim, Minji' is 'Minji Kim'."""
    return " ".join(sorted(words_of_name(name)))


def _grouped(rows: Iterable[RowIds]) -> dict[str, list[RowIds]]:
    groups: dict[str, list[RowIds]] = defaultdict(list)
    for row in rows:
        groups[plain(row.name)].append(row)
    return groups


def _disagree(person: Person, row: RowIds) -> bool:
    """Tell whether ids that can be compared are different: the LMS's own numbers, or school's numbers of one form."""
    if person.lms_id and row.lms:
        return True
    forms = {_form(one) for one in (person.student_id, *person.others) if "@" not in one}
    return any(_form(one) in forms for one in row.school)


def _form(text: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", text.strip()))


def _hint(person: Person, rows: Iterable[RowIds]) -> str:
    """Say that there is no row, and whether one differs by zeros in front only, as when a spreadsheet took them."""
    own = {one.lstrip("0") for one in (person.student_id, *person.others, person.lms_id) if _DIGITS.fullmatch(one)}
    for row in rows:
        for one in (*row.lms, *row.school, *row.login):
            if _DIGITS.fullmatch(one) and one.lstrip("0") in own:
                return f"no row; that of {one} differs by leading zeros"
    return NO_ROW


def _places(rows: Sequence[RowIds]) -> str:
    numbers = ", ".join(str(row.number + 1) for row in rows)
    return f"row {numbers}" if len(rows) == 1 else f"rows {numbers}"
