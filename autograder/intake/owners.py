"""Put together what is one person's, and choose the file of theirs to grade.

Comes in: Attempts of all paths. Goes out: a SubmittedFile for each person, with how to read it. Two people never share one: different ids of an
LMS, different names that an LMS shows, or an id that only the file itself claims are different people, and where their ids look the same, both
are told that it is unclear whose they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import groupby

from autograder.errors import DecisionNeeded
from autograder.intake import attempts_of_one, filenames, teams, unpacked
from autograder.intake.downloads import Roster
from autograder.intake.filenames import Evidence
from autograder.intake.found_files import Attempt, Beside, Loader
from autograder.intake.insides import Insides, different
from autograder.intake.lms_names import Lms
from autograder.intake.teams import ALONE, Company
from autograder.model import SubmittedFile
from autograder.untrusted_text import as_id, for_message, same_id, scripts, words_of_name


@dataclass(frozen=True, slots=True)
class _Person:
    """One person, as far as names tell: what is equal in all of this is the same one."""

    student_id: str
    system: str  # whose kind of id it is: an LMS's, or the course's own, ""
    shown: str = ""  # the name that the LMS shows, where one id has several
    claimed_by: str = ""  # the name of the file that alone says so
    team: Company = ALONE  # for which they handed in


def files(
    attempts: Sequence[Attempt],
    assignment: str,
    roster: Roster,
    *,
    insides: Insides,
    zone: tzinfo | None,
    say: Callable[[str], object] = str,
) -> list[tuple[SubmittedFile, Loader, Beside]]:
    """Give each person's file, sorted by id; raises DecisionNeeded where files of one name say inside that they are different people's.

    say: is told whose hand-in came zipped and unpacked, and whose last one can't be graded.
    """
    attempts = _with_names_in_one_script(_without_hidden_names(attempts, roster), roster, insides)
    came_out = unpacked.extracted(attempts)
    attempts = [one for one in attempts if not any(one in same for same in came_out.values())]
    comparable = _lms_ids_are_the_courses(attempts)
    grouped: dict[_Person, list[Attempt]] = defaultdict(list)
    standing = teams.standing_for(attempts, roster)
    shown = _names_shown(one for one in attempts if one not in standing)
    for one in attempts:
        member, team = standing.get(one, ("", ALONE))
        person = _Person(member, "", team=team) if member else _person(one, roster, shown, comparable)
        grouped[person].append(one)
    named = _named_apart(grouped)
    claims = _claims(grouped)
    _demand_one_person_each(grouped, insides)
    chosen_of = {person: attempts_of_one.choose(own, assignment, insides) for person, own in grouped.items()}
    sharing = teams.sharing({named[person][0]: chosen for person, (chosen, _) in chosen_of.items()})
    made = []
    for person, (chosen, rest) in chosen_of.items():
        student_id, doubts = named[person]
        for sentence in attempts_of_one.passed_by(student_id, chosen, rest):
            say(sentence)
        twins = unpacked.twins(chosen, rest)
        if again := (*twins, *(one for own in (chosen, *rest) for one in came_out.get(own, ()))):
            say(unpacked.sentence(student_id, tuple(dict.fromkeys((chosen, *again)))))
        gone = (*twins, *unpacked.others_manifests(chosen, rest))
        others = [one for one in rest if one not in gone]
        company = sharing.get(student_id, person.team)
        doubts += company.doubts(chosen.claim)
        beside = [one for one in others if not attempts_of_one.is_earlier(one, chosen)]
        if not company.members:
            doubts += (
                *_claimed_by_others(person, claims),
                *_stranger(chosen, roster),
                *teams.called_as_one(chosen, roster),
            )
        file = SubmittedFile(
            data=b"",
            source=chosen.source,
            student_id=student_id,
            claim=as_id(chosen.claim) if chosen.claim else "",
            comparable=_is_comparable(chosen) and not person.system and not person.shown and not company.members,
            shared=bool(chosen.claim) and len(claims[as_id(chosen.claim)]) > 1 and chosen.claim not in company,
            attempts=tuple(one.source for one in others if one not in beside),
            beside=tuple(one.source for one in beside),
            rivals=tuple(one.source for one in beside if insides.worth(one.load)),
            doubts=doubts,
            received=_received(chosen, zone),
            team=company.team,
            late=chosen.name.late,
            time="" if chosen.name.received else chosen.name.time,
        )
        made.append((file, chosen.load, tuple((one.source, one.typed or one.load) for one in beside)))
    return sorted(made, key=lambda one: one[0].student_id)


def _is_comparable(one: Attempt) -> bool:
    """Say whether the id may be of the kind that students write; a folder may be named by a person's name as well."""
    if one.name.evidence is Evidence.FOLDER:
        return any(char.isdigit() for char in one.name.student_id)
    return one.name.evidence > Evidence.NONE


def _demand_one_person_each(grouped: Mapping[_Person, Sequence[Attempt]], insides: Insides) -> None:
    """Stop where files that were put to one person by their names or folders name several people inside; what an LMS says isn't doubted."""
    for person, own in grouped.items():
        theirs = [one for one in own if one.lms is None and one.gradeable]
        if len(theirs) < 2:
            continue
        people = different([told for one in theirs for told in insides.ids(one.load)])
        if len(people) > 1:
            held = ", ".join(for_message(one.source) for one in theirs[:5])
            raise DecisionNeeded(
                found=f"{held} are {for_message(person.student_id)}'s by their names or folder, and say inside that they are of "
                f"{', '.join(map(for_message, people))}. Nothing was graded",
                fix="Give each person's file a name or a folder of its own, or leave out what isn't theirs.",
            )


# ---------------------------------------------------------------- who is one person


def _lms_ids_are_the_courses(attempts: Iterable[Attempt]) -> bool:
    """Say whether the LMS's ids are those that students write: half of all people name an id, and half of those the LMS's own.

    Each counts once, however many files they handed in.
    """
    claims: dict[tuple[Lms, str], list[bool]] = defaultdict(list)
    for one in attempts:
        if one.lms:
            claims[one.lms, one.name.student_id] += [same_id(one.claim, one.name.student_id)] if one.claim else []
    told = [any(theirs) for theirs in claims.values() if theirs]
    return bool(told) and sum(told) * 2 >= len(told) and len(told) * 2 >= len(claims)


def _without_hidden_names(attempts: Sequence[Attempt], roster: Roster) -> Sequence[Attempt]:
    """Take off what Moodle shows for everybody alike where it hides names: it is nobody's, and no team's."""
    listed = [one.name for one in attempts if one.lms is Lms.MOODLE]
    is_somebodys = any(_alike(roster.names.get(one.student_id, ""), one.shown) for one in listed)
    if is_somebodys or len({as_id(one.shown) for one in listed}) != 1 or len({one.student_id for one in listed}) == 1:
        return attempts
    return [replace(one, name=replace(one.name, shown="")) if one.lms is Lms.MOODLE else one for one in attempts]


def _with_names_in_one_script(attempts: Sequence[Attempt], roster: Roster, insides: Insides) -> Sequence[Attempt]:
    """Put the roster's name for one that the LMS shows in another script, where all that the files say is the id that the roster has for the LMS's number.

    A romanised name shares no letter with the roster's, and two ids that nobody derives from each other tell whose it is; a team's name doesn't count.
    """
    shown = _names_shown(attempts)
    strangers: dict[tuple[Lms, str], list[Attempt]] = defaultdict(list)
    for one in attempts:
        if one.lms and list(_stranger(one, roster)) and len(shown[one.lms, as_id(one.name.student_id)]) == 1:
            strangers[one.lms, one.name.student_id].append(one)
    found: dict[Attempt, Attempt] = {}
    for (_, number), own in strangers.items():
        told = [claim for one in own for claim in (one.claim, *insides.ids(one.load)) if claim]
        theirs = bool(told) and all(same_id(claim, roster.ids.get(number, "")) for claim in told)
        name = own[0].name.shown
        a_team = any(map(str.isdigit, name)) or roster.members(name)
        if theirs and not a_team and not scripts(name) & scripts(roster.names[number]):
            found |= {one: replace(one, name=replace(one.name, shown=roster.names[number])) for one in own}
    return [found.get(one, one) for one in attempts]


def _names_shown(attempts: Iterable[Attempt]) -> Mapping[tuple[Lms, str], set[str]]:
    shown: dict[tuple[Lms, str], set[str]] = defaultdict(set)
    for one in attempts:
        if one.lms is not None:
            shown[one.lms, as_id(one.name.student_id)].add(as_id(one.name.shown))
    return shown


def _person(one: Attempt, roster: Roster, shown: Mapping[tuple[Lms, str], set[str]], comparable: bool) -> _Person:
    own = as_id(one.name.student_id)
    if one.lms is None:
        by = (one.alike or filenames.stem(one.source).casefold()) if one.name.evidence is Evidence.INSIDE else ""
        return _Person(own, "", claimed_by=by)
    if len(shown[one.lms, own]) > 1:
        return _Person(own, one.lms, shown=as_id(one.name.shown))
    if _is_team(one, roster):
        return _Person(f"{as_id(one.name.shown)} {own}", one.lms)
    if own in roster.ids:
        return _Person(as_id(roster.ids[own]), "")
    return _Person(own, "" if comparable or one.lms is Lms.GRADESCOPE else one.lms)


def _is_team(one: Attempt, roster: Roster) -> bool:
    """Say whether Moodle's number is a team's: teams are numbered apart, and the same number may be a stranger's."""
    return one.lms is Lms.MOODLE and bool(list(_stranger(one, roster)))


def _stranger(one: Attempt, roster: Roster) -> Iterable[str]:
    """Say that the LMS shows a name that has nothing of the name that the roster has for this id."""
    expected = roster.names.get(one.name.student_id, "") if one.lms else ""
    if expected and one.name.shown and not _alike(expected, one.name.shown):
        yield f"The download shows the name {for_message(one.name.shown)}, and the roster has {for_message(expected)} for this id."


def _alike(one: str, other: str) -> bool:
    """Say whether two spellings of names share a word of two letters or more, or a whole name."""
    first, second = _words(one), _words(other)
    joined, other_joined = "".join(sorted("".join(first))), "".join(sorted("".join(second)))
    shared = any(word in "".join(second) for word in first if len(word) > 1)
    return joined == other_joined or shared or any(word in "".join(first) for word in second if len(word) > 1)


def _words(name: str) -> list[str]:
    return words_of_name("".join(" " if char.isdigit() else char for char in name))


def _named_apart(people: Iterable[_Person]) -> dict[_Person, tuple[str, tuple[str, ...]]]:
    """Give each person the id that their record has, no two the same, and what to tell those who seem to be one."""
    named: dict[_Person, tuple[str, tuple[str, ...]]] = {}
    for student_id, alike in groupby(
        sorted(people, key=lambda one: (one.student_id, _rank(one))), lambda one: one.student_id
    ):
        several = list(alike)
        doubt = (f"{len(several)} different people seem to be {for_message(student_id)}.",) if len(several) > 1 else ()
        for number, one in enumerate(several):
            distinct = one.claimed_by or one.shown or one.system
            apart = one.claimed_by if one.claimed_by else f"{student_id} {distinct}"
            own = number == 0 and not one.claimed_by and not one.shown
            named[one] = (student_id if len(several) == 1 or own else apart, doubt)
    return _distinct(named)


def _distinct(named: dict[_Person, tuple[str, tuple[str, ...]]]) -> dict[_Person, tuple[str, tuple[str, ...]]]:
    """Count on where the ids that were made up meet others."""
    taken = {student_id for person, (student_id, _) in named.items() if student_id == person.student_id}
    for person, (student_id, doubt) in named.items():
        made, number = student_id, 2
        while student_id != person.student_id and made in taken:
            made, number = f"{student_id} {number}", number + 1
        taken.add(made)
        named[person] = (made, doubt)
    return named


def _rank(person: _Person) -> tuple[bool, bool, str, str, str]:
    """Order people who seem to be one: who is best known has the id."""
    return bool(person.claimed_by), bool(person.system), person.system, person.shown, person.claimed_by


def _claims(grouped: Mapping[_Person, Sequence[Attempt]]) -> Mapping[str, set[_Person]]:
    claims: dict[str, set[_Person]] = defaultdict(set)
    for person, own in grouped.items():
        for one in own:
            if one.claim:
                claims[as_id(one.claim)].add(person)
    return claims


def _claimed_by_others(person: _Person, claims: Mapping[str, set[_Person]]) -> Iterable[str]:
    """Tell whoever has an id that another's file is named for."""
    if not person.system and claims.get(person.student_id, {person}) - {person}:
        yield f"Another student's file is named for {for_message(person.student_id)}."


def _received(one: Attempt, zone: tzinfo | None) -> datetime | None:
    time = one.name.received
    return time if time is None or time.tzinfo else (time.replace(tzinfo=zone) if zone else None)
