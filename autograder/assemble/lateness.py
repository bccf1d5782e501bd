"""Decide what handing in late costs, by the course's late policy.

Comes in: when a submission was received, and its Assignment. Goes out: the days it is late, and a Finding that takes the points.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

from autograder.conventions import finding
from autograder.model import Assignment, Finding, LatePolicy, Severity


def late_days(received: datetime | None, due: datetime, grace_minutes: float = 0.0) -> int:
    """Count the days begun after the due time; up to the grace it isn't late, past it the days count from the due time."""
    if received is None or received <= due + timedelta(minutes=grace_minutes):
        return 0
    return math.ceil((received - due) / timedelta(days=1))


def lateness(received: datetime | None, assignment: Assignment) -> Finding | None:
    """Return what handing in late costs, or None; past the last day the points are all of the assignment's."""
    policy: LatePolicy = assignment.late
    days = late_days(received, assignment.due, policy.grace_minutes)
    if days == 0:
        return None
    too_late = policy.last_day is not None and days > policy.last_day
    points = -assignment.points if too_late else max(policy.points_per_day * days, -assignment.points)
    count = "1 day" if days == 1 else f"{days} days"
    message = f"Handed in {count} late{'; nothing is counted any more' if too_late else ''}."
    if "late" in assignment.consequences:
        return replace(finding(assignment, "late", message), points=min(0.0, points))
    severity = Severity.VIOLATION if points < 0 else Severity.NOTE
    return Finding(rule="late", severity=severity, cell="", message=message, points=min(0.0, points))
