"""What handing in late costs, whatever a person allowed, in every zone and across the nights when clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.model import ExceptionKind, LatePolicy, RecordStatus, Severity, StudentException
from autograder.people import lateness
from tests.fixtures.report import record, rejected
from tests.fixtures.small_assignment import DUE, small_assignment


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (timedelta(days=-1), 0),
        (timedelta(0), 0),
        (timedelta(minutes=10), 0),
        (timedelta(minutes=10, milliseconds=861), 0),
        (timedelta(minutes=10, seconds=1), 1),
        (timedelta(days=1), 1),
        (timedelta(days=1, milliseconds=1), 1),
        (timedelta(days=1, seconds=1), 2),
        (timedelta(days=30), 30),
    ],
)
def test_days_begun_count_once_the_grace_is_over(after, days):
    assert lateness.late_days(DUE + after, DUE, 10) == days


def test_an_unknown_time_is_not_late():
    assert lateness.late_days(None, DUE) == 0
    assert lateness.lateness(None, small_assignment()) == (0, None)


def test_times_in_other_zones_are_the_same_moment():
    assert lateness.late_days(DUE.astimezone(UTC), DUE) == 0


def late(days: float, **settings: Any) -> Any:
    return lateness.lateness(DUE + timedelta(days=days), small_assignment(late=LatePolicy(**settings)))[1]


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


# ---------------------------------------------------------------- days as the course's clocks show them

BERLIN, SEOUL = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("due", "received", "days"),
    [
        (datetime(2026, 3, 28, 23, 59), datetime(2026, 3, 29, 23, 58), 1),  # the night of 29 March has no third hour
        (datetime(2026, 3, 28, 23, 59), datetime(2026, 3, 30, 0, 30), 2),  # 23 hours and 31 minutes later
        (datetime(2026, 10, 24, 23, 59), datetime(2026, 10, 25, 23, 58), 1),  # 24 hours and 59 minutes later
        (datetime(2026, 10, 24, 23, 59), datetime(2026, 10, 26, 0, 30), 2),
    ],
)
def test_a_day_ends_when_the_clocks_show_the_due_time_again(due, received, days):
    assert lateness.late_days(received.replace(tzinfo=BERLIN), due.replace(tzinfo=BERLIN), 10, BERLIN) == days


def test_late_within_the_hour_that_clocks_show_twice_is_late_by_a_day():
    due = datetime(2026, 10, 25, 2, 40, tzinfo=BERLIN)
    received = datetime(2026, 10, 25, 2, 20, tzinfo=BERLIN, fold=1)  # 40 minutes later, 20 minutes earlier on the clock

    assert lateness.late_days(received, due, 10, BERLIN) == 1


@given(due=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), late=st.integers(601, 40 * 86400))
def test_days_are_the_fewest_after_which_the_clocks_have_shown_the_due_time(due, late):
    begun = due.replace(tzinfo=SEOUL)
    received = begun + timedelta(seconds=late)

    days = lateness.late_days(received, begun, 10, SEOUL)

    assert begun + timedelta(days=days - 1) < received <= begun + timedelta(days=days)


@pytest.mark.parametrize(
    ("received", "days"),
    [("01:00:00+02:00", 1), ("02:30:01+02:00", 1), ("02:30:00+01:00", 1), ("02:30:01+01:00", 2), ("03:00:00+01:00", 2)],
)
def test_of_the_hour_that_clocks_show_twice_a_day_ends_in_the_second(received, days):
    due = datetime(2026, 10, 24, 2, 30, tzinfo=BERLIN)

    assert lateness.late_days(datetime.fromisoformat(f"2026-10-25T{received}"), due, 0, BERLIN) == days


@given(
    due=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1))
    | st.datetimes(datetime(2026, 10, 20), datetime(2026, 10, 26)),
    one=st.integers(0, 10**6),
    more=st.integers(0, 10**6) | st.integers(0, 7200),
)
@example(due=datetime(2026, 10, 24, 2, 30), one=86401, more=3599)
def test_later_is_never_fewer_days(due, one, more):
    begun = due.replace(tzinfo=BERLIN).astimezone(UTC)
    first, second = (begun + timedelta(seconds=seconds) for seconds in (one, one + more))

    assert lateness.late_days(first, begun, 10, BERLIN) <= lateness.late_days(second, begun, 10, BERLIN)


# ---------------------------------------------------------------- what a person allowed

LATE = DUE + timedelta(days=1, hours=1)
POLICY = small_assignment(late=LatePolicy(points_per_day=-2.0))


def extended(until: datetime) -> StudentException:
    return StudentException(ExceptionKind.EXTEND, until)


def test_an_extension_moves_the_due_time():
    assert lateness.lateness(LATE, POLICY, extended(DUE + timedelta(days=2))) == (0, None)

    days, late = lateness.lateness(LATE, POLICY, extended(DUE + timedelta(hours=2)))

    assert (days, late.points) == (1, -2.0)


def test_an_extension_never_takes_time_away():
    assert lateness.lateness(DUE, POLICY, extended(DUE - timedelta(days=5))) == (0, None)


def test_what_is_waived_is_late_and_costs_nothing():
    days, late = lateness.lateness(LATE, POLICY, StudentException(ExceptionKind.WAIVE))

    assert days == 2
    assert (late.points, late.severity) == (0.0, Severity.NOTE)
    assert "waived" in late.message


# ---------------------------------------------------------------- records


def test_settling_takes_the_place_of_what_was_there():
    before = record()  # 18 points earned, 3 of them lost to lateness

    on_time = lateness.settle(before, DUE, None, POLICY)
    late = lateness.settle(on_time, LATE, None, POLICY)

    assert (on_time.score, on_time.late_days) == (18.0, 0)
    assert [one.rule for one in on_time.findings] == ["cell_added"]
    assert (late.score, late.late_days, late.received) == (on_time.score - 4.0, 2, LATE.astimezone(UTC).isoformat())
    assert lateness.settle(late, DUE, None, POLICY) == on_time
    assert lateness.settle(late, LATE, None, POLICY) == late


def test_a_rejected_hand_in_keeps_its_time_and_has_no_days():
    made = lateness.settle(rejected(), LATE, None, POLICY)

    assert made == replace(rejected(), received=LATE.astimezone(UTC).isoformat())
    assert made.status is RecordStatus.REJECTED
