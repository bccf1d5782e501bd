"""Turn an assignment's checks and a seed into the cases to put, and keep the trusted half of each: inputs and expected answers.

A plan serves everybody who has its version (versions.py), so inputs are drawn, and expected answers computed, once per version and worker.
"""

from __future__ import annotations

import itertools
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import torch

from autograder.checks.answers import formed
from autograder.checks.collecting import NoAnswer
from autograder.checks.random_inputs import RandomInputs
from autograder.checks.work_judges import FARTHER, Growth
from autograder.errors import AssignmentBroken, GradingError
from autograder.examine import casting
from autograder.model import Assignment, Case, CaseInputs, CaseKind, Check, Likely, NearMiss, Question
from autograder.value_tree import map_leaves

SIMULATED_DEVICE = (
    "simulated"  # where DEVICE cases are asked: a pretend accelerator that keeps CUDA's rules, on every grader
)
SIZES = ((32, 64, 128), (32, 64))  # below 32 counts mislead: libraries change algorithm there

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case with what only the trusted side knows of it."""

    case: Case
    check: Check | None  # None for a case that only looks for banned calls
    inputs: CaseInputs
    sizes: Mapping[str, int]
    dtype: str


@dataclass(frozen=True)
class TestPlan:
    """All cases of an assignment under one seed; expected answers are computed when they are first wanted, and kept."""

    __test__ = False  # no test of pytest's

    assignment: Assignment
    seed: int
    planned: tuple[PlannedCase, ...]
    version: int = 0  # which of the class's drawings this is
    _of_check: dict[int, tuple[PlannedCase, ...]] = field(default_factory=dict, repr=False)
    _expected: dict[str, Any] = field(default_factory=dict, repr=False)
    _counted: dict[str, Any] = field(default_factory=dict, repr=False)
    _mistaken: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases alone: what may cross into the sandbox."""
        return tuple(planned.case for planned in self.planned)

    def of(self, check: Check) -> tuple[PlannedCase, ...]:
        """List the cases of one check."""
        if not self._of_check:
            for planned in self.planned:
                of_it = self._of_check.get(id(planned.check), ())
                self._of_check[id(planned.check)] = (*of_it, planned)
        return self._of_check.get(id(check), ())

    def expected(self, planned: PlannedCase) -> Any:
        """Return the reference's answer; raises AssignmentBroken when the reference itself raises."""
        return _once(self._expected, planned.case.id, lambda: _expected(planned, self.assignment))

    def counted(self, planned: PlannedCase) -> Any:
        """Return the reference's answer to inputs that are for counting work; raises AssignmentBroken where they mean nothing to it."""
        return _once(self._counted, planned.case.id, lambda: _answered(planned, self.assignment))

    def mistaken(self, planned: PlannedCase, name: str, mistake: NearMiss) -> Any:
        """Return what a mistake answers, the mistake of that name; raises whatever it does."""
        key = (planned.case.id, name)
        return _once(self._mistaken, key, lambda: mistake(self.expected(planned), planned.inputs))

    def likely(self, planned: PlannedCase, mistake: Likely, *, in_its_dtype: bool = False) -> Any:
        """Return what a mistake answers, or its NoAnswer; worked out when it is first wanted.

        in_its_dtype: asked in the dtype of the case, as a student is, and not in float64, as the reference is.
        """
        check, inputs = planned.check, planned.inputs
        if in_its_dtype:
            inputs = replace(inputs, values_by_name=casting.cast(inputs, inputs.dtype), known={})

        def make() -> Any:
            try:
                return mistake.answer(planned.case.question, check.driver if check else None, inputs)
            except NoAnswer as error:
                return error

        return _once(self._mistaken, (planned.case.id, mistake.name + " in its dtype" * in_its_dtype), make)

    def faults(self, planned: PlannedCase, mistake: Likely, find: Callable[[], Made]) -> Made:
        """Return what a check's rule finds in a mistake's answer; looked for once."""
        return self.once(f"faults of {mistake.name} in {planned.case.id}", find)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Make something that depends on the plan alone, the first time it is wanted."""
        return _once(self._made, name, make)


def _once(kept: dict[Any, Any], key: Any, make: Callable[[], Made]) -> Made:
    if key not in kept:
        kept[key] = make()
    made: Made = kept[key]
    return made


def draw_test_plan(assignment: Assignment, seed: int, *, version: int = 0) -> TestPlan:
    """Draw every check's inputs; raises AssignmentBroken naming the check that couldn't be drawn."""
    code = [question for question in assignment.questions if not question.written]
    if code and not any(question.checks for question in code):
        raise AssignmentBroken(
            found=f"{assignment.name}: no check asks any of its questions yet, so nothing can be drawn",
            fix='Write some: `# %% check="…" points=…` below a test cell.',
        )
    questions = {question.id: question for question in assignment.questions}
    planned = [one for question in assignment.questions for one in _question(question, assignment, seed)]
    for picture in assignment.pictures:
        planned += _check(
            picture.asked, _banned_in_picture(picture.asked, questions[picture.asked.asks]), assignment, seed
        )
    return TestPlan(assignment=assignment, seed=seed, planned=tuple(planned), version=version)


def _banned_in_picture(asked: Check, question: Question) -> tuple[str, ...]:
    """Ban nothing where a picture shows the student's own functions together that checks give: another question's call would cost this one."""
    given = {name for check in question.checks for name in check.with_reference}
    return _banned(question) if given <= set(asked.with_reference) else ()


def _banned(question: Question) -> tuple[str, ...]:
    """List what a question bans, the dearest first: what falls under two names is met under the first."""
    return tuple(sorted(question.banned, key=lambda name: (-question.banned[name], name)))


def _question(question: Question, assignment: Assignment, seed: int) -> list[PlannedCase]:
    banned = _banned(question)
    planned = [one for check in question.checks for one in _check(check, banned, assignment, seed)]
    metered = any(one.case.kind is CaseKind.METER for one in planned)
    if banned and not metered:
        first = next((one for one in planned if one.case.kind is CaseKind.VALUE), None)
        if first is not None:
            name = f"{question.id}.banned_calls/0"
            case = replace(first.case, id=name, check="", kind=CaseKind.WATCH, banned=banned)
            planned.append(PlannedCase(case=case, check=None, inputs=first.inputs, sizes={}, dtype=first.dtype))
    return planned


def _check(check: Check, banned: tuple[str, ...], assignment: Assignment, seed: int) -> list[PlannedCase]:
    device = SIMULATED_DEVICE if check.kind is CaseKind.DEVICE else ""
    planned: list[PlannedCase] = []
    for sizes, drawn in _draws(check, assignment, seed):
        for name in check.dtypes if casting.is_floating(drawn) else check.dtypes[:1]:
            dtype = getattr(torch, name)
            handed, trusted = casting.rounded(drawn, dtype)
            inputs = CaseInputs(trusted, dtype, check.library, device or "cpu", _reference(check, assignment))
            case = Case(
                id=f"{check.asks}.{check.name}/{len(planned)}",
                check=check.name,
                question=check.asks,
                call=check.driver or check.asks,
                inputs=casting.travelling(handed, check.library),
                driver=check.driver is not None,
                kind=check.kind,
                with_reference=check.with_reference,
                banned=banned,
                device=device,
            )
            planned.append(PlannedCase(case=case, check=check, inputs=inputs, sizes=sizes, dtype=name))
    return planned


def _draws(check: Check, assignment: Assignment, seed: int) -> Iterator[tuple[Mapping[str, int], dict[str, Any]]]:
    """Draw the inputs of each call, with the sizes that they were drawn for; a picture's example is public, the same for every class."""
    for number, sizes in enumerate(_sizes(check, assignment, seed)):
        random = RandomInputs(seed, assignment.name, check.name, number)
        drawn = _drawn(check, *(() if check.kind is CaseKind.PICTURE else (random,)), **sizes)
        for one in drawn if isinstance(drawn, list) else [drawn]:
            if not isinstance(one, dict):
                raise _broken(check, f"{check.name} returned a {type(one).__name__} instead of a dict of inputs")
            yield sizes, one


def _sizes(check: Check, assignment: Assignment, seed: int) -> list[Mapping[str, int]]:
    if not isinstance(check.judge, Growth):
        return [{}]
    random = RandomInputs(seed, assignment.name, check.name, "sizes")
    ladders: dict[str, Sequence[int]] = {}
    for position, name in enumerate(check.judge.names):
        base = check.judge.sizes.get(name) or SIZES[min(position, 1)]
        ladders[name] = [size + random.integer(0, max(1, size // 8)) for size in base]
    drawn: list[Mapping[str, int]] = [
        dict(zip(ladders, combination, strict=True)) for combination in itertools.product(*ladders.values())
    ]
    return drawn + (_farther(ladders, random) if check.judge.at_most == "1" else [])


def _farther(ladders: Mapping[str, Sequence[int]], random: RandomInputs) -> list[Mapping[str, int]]:
    """Go far with one size at a time, the others at their smallest: a stride or a chunk shows only where it is shorter than the size."""
    smallest = {name: min(ladder) for name, ladder in ladders.items()}
    return [
        smallest | {name: FARTHER * max(ladder) + random.integer(0, max(ladder))} for name, ladder in ladders.items()
    ]


def _drawn(check: Check, *random: RandomInputs, **sizes: int) -> Any:
    try:
        return check.draw(*random, **sizes)
    except GradingError:
        raise
    except Exception as error:
        raise _broken(check, f"{check.name} raised {type(error).__name__}: {error}") from error


def _broken(check: Check, what: str) -> AssignmentBroken:
    return AssignmentBroken(found=f"{check.place}: {what}", fix="Correct it, then grade again.")


def _expected(planned: PlannedCase, assignment: Assignment) -> Any:
    check = planned.check
    if check is None or check.kind is CaseKind.METER:
        return None
    if check.kind is CaseKind.INPUTS:
        return planned.case.inputs
    return _answered(planned, assignment)


def _answered(planned: PlannedCase, assignment: Assignment) -> Any:
    check = planned.check
    if check is None:
        return None
    function = _reference(check, assignment)
    if function is None:
        return None
    try:
        return formed(function(**{key: map_leaves(casting.copied, value) for key, value in planned.inputs.items()}))
    except GradingError:
        raise
    except Exception as error:
        path = assignment.folder / "hidden" / "reference.py"
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f":{frame.lineno}" for frame in reversed(frames) if frame.filename == str(path)), "")
        # it never began: the check calls it in another way than it is written
        if not line and isinstance(error, TypeError):
            handed, name = ", ".join(planned.inputs), check.reference or check.driver or check.asks
            raise _broken(
                check, f"{check.name} calls {name} with {handed}, and it raised TypeError: {error}"
            ) from error
        raise AssignmentBroken(
            found=f"{path}{line}: {check.reference or check.driver or check.asks} raised {type(error).__name__}: {error}",
            fix=f"Correct it for the inputs of {check.name}, then grade again.",
        ) from error


def _reference(check: Check, assignment: Assignment) -> Callable[..., Any] | None:
    return assignment.reference.get(check.reference or check.driver or check.asks)
