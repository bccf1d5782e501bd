"""Tell which files are several people's: a team's in Moodle, which names the team alone, or in Canvas, which names it with a member's number, and in
Canvas and Gradescope one that several people have.

Comes in: Attempts, and who is in which team. Goes out: for a team's file the member it stands for, the others get their record from it later
(people.groups); and for each person of a shared file, with whom they share it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.intake.downloads import Roster
from autograder.intake.found_files import Attempt
from autograder.intake.lms_names import Lms
from autograder.untrusted_text import as_id, for_message, same_id, words_of_name

SHARED = "attachment "
_NAMING_TEAMS = (Lms.MOODLE, Lms.CANVAS)  # in whose downloads a team's file has the team's name


@dataclass(frozen=True, slots=True)
class Company:
    """With whom somebody's file is one."""

    team: str = ""  # as the LMS calls it
    members: tuple[str, ...] = ()  # as records name them

    def __contains__(self, student_id: str) -> bool:
        """Tell whether an id, however it is written, is a member's."""
        return any(same_id(student_id, one) for one in self.members)

    def doubts(self, claim: str) -> tuple[str, ...]:
        """Say that the file is named for somebody else."""
        if not self.members or not claim or claim in self:
            return ()
        return (f"The file is named for {for_message(claim)}, whom it isn't of by the LMS.",)


ALONE = Company()


def standing_for(attempts: Sequence[Attempt], roster: Roster) -> dict[Attempt, tuple[str, Company]]:
    """Choose for each team's file a member: whose number Canvas has for it, whom it is named for, else the first who has no file of their own.

    Where most names of a download are people's, nobody is a team whom no member's number tells: people write their own names in an LMS, and one may
    write a team's.
    """
    teams = {one: company for one in attempts if (company := _team(one, roster)).members}
    if 2 * len(_names(teams)) < len(_names(attempts)):
        teams = {one: company for one, company in teams.items() if _number_s(one, roster) in company.members}
    busy = {
        as_id(roster.ids[own])
        for one in attempts
        if one not in teams and (own := as_id(one.name.student_id)) in roster.ids
    }
    found = {}
    for one, company in teams.items():
        numbered = [member for member in company.members if member == _number_s(one, roster)]
        named = [member for member in company.members if one.claim and same_id(member, one.claim)]
        free = [member for member in company.members if member not in busy]
        if member := next(iter((*numbered, *named, *free)), ""):
            found[one] = (member, company)
    return found


def called_as_one(one: Attempt, roster: Roster) -> tuple[str, ...]:
    """Say that somebody who is no team is called as a team is."""
    if not _team(one, roster).members:
        return ()
    return (
        f"{one.lms} shows {for_message(one.name.shown)}, a team's name, among names of people: it is taken for a person's.",
    )


def _names(attempts: Iterable[Attempt]) -> set[tuple[str, str]]:
    return {(one.name.student_id, one.name.shown) for one in attempts if one.lms in _NAMING_TEAMS}


def _team(one: Attempt, roster: Roster) -> Company:
    if one.lms not in _NAMING_TEAMS or not one.name.shown:
        return ALONE
    if _letters(roster.names.get(one.name.student_id, "")) == _letters(one.name.shown):
        return ALONE  # a person who is called as a team is
    made = Company(one.name.shown, tuple(as_id(member) for member in roster.members(one.name.shown)))
    known = _number_s(one, roster)
    return made if not known or known in made else ALONE


def _number_s(one: Attempt, roster: Roster) -> str:
    """Give the member whose number Canvas has for a team's file; "" where nobody knows, and in Moodle, which numbers teams apart."""
    return as_id(roster.ids.get(as_id(one.name.student_id), "")) if one.lms is Lms.CANVAS else ""


def _letters(name: str) -> list[str]:
    """Give a name without its order: Canvas writes 'Kim, Ada' as kimada."""
    return sorted("".join(words_of_name(name)))


def sharing(chosen: Mapping[str, Attempt]) -> dict[str, Company]:
    """Find, by student, who has a file of Canvas or Gradescope together with others."""
    holders: dict[str, list[str]] = defaultdict(list)
    for student, one in chosen.items():
        if called := _called_by_the_lms(one):
            holders[called].append(student)
    return {
        student: Company(called, tuple(students))
        for called, students in holders.items()
        if len(students) > 1
        for student in students
    }


def _called_by_the_lms(one: Attempt) -> str:
    """Tell a file by what the LMS calls it, not by its student's own name of it; "" where that tells nothing."""
    if one.lms is Lms.CANVAS and one.name.order and one.name.entry:
        return f"{SHARED}{one.name.order.lstrip('0')}"
    return one.source if one.lms is Lms.GRADESCOPE else ""
