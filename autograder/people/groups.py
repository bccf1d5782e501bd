"""Tell who is in a group with whom: by the roster, or by what the notebooks that were handed in say.

Comes in: Students and the records of what each person handed in. Goes out: groups of at least two people, by the ids that records have.
A notebook can name others as its group; nobody who handed in work of their own is put into a group that their own notebook doesn't name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.conventions.plurals import counted
from autograder.errors import DecisionNeeded
from autograder.model import Record
from autograder.people.class_lists import Student
from autograder.untrusted_text import as_id, folded, for_message, words_of_name


@dataclass(frozen=True, slots=True)
class Group:
    """People whose one hand-in counts for all of them."""

    name: str
    members: tuple[str, ...]  # as records name them
    claimed: tuple[str, ...] = ()  # whom its notebook names, and whose own work stays


def find(mode: str, students: Sequence[Student], own: Mapping[str, Record]) -> tuple[Group, ...]:
    """List the groups in which somebody handed in; mode: course.toml's `groups`, "" where it says nothing. Whom the LMS has as a team is one in each mode but "none"."""
    if mode == "none":
        return ()
    if mode in ("", "roster"):
        return tuple(group for group in of_roster(students) if any(member in own for member in group.members))
    teams = tuple(_of_teams(students, own))
    taken = {member for team in teams for member in team.members}
    rest = {student: record for student, record in own.items() if student not in taken}
    return (*teams, *_of_notebooks(students, rest))


def of_nobody(mode: str, students: Sequence[Student], own: Mapping[str, Record]) -> dict[str, str]:
    """Give, by student, what their notebook alone names as a group or its member, and the roster doesn't know."""
    if mode != "notebook":
        return {}
    ids = {one.key for one in students}
    known = {folded(one.group) for one in students if one.group}
    typed = Counter(folded(record.group) for record in own.values())
    found = {}
    for student, record in own.items():
        text = folded(record.group)
        if record.team or not any(map(str.isalnum, text)) or text in known or typed[text] > 1:
            continue
        words = _words(record.group)
        strange = [word for word in words if as_id(word) not in ids]
        if any(as_id(word) in ids for word in words):
            strange = [word for word in strange if any(map(str.isdigit, word))]
            if strange:
                found[student] = ", ".join(strange)
        else:
            found[student] = record.group.strip()
    return found


def of_roster(students: Iterable[Student]) -> tuple[Group, ...]:
    """List those who have the same group on the roster, whatever its capitals and blanks."""
    members: dict[str, list[Student]] = {}
    for student in students:
        if student.group:
            members.setdefault(folded(student.group), []).append(student)
    return tuple(
        Group(several[0].group, tuple(one.key for one in several)) for several in members.values() if len(several) > 1
    )


def demand_decided(mode: str, students: Iterable[Student], handed_in: Mapping[str, str]) -> None:
    """Raise DecisionNeeded where several of a group of the roster handed in different work, and course.toml doesn't say that one counts for all.

    handed_in: by the id that records have, what tells one hand-in from another. An LMS has people in groups for a seminar, too.
    """
    if mode:
        return
    several = []
    for group in of_roster(students):
        those = [member for member in group.members if member in handed_in]
        if (different := len({handed_in[member] for member in those})) > 1:
            several.append(
                f"{len(those)} of the {len(group.members)} people of group '{for_message(group.name)}' handed in {different} different files"
            )
    if several:
        more = f"; and {counted(len(several) - 5, 'more group')}" if len(several) > 5 else ""
        raise DecisionNeeded(
            f"{'; '.join(several[:5])}{more}. No mark was given to others of a group",
            'Where one hand-in counts for a whole group, write groups = "roster" in course.toml: of several the later counts. Where each hands in '
            'their own, as in a seminar, write groups = "none". For one assignment, write it in its assignment.toml. Then give the command again.',
        )


def sizes(students: Iterable[Student], mode: str) -> str:
    """Say which groups a list of people has, and what they do to marks; "" for no group."""
    groups = of_roster(students)
    if not groups:
        return ""
    held = sorted(Counter(len(group.members) for group in groups).items())
    if len(groups) == 1:
        told = f"1 group of {counted(held[0][0], 'person', 'people')}, '{for_message(groups[0].name)}'"
    else:
        each = (f"{count} of {counted(size, 'person', 'people')}" for size, count in held)
        told = f"{len(groups)} groups: {', '.join(each)}"
    means = {
        "none": 'course.toml says groups = "none", so they count nowhere.',
        "notebook": 'course.toml says groups = "notebook", so what notebooks say counts.',
    }
    return f"{told}. " + means.get(
        mode,
        "Whoever is in a group hands in with the others: one hand-in marks all of them. Where these are seminars, labs or tutorials, and each "
        'hands in their own, write groups = "none" in course.toml.',
    )


def members_of_team(team: str, students: Iterable[Student]) -> tuple[str, ...]:
    """Return the ids of those who are in a team by the name that a download has of it, without the characters that Moodle or Canvas takes out.

    Where two groups are called so, nobody is.
    """
    grouped = [one for one in students if one.group]
    found = [one for one in grouped if as_moodle(one.group) == as_moodle(team)]
    found = found or [one for one in grouped if _as_canvas(one.group) == _as_canvas(team) != ""]
    return tuple(one.student_id for one in found) if len({folded(one.group) for one in found}) == 1 else ()


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
            typed.setdefault(folded(record.group), []).append(student_id)
    taken: set[str] = set()  # nobody is in two groups
    ids = {one.key for one in students}
    for text, writers in typed.items():
        shown = own[writers[0]].group
        named = [as_id(word) for word in _words(shown) if as_id(word) in ids]
        named += [one.key for one in students if one.group and folded(one.group) == text]
        others = [student_id for student_id in dict.fromkeys(named) if student_id not in writers]
        agreed = [one for one in others if one not in taken and (one not in own or _names_one_of(own[one], writers))]
        members = tuple(dict.fromkeys([*(one for one in writers if one not in taken), *agreed]))
        taken.update(members)
        claimed = tuple(one for one in others if one not in agreed)
        if len(members) > 1 or claimed:
            yield Group(shown, members, claimed)


def _names_one_of(record: Record, ids: Sequence[str]) -> bool:
    return any(as_id(word) in ids for word in _words(record.group))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;/+&]+", text) if word]


def as_moodle(text: str) -> str:
    """Give a team's name as Moodle's downloads have it, whatever its capitals and blanks."""
    return folded(re.sub(r"[\x00-\x1f\x7f&<>\"`|':\\/]", "", text.replace("_", " ")))


def _as_canvas(text: str) -> str:
    """Give a team's name as Canvas's downloads have it: in small letters, without blanks and signs."""
    return "".join(words_of_name(text))
