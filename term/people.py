"""Make the people of a class as a university has them, with what each LMS calls each of them.

Comes in: a number and a seed. Goes out: Persons: namesakes, ids with zeros in front, ids that are parts of others, letters, blanks, Hangul; names with
apostrophes, underscores, digits. No two have the same id, login or number.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the class."""

    student_id: str
    given: str
    family: str
    canvas: str  # Canvas's number
    login: str  # Blackboard's user name
    brightspace: str
    moodle: dict[str, str]  # assignment → the participant's number there
    team: str = ""

    @property
    def name(self) -> str:
        """The name as most systems show it."""
        return f"{self.given} {self.family}"

    @property
    def sortable(self) -> str:
        """The name as Canvas's gradebook has it."""
        return f"{self.family}, {self.given}"

    @property
    def mail(self) -> str:
        """An address that nobody else has."""
        return f"{self.login}@uni.example"


_ODD_IDS = (
    "00420015", "420015", "2022000011", "20220000110", "A0123456X", "a0123456y", "kim ada", "김하나", "0007", "7-b.c", "Łuk01", "12", "120",
)  # fmt: skip
_ODD_NAMES = (
    ("Zoë", "O'Neil-Smith"), ("Jürgen", "Müller"), ("서연", "이"), ("Bo", "Kim_Lee"), ("Ada", "Kim 5"), ("Min Ji", "Kim"), ("Min Ji", "Kim"),
    ("Minji", "Kim"), ("Kim", "Min Ji"), ("Late", "De La"), ("Anon", "Y"), ("Test", "Fall"), ("2024", "Class"),
)  # fmt: skip
_GIVEN = (
    "Ada",
    "Bo",
    "Chen",
    "Dana",
    "Eun",
    "Finn",
    "Grete",
    "Hana",
    "Ivo",
    "Jun",
    "Kai",
    "Lea",
    "Mia",
    "Noor",
    "Olga",
    "Pau",
    "민준",
    "지우",
    "하은",
)
_FAMILY = (
    "Kim",
    "Lee",
    "Park",
    "Schmidt",
    "Weber",
    "Choi",
    "Jung",
    "Nowak",
    "Rossi",
    "Silva",
    "Tan",
    "Ueda",
    "박",
    "최",
    "정",
)


def make(count: int, seed: int, moodle: Sequence[str]) -> list[Person]:
    """Make so many people; moodle: the assignments in which Moodle counts its participants, anew in each."""
    rng = random.Random(f"people {seed}")
    numbers = {name: rng.sample(range(1, 20 * count), count) for name in moodle}
    people = []
    for at in range(count):
        given, family = _ODD_NAMES[at] if at < len(_ODD_NAMES) else (rng.choice(_GIVEN), rng.choice(_FAMILY))
        people.append(
            Person(
                student_id=_ODD_IDS[at] if at < len(_ODD_IDS) else f"2022{1000 + 7 * at:06}",
                given=given,
                family=family,
                canvas=str(at + 3 if at % 3 else 10 * at + 3000),
                login=f"u_{at}" if at % 5 == 0 else f"u.{at}" if at % 5 == 1 else f"user{at}",
                brightspace=str(57000 + 13 * at),
                moodle={name: str(numbers[name][at]) for name in moodle},
            )
        )
    return people


def in_teams(people: Sequence[Person], size: int = 3) -> list[Person]:
    """Put all but the last two into teams; these two have none."""
    return [
        replace(one, team=f"Team {1 + at // size}: a/b" if at // size % 4 == 0 else f"Team_{1 + at // size}")
        if at < len(people) - 2
        else one
        for at, one in enumerate(people)
    ]
