"""What has to hold of an assignment's answers once they are graded: who earns what, and which checks fail.

Comes in: trials. Goes out: a step for each claim, and notes on what authors should decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.authoring.rehearse.draws import place_of
from autograder.authoring.rehearse.report import RehearsalStep
from autograder.authoring.rehearse.variants import Trial
from autograder.conventions.plurals import counted
from autograder.course import author_files, beside, data_files
from autograder.course.modules import without_reference
from autograder.model import Assignment


def proofs(trials: Sequence[Trial], loaded: Assignment) -> list[RehearsalStep]:
    """Say what has to hold of every way to draw the inputs; of a fault that our own solution meets too nothing but the fault, once."""
    ours = _full_marks("our solution earns full marks", _of("solution", trials))
    if any(trial.reason for trial in _of("solution", trials)):
        return [ours]
    return [
        ours,
        _nothing("the blank release earns 0", _of("blank", trials)),
        _full_marks("every file of right/ earns full marks", _of("right", trials)),
        _as_named("every answer of wrong/ fails exactly what it names", _of("wrong", trials), loaded),
        _near_misses("every near miss of wrong/ is named in feedback", _of("wrong", trials), loaded),
        _every_check_fails("every check is failed by an answer of wrong/", _of("wrong", trials), loaded),
    ]


def luck(trials: Sequence[Sequence[Trial]], loaded: Assignment) -> RehearsalStep:
    """Demand that what catches an answer of wrong/ catches it each time that inputs are drawn."""
    known, problems = points_by_check(loaded), []
    asked = [each for each in zip(*trials, strict=True) if each[0].variant.kind == "wrong"]
    for each in asked:
        for name in each[0].variant.named:
            caught = sum(name in trial.lost for trial in each if not trial.reason)
            if name in known and 0 < caught < len(each):
                problems.append(
                    f"{each[0].variant.place}: only luck catches it: {name} fails in {caught} of {len(each)} drawings; "
                    "draw inputs that always tell it apart"
                )
    return RehearsalStep("no answer of wrong/ is caught by luck", counted(len(trials), "drawing"), tuple(problems))


def notes_on(trials: Sequence[Trial], loaded: Assignment) -> tuple[str, ...]:
    """Say what an author should know and decide, though nothing is wrong with it."""
    return (
        *_unearned(_of("empty", trials), loaded),
        *_unmet(_of("wrong", trials), loaded),
        *_own(loaded),
        *_no_other(_of("right", trials)),
        *_beside(loaded),
    )


def _of(kind: str, trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.variant.kind == kind]


def _full_marks(claim: str, trials: Sequence[Trial]) -> RehearsalStep:
    problems = []
    for trial in trials:
        lost = [f"{name} ({why})" for name, why in trial.lost.items()] + list(trial.costs)
        if trial.reason or trial.score != trial.max_score or lost:
            got = trial.reason or f"it got {trial.score:g} of {trial.max_score:g}: {'; '.join(lost)}"
            problems.append(f"{trial.variant.place}: {got}{_of_library(trial)}")
    return RehearsalStep(claim, f"{len(trials) - len(problems)} of {len(trials)}", tuple(problems))


def _of_library(trial: Trial) -> str:
    """Say what to write where our own solution answers with arrays of the library that inputs aren't of."""
    said = " ".join(trial.lost.values()) if trial.variant.kind == "solution" else ""
    wanted = {
        "numpy": "expected a torch tensor, got a NumPy array",
        "torch": "expected a NumPy array, got a torch tensor",
    }
    library = next((name for name, message in wanted.items() if message in said), "")
    return (
        f'. Are its arrays {library}\'s? Then write library = "{library}" under [checks] in assignment.toml'
        if library
        else ""
    )


def _nothing(claim: str, trials: Sequence[Trial]) -> RehearsalStep:
    problems = [
        f"{trial.variant.place}: {trial.reason or 'it got ' + counted(trial.score, 'point')}"
        for trial in trials
        if trial.reason or trial.score != 0 or trial.passed
    ]
    return RehearsalStep(claim, counted(trials[0].score, "point") if trials else "", tuple(problems))


def _as_named(claim: str, trials: Sequence[Trial], loaded: Assignment) -> RehearsalStep:
    """Demand that the checks that fail are those that `# fails:` names, and that just the points of those that are charged are lost."""
    points = points_by_check(loaded)
    problems, good = [], 0
    for trial in trials:
        wrong = list(other_than_named(trial, points))
        problems += [f"{trial.variant.place}: {one}" for one in wrong]
        good += not wrong
    return RehearsalStep(claim, f"{good} of {len(trials)}", tuple(problems))


def other_than_named(trial: Trial, points: Mapping[str, float]) -> Iterator[str]:
    """Say what an answer lost that isn't among the checks that it names, and what of those it didn't.

    One that fails for a cause which another is charged for costs nothing, so it needn't be named: whether it fails may hang on the inputs.
    """
    named = set(trial.variant.named)
    if trial.reason:
        yield trial.reason
        return
    more = [f"{name} ({why})" for name, why in trial.lost.items() if name not in named and name not in trial.uncharged]
    fewer = sorted(name for name in named & set(points) if name not in trial.lost)
    if more:
        yield f"it also fails {'; '.join(more)}"
    if fewer:
        yield f"it doesn't fail {', '.join(fewer)}"
    due = trial.max_score - sum(points[name] for name in trial.lost if name not in trial.uncharged)
    if not more and not fewer and abs(due - trial.score) > 1e-9:
        yield f"it got {trial.score:g}, for more than checks cost: {'; '.join(trial.costs)}"


def _near_misses(claim: str, trials: Sequence[Trial], loaded: Assignment) -> RehearsalStep:
    """Demand that the trusted side's run of a mistake gave what the student's process gave: then feedback named it.

    Every named check that offers the sentence has to say it, and at least one does.
    """
    offers = {
        f"{check.asks}.{check.name}": check.near_misses for question in loaded.questions for check in question.checks
    }
    asked = [trial for trial in trials if trial.variant.near_miss and not trial.reason]
    problems = []
    for trial in asked:
        sentence, said = trial.variant.near_miss, dict(one.split(": ", 1) for one in trial.near_misses)
        silent = [
            name
            for name in trial.variant.named
            if any(_says(one, sentence) for one in offers.get(name, ())) and not _says(said.get(name, ""), sentence)
        ]
        if silent or not any(_says(one, sentence) for one in said.values()):
            told = "; ".join(f"{name} says {said.get(name, 'nothing')!r}" for name in silent or trial.variant.named)
            problems.append(f"{trial.variant.place}: feedback doesn't name this near miss: {told}")
    return RehearsalStep(claim, f"{len(asked) - len(problems)} of {len(asked)}", tuple(problems))


def _says(told: str, sentence: str) -> bool:
    """Tell whether feedback says a sentence; a check of one part of an answer puts the part before it, "dW: …"."""
    return told == sentence or told.endswith(f": {sentence}")


def _every_check_fails(claim: str, trials: Sequence[Trial], loaded: Assignment) -> RehearsalStep:
    failed = {name for trial in trials for name in trial.lost}
    begun = {name.partition(".")[0] for trial in trials for name in trial.variant.named}  # of others: not finished
    places = {f"{check.asks}.{check.name}": check for question in loaded.questions for check in question.checks}
    problems = [
        f"{place_of(check, loaded)}: no answer of wrong/ fails {name}; "
        "write the mistake that it is there for, or take it out"
        for name, check in places.items()
        if name not in failed and check.points and check.asks in begun
    ]
    return RehearsalStep(claim, f"{len(places) - len(problems)} of {counted(len(places), 'check')}", tuple(problems))


def _unearned(trials: Sequence[Trial], loaded: Assignment) -> Iterator[str]:
    """Name checks that a block passes by doing nothing, so that their authors decide whether that is meant."""
    points = points_by_check(loaded)
    for trial in trials:
        if trial.passed:
            total = sum(points[name] for name in trial.passed)
            yield f"note: {trial.variant.place} earn {counted(total, 'point')}, by {', '.join(trial.passed)}"


def _unmet(trials: Sequence[Trial], loaded: Assignment) -> Iterator[str]:
    """Name near misses that no answer of wrong/ runs into, whichever check offers them: nothing shows that they work."""
    met = {miss for trial in trials for miss in trial.near_misses}
    for question in loaded.questions:
        for miss in dict.fromkeys(miss for check in question.checks for miss in check.near_misses):
            if not any(one.startswith(f"{question.id}.") and one.endswith(f": {miss}") for one in met):
                yield f"note: no answer of wrong/ for {question.id} meets the near miss '{miss}'"


def _own(loaded: Assignment) -> Iterator[str]:
    """Name questions whose checks are answered by the very solution that they are to prove."""
    asked = [
        str(cell.options.get("driver", cell.question))
        for cell in beside.cells(loaded.folder)
        if cell.role == beside.CHECK
    ]
    for question in without_reference(loaded.folder, list(dict.fromkeys(asked))):
        yield f"note: {question} has no function in hidden/reference.py, so right is what our own solution answers"


def _no_other(trials: Sequence[Trial]) -> Iterator[str]:
    """Say that nothing shows what another right answer gets."""
    if not trials:
        yield "note: there is no answer in right/: write another correct one, in a style of its own"


def _beside(loaded: Assignment) -> Iterator[str]:
    """Name what is judged in the student's own process, and what tests of asserts let through."""
    from autograder.checks import asserts

    points = sum(check.points for question in loaded.questions for check in question.checks if check.trust == "beside")
    data = data_files.read(loaded.folder)
    for cell in author_files.tests(loaded.folder, loaded.solution):
        name = f"{cell.question}.{cell.name}"
        with data_files.at_hand(data):  # our own functions may write, too
            weaknesses = asserts.weaknesses(cell) if cell.beside else []
            idle = asserts.passes_with_nothing(cell)
        if cell.beside:
            yield f"note: {name} runs beside the student's code (trust = beside), where it can be forged"
            yield from (f"note: {name}: {weakness}" for weakness in weaknesses)
        elif idle:
            yield f"note: {name} passes where each answer is empty: `for a, b in zip(answer, right)` then compares nothing, so compare their lengths, too"
    if points:
        yield f"note: {points:g} of {counted(loaded.points, 'point')} {'is' if points == 1 else 'are'} judged beside students' code"


def points_by_check(loaded: Assignment) -> dict[str, Any]:
    return {f"{check.asks}.{check.name}": check.points for question in loaded.questions for check in question.checks}
