"""Honest students aren't harmed: every right answer of every assignment keeps its marks under habits and circumstances that aren't wrong.

    python -m attacks.honest                     all assignments, all files of right/, all conditions: half an hour of a processor
    python -m attacks.honest knn --files 1       one assignment, one file (the last) for each condition
    python -m attacks.honest knn --conditions seeds plots

A condition is a few lines at the top of every block, or something around it, as students type them; or a busy machine. The submissions are made as
students make them and graded by the command that instructors type. A right answer that loses a check is a find, unless EXPECTED says why
that is the right mark. An import of a library that the assignment doesn't allow costs what its assignment.toml says, and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attacks.habits import CONDITIONS, EXPECTED, Condition, under
from autograder.authoring import answer_blocks
from autograder.course import answers, settings
from autograder.model import Record, RecordStatus, Status
from autograder.results import record
from tests.fixtures import course as course_fixtures

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Lost:
    """A right answer that lost something under a condition."""

    assignment: str
    file: str
    condition: str
    what: tuple[str, ...]


def right_answers(name: str, most: int | None = None) -> dict[str, Mapping[str, Sequence[str]]]:
    """Return the blocks of right/'s files by file name, and our own solution's."""
    found = {"solution": answer_blocks.our_solutions(name, ROOT)}
    for answer in answers.right(ROOT / "assignments" / name):
        found[answer.name] = answer_blocks.blocks_of(answer, name, ROOT)
    return dict(list(found.items())[-most:] if most else found)


@dataclass(frozen=True, slots=True)
class HandIn:
    """A right answer in the hand of someone with habits."""

    file: str
    habits: str
    blocks: Mapping[str, tuple[str, ...]]
    imports: bool
    busy: bool = False


def each(name: str, conditions: Sequence[str], *, files: int | None = None) -> Iterator[HandIn]:
    """Put every right answer under every condition, in all of its blocks at once."""
    for title in conditions:
        condition = CONDITIONS[title]
        for file, texts in right_answers(name, files).items():
            blocks = {question: _typed(condition, name, question, own) for question, own in texts.items()}
            yield HandIn(file, title, blocks, condition.imports, condition.busy)


def mixed(name: str) -> Iterator[HandIn]:
    """Deal the conditions out to the questions of right answers, a different one to each, until all have been dealt."""
    answers, titles = list(right_answers(name).items()), [title for title, one in CONDITIONS.items() if not one.busy]
    dealt = 0
    while dealt < len(titles):
        file, texts = answers[dealt % len(answers)]
        hand = {question: titles[(dealt + place) % len(titles)] for place, question in enumerate(texts)}
        dealt += len(texts)
        blocks = {question: _typed(CONDITIONS[hand[question]], name, question, own) for question, own in texts.items()}
        yield HandIn(file, ", ".join(dict.fromkeys(hand.values())), blocks, imports=True)


def typed(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command that instructors type."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def examine(
    name: str, hand_ins: Iterable[HandIn], command: Callable[..., subprocess.CompletedProcess[str]] = typed
) -> tuple[int, list[Lost]]:
    """Grade right answers; return how many there were, and which lost what."""
    known: dict[str, HandIn] = {}
    with tempfile.TemporaryDirectory() as scratch:
        course = course_fixtures.make_course(Path(scratch))
        for one in hand_ins:
            student = f"{len(known):05d}"
            known[student] = one
            course_fixtures.hand_in(course / ("busy" if one.busy else "quiet"), student, name=name, blocks=one.blocks)
        records = [one for folder in ("quiet", "busy") for one in _graded(course, name, folder, command)]
    if len(records) != len(known):
        raise RuntimeError(f"{name}: {len(known)} were handed in, and {len(records)} records came back")
    lost = []
    for one in records:
        handed = known[one.student_id]
        if what := tuple(_lost(one, handed)):
            lost.append(Lost(name, handed.file, handed.habits, what))
    return len(known), lost


def _typed(condition: Condition, name: str, question: str, own: Sequence[str]) -> tuple[str, ...]:
    """Apply a habit to each function of a question, at its top: a later block of the same function lies inside what comes before."""
    template = answer_blocks.templates(name, ROOT)[question]
    given = re.split(r"#+ *BEGIN ", template)[0]
    if any(re.search(rf"\b{own_name}\(", given) for own_name in condition.shadows):
        return tuple(own)  # what is given uses the name before it is theirs: their own notebook would have told them
    methods = template.lstrip().startswith("class ")
    return tuple(under(condition, text) if methods or number == 0 else text for number, text in enumerate(own))


def _graded(
    course: Path, name: str, folder: str, command: Callable[..., subprocess.CompletedProcess[str]]
) -> list[Record]:
    if not (course / folder).exists():
        return []
    out = course / "out" / folder
    with _load() if folder == "busy" else contextlib.nullcontext():
        done = command("grade", name, folder, "--device", "cpu", "--out", str(out), cwd=course)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-2000:])
    return record.load_all(out)


@contextlib.contextmanager
def _load() -> Iterator[None]:
    """Keep every core busy, twice over."""
    spin = "import os\nwhile os.getppid() != 1: sum(range(100000))"
    busy = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def _lost(one: Record, handed: HandIn) -> Iterator[str]:
    if one.status is not RecordStatus.GRADED:
        yield f"{one.status}: {one.reason}"
    for question in one.questions:
        for check in question.checks:
            if check.status is not Status.PASSED and (handed.habits, question.id) not in EXPECTED:
                yield f"{question.id}.{check.name}: {check.message}"
    for finding in one.findings:
        if finding.points < 0 and not (finding.rule == "import_added" and handed.imports):
            yield f"{finding.rule} costs {finding.points:g}: {finding.message}"


def rows(
    names: Sequence[str] = (), *, conditions: Sequence[str] = (), files: int | None = None
) -> Iterator[tuple[str, int, int]]:
    """Yield (assignment, right answers tried, those that lost something); what was lost is told on standard error."""
    for name in names or settings.names(ROOT):
        tried, lost = examine(name, each(name, conditions or tuple(CONDITIONS), files=files))
        for one in lost:
            sys.stderr.write(f"{one.assignment}, {one.file}, under '{one.condition}': {'; '.join(one.what)[:600]}\n")
        yield f"honest {name}", tried, len(lost)


def main() -> int:
    """Try as the arguments say; status 1 when a right answer lost something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--files", type=int, metavar="N", help="only the last N files of right/ for each condition")
    parser.add_argument("--conditions", nargs="*", default=(), choices=tuple(CONDITIONS), metavar="NAME")
    given = parser.parse_args()
    bad = 0
    for name, tried, lost in rows(given.names, conditions=given.conditions, files=given.files):
        sys.stdout.write(f"{name:28} {tried:>5} tried, {lost} lost something\n")
        sys.stdout.flush()
        bad += lost
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
