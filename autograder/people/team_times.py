"""Tell of times that no hand-in has as its own which are a team's: Moodle's worksheet has a row for each member, the download one file.

Comes in: rows of times that matched nobody, who handed in and under which file's name, and the roster. Goes out: times of hand-ins by whoever of
their team the row is about, and the rows that are still nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from autograder.people import groups
from autograder.people.class_lists import Student
from autograder.people.times import Received
from autograder.untrusted_text import as_id

_TEAM = re.compile(r"(?P<name>.*?)_\d+_assignsubmission_", re.DOTALL)


def find(
    rows: Iterable[Received], sources: Mapping[str, str], students: Sequence[Student], other_ids: Mapping[str, str]
) -> tuple[dict[str, datetime], tuple[Received, ...]]:
    """Return the times by who handed in, the latest of several, and what is left.

    sources: by who handed in, how their file was called. other_ids: as for times.by_student.
    """
    handed_in = {as_id(student): student for student in sources}
    mates = {
        member: [handed_in[one] for one in group.members if one in handed_in]
        for group in groups.of_roster(students)
        for member in group.members
    }
    teams = {student: groups.as_moodle(found["name"]) for student, source in sources.items() if (found := _in(source))}
    times: dict[str, datetime] = {}
    left = []
    for row in rows:
        named = [as_id(name) for own in row.ids for name in (other_ids.get(own.casefold(), own), own)]
        of_roster = [one for name in named for one in mates.get(name, ())]
        of_moodle = [one for one, team in teams.items() if row.team and team == groups.as_moodle(row.team)]
        for student in (*of_roster, *of_moodle):
            times[student] = max(row.time, times.get(student, row.time))
        if not (of_roster or of_moodle):
            left.append(row)
    return times, tuple(left)


def _in(source: str) -> re.Match[str] | None:
    return next((found for part in source.split("/") if (found := _TEAM.match(part))), None)
