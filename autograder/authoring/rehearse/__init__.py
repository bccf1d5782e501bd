"""Prove an assignment before a class meets it: hand in our solution, the blank release, right/ and wrong/, and grade them all.

Comes in: an assignment's name. Goes out: a report, step by step, each proved or with one sentence for each problem. Only authors' commands
import it; submissions go the way of students' zips, through the same workers and sandbox. What was proved of files that haven't changed
since isn't proved again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path

from autograder import reuse
from autograder.authoring import compile, leaks, release
from autograder.authoring.answer_blocks import blocks_of, nothing_written, our_solutions, templates
from autograder.authoring.cache import Cache, digest_of, digest_of_bytes
from autograder.authoring.rehearse import draws, remembered, source_run
from autograder.authoring.rehearse.narrowing import bindings, narrowed, putting
from autograder.authoring.rehearse.proofs import luck, notes_on, points_by_check, proofs
from autograder.authoring.rehearse.report import RehearsalReport, RehearsalStep
from autograder.authoring.rehearse.variants import Variant, Workers, grade_variants
from autograder.conventions.plurals import counted
from autograder.course import answers, assignment, catalogue, outline, unfinished
from autograder.course.answers import Answer
from autograder.course.layout import files_below
from autograder.course.secret import NAME as COURSE_KEY
from autograder.errors import AssignmentBroken, nearest
from autograder.model import Assignment
from autograder.progress import Progress

DRAWINGS = 3  # at least, where nobody says how often: what holds of one drawing may be luck


def rehearse(
    name: str,
    root: Path,
    *,
    execute_source: bool = True,
    workers: Workers | None = None,
    drawings: int | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> RehearsalReport:
    """Prove that the solution, the blank release, right/ and wrong/ get what they should. Never raises for an author's mistake: the report says it.

    workers: who grades, for as long as the caller wants; None for processes of its own.
    drawings: how often inputs are drawn; a check that only some inputs make fail, or pass, leans on luck. None: each of the class's versions,
        and three at least.
    quick: draw once, and ask a wrong answer only what can be another's business: its own question and those that call it.
    progress: where to show how far it has come.
    """
    with Workers() if workers is None else nullcontext(workers) as those:
        return _rehearsed(name, root, execute_source, those, drawings, quick, progress or Progress())


def _rehearsed(
    name: str,
    root: Path,
    execute_source: bool,
    workers: Workers,
    drawings: int | None,
    quick: bool,
    progress: Progress,
) -> RehearsalReport:
    steps: list[RehearsalStep] = []
    with ExitStack() as stack:
        try:
            steps.append(_timed("source and release are built", lambda: _build(name, root)))
            built = remembered.of_built(name, root)  # before any of it is read again
            workers.begin(outline.read(name, root), root)  # it loads what grades while the rest is looked at here
            source = stack.enter_context(source_run.begun(name, root)) if execute_source else None
            loaded = assignment.load(name, root, in_part=True)
            lacks = tuple(f"not finished: {problem}" for problem in unfinished.lacking(loaded.questions, loaded.folder))
            asked = any(question.checks for question in loaded.questions)
            steps.append(points(loaded))
            if asked:
                steps.append(_timed("hidden inputs come from the class's seed", lambda: _draws(loaded)))
            steps.append(_timed("near misses are of our solution as it is", lambda: _catalogue(loaded)))
            steps.append(
                _timed("nothing of a solution, a reference or a check is in release/", lambda: _leaks(name, root))
            )
            graded: RehearsalReport | None = None
            if all(step.good for step in steps[:2]) and (asked or not lacks):
                drawings = drawings or (1 if quick else max(DRAWINGS, loaded.versions))
                graded = _graded(loaded, root, workers, drawings, quick, progress)
        except AssignmentBroken as error:
            return RehearsalReport(
                name, (*steps, RehearsalStep("the assignment's files agree", "they don't", (str(error),)))
            )
        if source:
            steps.append(source.step(progress))
    if graded is None:
        return RehearsalReport(name, tuple(steps), unfinished=lacks, built=built)
    return RehearsalReport(name, (*steps, *graded.steps), graded.notes, lacks, built)


# ---------------------------------------------------------------- before anything is graded


def _timed(claim: str, prove: Callable[[], tuple[str, Sequence[str]]]) -> RehearsalStep:
    start = time.perf_counter()
    found, problems = prove()
    return RehearsalStep(claim, found, tuple(problems), time.perf_counter() - start)


def _build(name: str, root: Path) -> tuple[str, Sequence[str]]:
    built = compile.build(name, root)
    released = release.release(name, root)
    return f"{built}, {released}", ()


def points(loaded: Assignment) -> RehearsalStep:
    """Say how the points are made up; that they add up was checked on loading, but for questions that have no checks yet."""
    hidden = sum(question.max_points for question in loaded.questions if not question.written)
    written = sum(question.max_points for question in loaded.questions if question.written)
    checks = counted(sum(len(question.checks) for question in loaded.questions), "check")
    left = round(loaded.points - hidden - written, 6)
    parts = f"{hidden:g} by {checks} + {written:g} written" + (f" + {left:g} without checks yet" if left else "")
    return RehearsalStep("points add up", f"{parts} = {loaded.points:g}")


def _draws(loaded: Assignment) -> tuple[str, Sequence[str]]:
    return counted(sum(len(question.checks) for question in loaded.questions), "check"), list(draws.problems(loaded))


def _catalogue(loaded: Assignment) -> tuple[str, Sequence[str]]:
    place = f"assignments/{loaded.name}/answers/{catalogue.FILE}"
    problems = [
        f"{place}: our {entry.question} has no line {entry.line!r} any more: run autograder rehearse {loaded.name} --mutants"
        for entry in catalogue.outdated(loaded.folder, loaded.solution)
    ]
    return counted(len(catalogue.read(loaded.folder)), "entry", "entries"), problems


def _leaks(name: str, root: Path) -> tuple[str, Sequence[str]]:
    folder = root / "release" / name
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}
    said, cache = f"{counted(len(files), 'file')} compared", Cache(root, f"leaks-{name}")
    compared = _compared(files, name, root)
    if cache.read(str) == compared:
        return said, ()
    found = leaks.scan(files, name, root)
    if not found and _compared(files, name, root) == compared:  # else somebody wrote there meanwhile
        cache.write(compared)
    return said, [f"{leak.sentence}. {leak.fix}" for leak in found]


def _compared(files: Mapping[str, bytes], name: str, root: Path) -> str:
    """Hash what is compared with what."""
    key = digest_of(root / COURSE_KEY)
    return digest_of_bytes(files, f"{reuse.own_code()} {release.inputs_digest(name, root)} {key}")


# ---------------------------------------------------------------- graded


def _graded(
    loaded: Assignment,
    root: Path,
    workers: Workers,
    drawings: int,
    quick: bool,
    progress: Progress,
) -> RehearsalReport:
    steps: list[RehearsalStep] = []
    variants, broken = _variants(loaded, root)
    with progress.bar(f"Rehearsing {loaded.name}", drawings * len(variants)) as bar:
        bound, puts = bindings(loaded.solution), putting(loaded)
        first = (
            [narrowed(one, variants[0], calls=True, bound=bound, puts=puts) for one in variants] if quick else variants
        )
        later = [narrowed(one, variants[0], calls=False, bound=bound) for one in variants] if drawings > 1 else []
        asked = [first, *(later for _ in range(1, drawings))]
        drawn = grade_variants(asked, loaded, root, workers=workers, advance=bar.advance)
        trials = drawn[0].trials
        steps += [
            RehearsalStep(
                "answers of right/ and wrong/ can be handed in",
                counted(len(variants) - 3, "answer"),
                tuple(broken),
                drawn[0].seconds,
            ),
            *proofs(trials, loaded),
        ]
        if any(trial.reason for trial in trials if trial.variant.kind == "solution"):  # all that is asked meets it
            return RehearsalReport(loaded.name, tuple(steps))
        every = [one.trials for one in drawn]
        for drawing, again in enumerate(drawn[1:], start=1):
            problems = [
                f"{step.claim}: {problem}" for step in proofs(again.trials, loaded) for problem in step.problems
            ]
            claim = f"the same points with inputs drawn anew, {drawing} of {drawings - 1}"
            steps.append(RehearsalStep(claim, counted(len(variants), "answer"), tuple(problems), again.seconds))
        if drawings > 1:
            steps.append(luck(every, loaded))
    return RehearsalReport(loaded.name, tuple(steps), notes_on(trials, loaded))


def _variants(loaded: Assignment, root: Path) -> tuple[list[Variant], list[str]]:
    """Make a hand-in of everything that an author supplied; an answer that can't be read is a problem of its own."""
    name = loaded.name
    variants = [
        Variant("solution", "solution", f"assignments/{name}/notebook.py", our_solutions(name, root)),
        Variant("blank", "blank", f"release/{name}/{name}.ipynb", {}),
        Variant("empty", "empty", "blocks that hold nothing but `return`", nothing_written(name, root)),
    ]
    supplied = [("right", one) for one in answers.right(loaded.folder)]
    supplied += [("wrong", one) for one in answers.wrong(loaded.folder)]
    cells = templates(name, root)
    problems: list[str] = []
    for kind, answer in supplied:
        problems += _misnamed(answer, loaded) if kind == "wrong" else ()
        try:
            texts = blocks_of(answer, name, root, cells=cells)
        except AssignmentBroken as error:
            problems.append(str(error))
        else:
            if kind == "right" or answer.fails:
                variants.append(Variant(kind, answer.name, answer.place, texts, answer.fails, answer.near_miss))
    return variants, problems


def _misnamed(answer: Answer, loaded: Assignment) -> Iterator[str]:
    """Say what a wrong answer calls by a name that isn't there: its question, or a check."""
    if not answer.fails:
        yield f"{answer.place}: it doesn't say what must fail. Write `# fails: question.check_name` below its `# %%`."
    questions = [question.id for question in loaded.questions if not question.written]
    if answer.question not in questions:
        near = nearest(answer.question, questions)
        yield f"{answer.place}: there is no question '{answer.question}'. {_hint(near, 'Name the file by a question.')}"
    known = points_by_check(loaded)
    for one in answer.fails:
        if one not in known:
            near = nearest(one, known)
            yield f"{answer.place}: there is no check '{one}'. {_hint(near, 'Name checks as question.check_name.')}"


def _hint(near: str, otherwise: str) -> str:
    return f"Did you mean {near}?" if near else otherwise
