"""Decide what handing in late costs: by the course's late policy, and by what a person allowed the student.

Comes in: when a hand-in was received, a StudentException, and the Assignment. Goes out: the days it is late, a Finding that takes the points,
and a Record in which these stand in place of what stood there before: lateness depends on nothing that runs.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from autograder.conventions import finding
from autograder.conventions.plurals import counted
from autograder.model import (
    Assignment,
    ExceptionKind,
    Finding,
    LatePolicy,
    Record,
    RecordStatus,
    Severity,
    StudentException,
)
from autograder.results.record import total

RULE = "late"


def late_days(received: datetime | None, due: datetime, grace_minutes: float = 0.0, zone: tzinfo = UTC) -> int:
    """Count the days begun after the due time; up to the grace it isn't late, past it the days count from the due time.

    A day ends when the clocks of the zone show the due time again, though in a night when they are changed it has 23 or 25 hours.
    Where they show it twice it is the second time, and where they leave it out, as much later: whichever is better for the student.
    Of a second that has begun, as Gradescope tells times, nothing counts: what people see is the due time itself.
    """
    if received is None:
        return 0
    came, begun = received.astimezone(UTC).replace(microsecond=0), due.astimezone(zone).replace(tzinfo=None)
    if came <= due.astimezone(UTC) + timedelta(minutes=grace_minutes):
        return 0
    days = max(1, math.floor((came - due.astimezone(UTC)) / timedelta(days=1)) - 1)
    while came > _ends(begun + timedelta(days=days), zone):
        days += 1
    return days


def _ends(shown: datetime, zone: tzinfo) -> datetime:
    return max(shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def lateness(
    received: datetime | None, assignment: Assignment, exception: StudentException | None = None
) -> tuple[int, Finding | None]:
    """Return the days late and what they cost; past the last day the points are all of the assignment's."""
    policy: LatePolicy = assignment.late
    days = late_days(received, due(assignment, exception), policy.grace_minutes, ZoneInfo(assignment.time_zone))
    if days == 0:
        return 0, None
    count = counted(days, "day")
    if exception is not None and exception.kind is ExceptionKind.WAIVE:
        return days, Finding(RULE, Severity.NOTE, "", f"Handed in {count} late, which costs nothing: it was waived.")
    too_late = policy.last_day is not None and days > policy.last_day
    points = min(0.0, -assignment.points if too_late else max(policy.points_per_day * days, -assignment.points))
    message = f"Handed in {count} late{'; nothing is counted any more' if too_late else ''}."
    if RULE in assignment.consequences:
        return days, replace(finding(assignment, RULE, message), points=points)
    return days, Finding(RULE, Severity.VIOLATION if points < 0 else Severity.NOTE, "", message, points)


def due(assignment: Assignment, exception: StudentException | None) -> datetime:
    """Return until when a student may hand in: an extension never shortens what everybody has."""
    if exception is not None and exception.kind is ExceptionKind.EXTEND and exception.until is not None:
        return max(assignment.due, exception.until)
    return assignment.due


def settle(
    record: Record, received: datetime | None, exception: StudentException | None, assignment: Assignment
) -> Record:
    """Return the record as it is with this time and this exception, whatever it had before; an excuse is not applied here."""
    made = replace(record, received=received.astimezone(UTC).isoformat() if received else None, exception=exception)
    if record.status is not RecordStatus.GRADED:
        return made
    days, late = lateness(received, assignment, exception)
    findings = tuple(one for one in record.findings if one.rule != RULE) + ((late,) if late else ())
    return replace(made, late_days=days, findings=findings, score=total(record.questions, findings))
