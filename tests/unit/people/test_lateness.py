"""What handing in late costs."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from autograder.assemble import lateness
from autograder.model import LatePolicy, Severity
from tests.fixtures.small_assignment import DUE, small_assignment


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(days=-1), 0),
        (timedelta(0), 0),
        (timedelta(minutes=10), 0),
        (timedelta(minutes=10, seconds=1), 1),
        (timedelta(days=1), 1),
        (timedelta(days=1, seconds=1), 2),
        (timedelta(days=30), 30),
    ],
)
def test_days_begun_count_once_the_grace_is_over(after, days):
    assert lateness.late_days(DUE + after, DUE, 10) == days


def test_an_unknown_time_is_not_late():
    assert lateness.late_days(None, DUE) == 0
    assert lateness.lateness(None, small_assignment()) is None


def test_times_in_other_zones_are_the_same_moment():
    assert lateness.late_days(DUE.astimezone(UTC), DUE) == 0


def late(days: float, **settings: Any) -> Any:
    return lateness.lateness(DUE + timedelta(days=days), small_assignment(late=LatePolicy(**settings)))


def test_each_day_costs_points():
    item = late(1.5, points_per_day=-2.0)

    assert (item.rule, item.severity, item.points) == ("late", Severity.VIOLATION, -4.0)
    assert "2 days" in item.message


def test_after_the_last_day_nothing_is_left():
    assert late(4, points_per_day=-1.0, last_day=3).points == -10.0
    assert late(3, points_per_day=-1.0, last_day=3).points == -3.0


def test_lateness_never_costs_more_than_the_assignment_has():
    assert late(100, points_per_day=-1.0).points == -10.0


def test_lateness_that_costs_nothing_is_a_note():
    item = late(1)

    assert (item.severity, item.points) == (Severity.NOTE, 0.0)
