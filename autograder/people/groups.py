"""Tell who is in a group with whom: by the roster, or by what the notebooks that were handed in say.

Comes in: Students and the records of what each person handed in. Goes out: groups of at least two people, by the ids that records have.
A notebook can name others as its group; nobody who handed in work of their own is put into a group that their own notebook doesn't name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.model import Record
from autograder.people.class_lists import Student
from autograder.untrusted_text import as_id


@dataclass(frozen=True, slots=True)
class Group:
    """People whose one hand-in counts for all of them."""

    name: str
    members: tuple[str, ...]  # as records name them
    claimed: tuple[str, ...] = ()  # whom its notebook names, and whose own work stays


def find(mode: str, students: Sequence[Student], own: Mapping[str, Record]) -> tuple[Group, ...]:
    """List the groups in which somebody handed in; mode: course.toml's `groups`. Whom the LMS has as a team is one in each mode but "none"."""
    if mode == "none":
        return ()
    if mode == "roster":
        return tuple(group for group in of_roster(students) if any(member in own for member in group.members))
    teams = tuple(_of_teams(students, own))
    taken = {member for team in teams for member in team.members}
    rest = {student: record for student, record in own.items() if student not in taken}
    return (*teams, *_of_notebooks(students, rest))


def of_roster(students: Iterable[Student]) -> tuple[Group, ...]:
    """List those who have the same group on the roster, whatever its capitals and blanks."""
    members: dict[str, list[Student]] = {}
    for student in students:
        if student.group:
            members.setdefault(_plain(student.group), []).append(student)
    return tuple(
        Group(several[0].group, tuple(one.key for one in several)) for several in members.values() if len(several) > 1
    )


def members_of_team(team: str, students: Iterable[Student]) -> tuple[str, ...]:
    """Return the ids of those who are in a team by the name that a download has of it, without the characters that Moodle takes out."""
    return tuple(one.student_id for one in students if one.group and as_moodle(one.group) == as_moodle(team))


def _of_teams(students: Sequence[Student], own: Mapping[str, Record]) -> Iterable[Group]:
    """Group those who are on the roster in a team that the LMS names."""
    keys = {student.student_id: student.key for student in students}
    for team in dict.fromkeys(record.team for record in own.values() if record.team):
        members = tuple(keys[one] for one in members_of_team(team, students))
        if len(members) > 1:
            yield Group(team, members)


def _of_notebooks(students: Sequence[Student], own: Mapping[str, Record]) -> Iterable[Group]:
    """Group those who typed the same, and those whose ids or whose group on the roster was typed and who handed in nothing."""
    typed: dict[str, list[str]] = {}
    for student_id, record in own.items():
        if record.group.strip():
            typed.setdefault(_plain(record.group), []).append(student_id)
    taken: set[str] = set()  # nobody is in two groups
    ids = {one.key for one in students}
    for text, writers in typed.items():
        shown = own[writers[0]].group
        named = [as_id(word) for word in re.split(r"[\s,;/+&]+", shown) if as_id(word) in ids]
        named += [one.key for one in students if one.group and _plain(one.group) == text]
        others = [student_id for student_id in dict.fromkeys(named) if student_id not in writers]
        agreed = [one for one in others if one not in taken and (one not in own or _names_one_of(own[one], writers))]
        members = tuple(dict.fromkeys([*(one for one in writers if one not in taken), *agreed]))
        taken.update(members)
        claimed = tuple(one for one in others if one not in agreed)
        if len(members) > 1 or claimed:
            yield Group(shown, members, claimed)


def _names_one_of(record: Record, ids: Sequence[str]) -> bool:
    return any(as_id(word) in ids for word in re.split(r"[\s,;/+&]+", record.group) if word)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def as_moodle(text: str) -> str:
    """Give a team's name as Moodle's downloads have it, whatever its capitals and blanks."""
    return _plain(re.sub(r"[\x00-\x1f\x7f&<>\"`|':\\/]", "", text.replace("_", " ")))
