"""Make what somebody hands in, and tell what it must earn.

Comes in: a HandIn, a plan of what a student does. Goes out: a file's bytes, and points: they are known from the plan, by course.py's table of what each way to
write a block is worth, and a table of how late each moment is.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from autograder.authoring import notebook_file, submissions
from autograder.intake.ipynb import Json
from term import course

BLANK = ""


@dataclass(frozen=True, slots=True)
class When:
    """A moment of handing in, in the course's zone, and how many days late it is."""

    time: str  # ISO, with its offset
    days: int
    extended: int  # days late after an extension to UNTIL

    @property
    def moment(self) -> datetime:
        """The moment, as the clocks of the course show it."""
        return datetime.fromisoformat(self.time)


UNTIL = "2026-10-25T23:59:00"  # an extension by a day that has 25 hours
TIMES = {
    "early": When("2026-10-23T09:31:00+02:00", 0, 0),
    "in_time": When("2026-10-24T20:05:00+02:00", 0, 0),
    "within_grace": When("2026-10-25T00:08:00+02:00", 0, 0),
    "next_morning": When("2026-10-25T11:00:00+01:00", 1, 0),
    "25_hours_later": When("2026-10-25T23:58:00+01:00", 1, 0),
    "two_days": When("2026-10-26T12:00:00+01:00", 2, 1),
    "too_late": When("2026-10-28T12:00:00+01:00", 4, 3),
}

FORMS = ("zip", "notebook", "stripped", "colab", "by_hand", "rar", "text")
GRADEABLE = frozenset(FORMS) - {"rar", "text"}


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student hands in."""

    square: str = "right"
    total: str = "right"
    answer: str = ""  # to the written question; "" leaves it as it was released
    form: str = "zip"
    when: str = "in_time"
    typed_id: str = ""  # "": their own
    earlier: tuple[str, ...] = ()  # moments of earlier attempts, which earn nothing by their answers


@dataclass(slots=True)
class Expected:
    """What must be shown of a person in an assignment."""

    handed_in: HandIn | None = None
    exception: str = ""  # extend, waive, excuse
    by_hand: float | None = None  # what a person gave for the written answer
    corrected: bool = False  # whether the check that was too strict is corrected
    removed: bool = False
    team: tuple[str, ...] = field(default=())

    @property
    def status(self) -> str:
        """What the record and marks.csv say."""
        if self.exception == "excuse":
            return "excused"
        if self.handed_in is None or self.removed:
            return "missing"
        return "graded" if self.handed_in.form in GRADEABLE else "rejected"

    @property
    def has_record(self) -> bool:
        """Whether something of theirs was handed in and stands."""
        return self.handed_in is not None and not self.removed

    @property
    def days(self) -> int:
        """How many days late it is."""
        if self.handed_in is None:
            return 0
        when = TIMES[self.handed_in.when]
        return when.extended if self.exception == "extend" else when.days

    @property
    def automatic(self) -> float | None:
        """The mark without what people give."""
        return self._mark(0.0)

    @property
    def mark(self) -> float | None:
        """The mark that everybody must be shown; None where there is none."""
        return self._mark(self.by_hand or 0.0)

    def _mark(self, by_hand: float) -> float | None:
        if self.status != "graded" or self.handed_in is None:
            return None
        column = 2 if self.corrected else 1
        points = (
            float(course.SQUARE[self.handed_in.square][column])
            + float(course.TOTAL[self.handed_in.total][column])
            + by_hand
        )
        if self.exception != "waive":
            points += -course.POINTS if self.days > course.LAST_DAY else course.PER_DAY * self.days
        return max(0.0, points)

    @property
    def waiting(self) -> int:
        """How many answers wait for a person."""
        return int(self.status == "graded" and bool(self.handed_in and self.handed_in.answer) and self.by_hand is None)


def draw(rng: random.Random, ids: Mapping[str, str], own: str) -> HandIn:
    """Draw what one student does; ids: of others, for whoever types a wrong one."""
    form = rng.choices(FORMS, weights=(60, 12, 6, 8, 8, 3, 3))[0]
    return HandIn(
        square=rng.choices(list(course.SQUARE), weights=(40, 10, 15, 10, 15, 10, 0))[0],
        total=rng.choices(list(course.TOTAL), weights=(70, 15, 15))[0],
        answer=rng.choice(
            ("", f"Because I say so, number {rng.randrange(10**6)}.", f"{own}: equal signs.\n\nSo it is $x^2 \\ge 0$.")
        ),
        form=form,
        when=rng.choices(list(TIMES), weights=(30, 40, 6, 6, 8, 6, 4))[0],
        typed_id=rng.choice(list(ids)) if rng.random() < 0.03 else "",
        earlier=("early",) if rng.random() < 0.15 else (),
    )


@dataclass(frozen=True, slots=True)
class Release:
    """What students get of an assignment."""

    name: str
    notebook: Json

    @classmethod
    def of(cls, root: Path, name: str) -> Release:
        """Read it."""
        return cls(name, submissions.released_notebook(name, root))

    def file(self, made: HandIn, student_id: str, shown: str, group: str = "") -> tuple[str, bytes]:
        """Make a hand-in's file; returns the name that the student gave it, and its content."""
        fields = {"name": shown, "student_id": made.typed_id or student_id, "option": 1, "group": group}
        if made.form == "rar":
            return f"{self.name}.rar", b"Rar!\x1a\x07\x01\x00" + student_id.encode()
        if made.form == "text":
            return "", f"<p>{student_id}: here is my work, in words.</p>".encode()
        blocks = {"square": course.SQUARE[made.square][0], "total": course.TOTAL[made.total][0]}
        filled = submissions.fill(
            self.notebook, blocks, fields=fields, written={"why": made.answer} if made.answer else None
        )
        if made.form == "stripped":
            return f"{self.name}.ipynb", notebook_file.as_bytes(submissions.without_grader_metadata(filled))
        if made.form == "colab":
            return f"{self.name}.ipynb", submissions.colab_saved(filled)
        if made.form == "notebook":
            return f"{self.name} (1).ipynb", notebook_file.as_bytes(filled)
        by_hand = made.form == "by_hand"
        packed = submissions.zip_of(
            filled,
            assignment=self.name,
            fields=fields,
            by_provided_cell=not by_hand,
            folder="my work/" if by_hand else "",
        )
        return ("final final.zip" if by_hand else submissions.zip_name(fields, self.name)), packed


def earlier(made: HandIn) -> tuple[HandIn, ...]:
    """Give the earlier attempts, whose answers are others."""
    return tuple(
        replace(made, square="raises", total="nothing", answer="", when=when, form="zip", typed_id="")
        for when in made.earlier
    )


def counting(attempts: Sequence[HandIn]) -> HandIn:
    """Give the last attempt that can be graded, or else the last."""
    return next((one for one in reversed(attempts) if one.form in GRADEABLE), attempts[-1])
