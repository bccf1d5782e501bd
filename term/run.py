"""Live through a term: make the class, its downloads and tables, run the commands, mark by hand, correct a check, take a hand-in out.

Comes in: an empty folder, how many students, a seed. Goes out: the course as the commands left it, the Labs with what must be shown of each person, and
what the commands said.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.results import zips
from term import account, course, handins, people, systems
from term.account import Line, Told
from term.commands import autograder, gradescope, mark_by_hand
from term.handins import FORMS, TIMES, UNTIL, Expected, HandIn, Release
from term.people import Person
from term.systems import LISTED_WORD, Lab

LABS = {"lab1": "canvas", "lab2": "moodle", "lab3": "moodle", "lab4": "blackboard", "lab5": "brightspace"}
CORRECTED, OF_GRADESCOPE = "lab4", 6
Say = Callable[[str], None]


@dataclass(slots=True)
class Term:
    """A term under way."""

    root: Path
    rng: random.Random
    everybody: list[Person]
    dropped: list[Person]
    added: list[Person]
    labs: list[Lab] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)
    extra: list[Line] = field(default_factory=list)

    @property
    def listed_later(self) -> list[Person]:
        """Who is in the class after the first weeks."""
        return [one for one in self.everybody if one not in self.dropped]


def prepare(root: Path, students: int, seed: int, labs: Collection[str] = tuple(LABS)) -> Term:
    """Write the course and plan what everybody does; labs: which of them there are."""
    if students < 10:
        raise ValueError("a term needs 10 students at least")
    course.write(root, labs)
    rng = random.Random(f"term {seed}")
    everybody = people.make(students, seed, ["lab2", "lab3"])
    few = max(1, students // 50)
    term = Term(root, rng, everybody, dropped=everybody[5 : 5 + few], added=everybody[-few:])
    term.labs += [_plan(term, name, LABS[name]) for name in labs]
    return term


def _plan(term: Term, name: str, lms: str) -> Lab:
    first = name == "lab1"
    on_roster = term.everybody if first else term.listed_later
    ids = {one.student_id: one.name for one in term.everybody}
    plans = {
        one.student_id: Expected(_handed_in(term, one, ids, late_comer=first and one in term.added))
        for one in on_roster
    }
    lab = Lab(name, lms, list(on_roster), list(term.listed_later), plans)
    if name == "lab3":
        lab.people = lab.listed = people.in_teams(on_roster)
        _share_in_teams(lab)
    if first:
        _share_an_attachment(lab, term.listed_later)
    here = [one.student_id for one in on_roster if not (first and one in term.added)]
    for kind, student in zip(
        ("extend", "waive", "excuse") * 3,
        term.rng.sample(here, min(9, len(here) // 3)),
        strict=False,
    ):
        plans[student].exception = kind
    return lab


def _handed_in(term: Term, person: Person, ids: dict[str, str], *, late_comer: bool) -> HandIn | None:
    made = handins.draw(term.rng, ids, person.student_id)
    return None if late_comer or (term.rng.random() < 0.06 and person not in term.dropped) else made


def _share_in_teams(lab: Lab) -> None:
    """Let a team hand in once: the first member's plan is everybody's, and who has no team can't be told."""
    first: dict[str, Expected] = {}
    for person in lab.people:
        plan = lab.expected[person.student_id]
        if not person.team:
            plan.handed_in = None
            continue
        plan.handed_in = first.setdefault(person.team, plan).handed_in
    lonely = [one for one in lab.people if not one.team]
    if lonely:
        lab.expected[lonely[0].student_id].handed_in = None


def _share_an_attachment(lab: Lab, listed: Sequence[Person]) -> None:
    """Let two people have the same file in Canvas, as members of a group that is graded one by one do."""
    one, other = (person.student_id for person in listed[6:8])
    made = HandIn(square=course.OF_TWO, answer="Two of us say so.")
    for student in (one, other):
        lab.expected[student].handed_in, lab.expected[student].team = made, (one, other)


# ---------------------------------------------------------------- living through it


def live(term: Term, say: Say) -> None:
    """Do what a teacher does, from the first class list to the last feedback."""
    root = term.root
    lab1 = term.labs[0]
    early = [one for one in term.everybody if one not in term.added or lab1.name != "lab1"]
    _save(root / "class.csv", systems.canvas_table(lab1, early))
    _save(root / "class-later.csv", systems.canvas_table(lab1, term.listed_later))
    autograder(root, "people", "import", "class.csv")
    for number, lab in enumerate(term.labs, 1):
        say(f"{lab.name} ({lab.lms}): {number} of {len(term.labs)}")
        _hand_in(term, lab)
        _allow(term, lab, by_command=lab is lab1)
        _grade(term, lab, say)
        if lab is lab1:
            autograder(root, "people", "import", "class-later.csv")
        _mark(term, lab)
        if lab.name == CORRECTED:
            course.correct_check(root, lab.name)
            for plan in lab.expected.values():
                plan.corrected = True
            autograder(root, "regrade", lab.name)
        if lab.name == "lab1":
            _remove(term, lab)
        autograder(root, "report", lab.name)
        say(f"{lab.name}: exports and feedback")
        _send(term, lab)
    say("gradescope")
    term.extra.append(_gradescope(term, term.labs[-1]))
    term.extra.append(_similar(term, lab1))


def _hand_in(term: Term, lab: Lab) -> None:
    release = Release.of(term.root, lab.name)
    if lab.lms in ("canvas", "moodle", "blackboard"):
        marked = [
            one.student_id
            for one in lab.listed
            if lab.expected[one.student_id].mark is not None and lab.expected[one.student_id].status == "graded"
        ]
        if lab.name in ("lab1", "lab2", "lab4") and marked:
            lab.words[marked[-1]] = LISTED_WORD
    if lab.lms == "canvas":
        systems.canvas(lab, release, term.rng)
    elif lab.name == "lab2":
        systems.moodle(lab, release, "ko")
    elif lab.name == "lab3":
        _lonely_hand_in(lab)
        systems.moodle_teams(lab, release, "de", term.rng)
        for person in lab.people:
            if not person.team:
                lab.expected[person.student_id].handed_in = None
    elif lab.lms == "blackboard":
        systems.blackboard(lab, release)
    else:
        systems.brightspace(lab, release)
    place = term.root / "downloads"
    if lab.lms == "brightspace":
        for name, content in lab.download.items():
            _save(place / lab.name / name, content)
    else:
        _save(place / f"{lab.name}.zip", zips.pack({**lab.download, "__MACOSX/._x": b"", "Thumbs.db": b"x"}))
    for name, data in (
        (lab.table_name, lab.table),
        (f"times-{lab.name}.csv", lab.times),
        (f"roster-{lab.name}.csv", lab.roster),
    ):
        if name and data:
            _save(place / name, data)


def _lonely_hand_in(lab: Lab) -> None:
    """Let who is in no team hand in: Moodle calls that the default group's, without a number."""
    lonely = [one for one in lab.people if not one.team]
    if lonely:
        lab.expected[lonely[0].student_id].handed_in = HandIn(form="notebook")


def _allow(term: Term, lab: Lab, *, by_command: bool) -> None:
    """Write what was allowed: by commands, or into the file as a person would."""
    path = term.root / "people" / "exceptions.csv"
    for student, plan in lab.expected.items():
        if not plan.exception:
            continue
        until = UNTIL if plan.exception == "extend" else ""
        if by_command:
            autograder(term.root, "people", plan.exception, student, lab.name, *(("--until", until) if until else ()))
        else:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{student},{lab.name},{plan.exception},{until},\n")


def _grade(term: Term, lab: Lab, say: Say) -> None:
    place = Path("downloads")
    words: list[str | Path] = [
        "grade",
        lab.name,
        place / (lab.name if lab.lms == "brightspace" else f"{lab.name}.zip"),
        "--json",
    ]
    words += ["--received", place / f"times-{lab.name}.csv"] if lab.times else []
    words += ["--roster", place / f"roster-{lab.name}.csv"] if lab.roster else []
    done = autograder(term.root, *words)
    told = term.told[lab.name] = Told()
    told.not_taken = {one["source"] for one in json.loads(done.out) if one["status"] == "not_taken"}
    say(f"{lab.name}: {len(lab.download)} files graded")


def _mark(term: Term, lab: Lab) -> None:
    """Mark nine of ten of the written answers."""
    answered = [one for one, plan in lab.expected.items() if plan.waiting]
    for student in answered:
        if term.rng.random() < 0.9:
            lab.expected[student].by_hand = term.rng.choice([0.0, 1.0, 2.5, 4.0])
    given = {one: lab.expected[one].by_hand for one in answered}
    mark_by_hand(term.root, lab.name, {one: points for one, points in given.items() if points is not None})


def _remove(term: Term, lab: Lab) -> None:
    gone = next(
        one
        for one, plan in reversed(lab.expected.items())
        if plan.status == "graded" and not plan.team and one not in lab.words
    )
    autograder(term.root, "remove", lab.name, gone)
    lab.expected[gone].removed = True


def _send(term: Term, lab: Lab) -> None:
    for system in account.exports_of(lab):
        words: list[str | Path] = ["export", lab.name, "--to", system, "--template", Path("downloads") / lab.table_name]
        doubtful = any(plan.waiting for plan in lab.expected.values()) or (
            lab.lms == "canvas" and bool(_scored_without_row(lab))
        )
        autograder(term.root, *words, status=4 if doubtful else 0)
        if doubtful:
            if (term.root / "results" / lab.name / f"{system}{Path(lab.table_name).suffix}").exists():
                term.extra.append(Line(lab.name, f"export {system} in doubt", 1, ("something was written",)))
            autograder(term.root, *words, "--partial")
    for system in account.feedback_of(lab):
        command = ["feedback", lab.name, "--to", system]
        command += ["--template", str(Path("downloads") / lab.table_name)] if system == "moodle" else []
        done = autograder(term.root, *command)
        told = (line.partition(": not sent:") for line in done.err.splitlines())
        term.told[lab.name].left_out[system] = {student for student, found, _ in told if found}


def _scored_without_row(lab: Lab) -> list[str]:
    listed = {one.student_id for one in lab.listed}
    return [one for one, plan in lab.expected.items() if plan.mark is not None and one not in listed]


def _gradescope(term: Term, lab: Lab) -> Line:
    """Grade some hand-ins as Gradescope's container does: there is no exception, and nobody marks by hand."""
    chosen = [(name, whose[0]) for name, whose in lab.owners.items() if lab.expected[whose[0]].status == "graded"][
        :OF_GRADESCOPE
    ]
    made = {student: lab.expected[student].handed_in for _, student in chosen}
    files = [(student, lab.download[name], TIMES[made[student].when].time) for name, student in chosen]  # type: ignore[union-attr]
    expected = {student: Expected(one).automatic for student, one in made.items()}
    found = gradescope(term.root, lab.name, files, term.root / "gradescope")
    return Line(lab.name, "gradescope's results.json", len(expected), account.compare(found, expected))


def _similar(term: Term, lab: Lab) -> Line:
    """Nobody may be suspected for the file that their group shares."""
    told = json.loads(autograder(term.root, "similar", lab.name, "--json").out)
    teams = [set(plan.team) for plan in lab.expected.values() if plan.team]
    accused = tuple(
        f"{one['one']} and {one['other']} are accused of their group's file"
        for one in told
        if {one["one"], one["other"]} in teams
    )
    return Line(lab.name, "similar", len(told), accused)


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def lines(term: Term) -> list[Line]:
    """Compare all places of all assignments."""
    return [line for lab in term.labs for line in account.lines(lab, term.root, term.told[lab.name])] + term.extra


__all__ = ["FORMS", "LABS", "Term", "lines", "live", "prepare"]
