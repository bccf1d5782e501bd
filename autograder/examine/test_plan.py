"""Turn an assignment's checks and a seed into the cases to put, and keep the trusted half of each: inputs and expected answers.

One seed serves a whole class, so inputs are drawn, and expected answers computed, once per worker.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import torch

from autograder.checks.judges import Inputs
from autograder.checks.random_inputs import Draws
from autograder.checks.work_judges import Growth
from autograder.errors import AssignmentBroken, GradingError
from autograder.model import Array, Assignment, Case, CaseKind, Check, Question, Sketch
from autograder.value_tree import leaves, map_leaves

ELSEWHERE = "simulated"  # where DEVICE cases are asked: a pretend accelerator that keeps CUDA's rules, on every grader

Made = TypeVar("Made")

SIZES = ((32, 64, 128), (32, 64))  # below 32 counts mislead: libraries change algorithm there


@dataclass(frozen=True, slots=True)
class Asked:
    """A case with what only the trusted side knows of it."""

    case: Case
    check: Check | None  # None for a case that only looks for banned calls
    inputs: Inputs  # as the reference gets them
    sizes: Mapping[str, int]
    dtype: str


@dataclass(frozen=True)
class Exam:
    """All cases of an assignment under one seed."""

    assignment: Assignment
    seed: int
    asked: tuple[Asked, ...]
    _once: dict[str, Any] = field(default_factory=dict)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases alone: what may cross into the sandbox."""
        return tuple(asked.case for asked in self.asked)

    def of(self, check: Check) -> tuple[Asked, ...]:
        """List the cases of one check."""
        return self.once("by check", self._by_check).get(id(check), ())

    def _by_check(self) -> dict[int, tuple[Asked, ...]]:
        found: dict[int, tuple[Asked, ...]] = {}
        for asked in self.asked:
            found[id(asked.check)] = (*found.get(id(asked.check), ()), asked)
        return found

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Make something that depends on the exam alone, the first time it is wanted."""
        if name not in self._once:
            self._once[name] = make()
        made: Made = self._once[name]
        return made

    def expected(self, asked: Asked) -> Any:
        """Return the reference's answer, computed once; raises AssignmentBroken when the reference itself raises."""
        return self.once(asked.case.id, lambda: _expected(asked, self.assignment))

    def counted(self, asked: Asked) -> Any:
        """Return the reference's answer to inputs that are for counting work; raises AssignmentBroken where they mean nothing to it."""
        return self.once(f"{asked.case.id} counted", lambda: _answered(asked, self.assignment))


def set_exam(assignment: Assignment, seed: int) -> Exam:
    """Draw every check's inputs; raises AssignmentBroken naming the check that couldn't be drawn."""
    asked = [one for question in assignment.questions for one in _question(question, assignment, seed)]
    asked += [
        one
        for sketch in assignment.sketches
        for one in _check(sketch.asked, _asked_of(sketch, assignment), assignment, seed)
    ]
    return Exam(assignment=assignment, seed=seed, asked=tuple(asked))


def seed_for(secret: bytes, assignment: Assignment) -> int:
    """Derive the class's seed: not to be guessed without the course's secret, the same whenever it is derived again."""
    digest = hashlib.blake2b(
        f"{assignment.name}\0{assignment.release_version}".encode(), key=secret[:64], digest_size=6
    )
    return int.from_bytes(digest.digest(), "big")


def _question(question: Question, assignment: Assignment, seed: int) -> list[Asked]:
    asked = [one for check in question.checks for one in _check(check, question, assignment, seed)]
    metered = any(one.case.kind is CaseKind.METER for one in asked)
    if question.banned and not metered:
        first = next((one for one in asked if one.case.kind is CaseKind.VALUE), None)
        if first is not None:
            case = replace(
                first.case, id=f"{question.id}.banned_calls/0", check="", kind=CaseKind.WATCH, banned=question.banned
            )
            asked.append(Asked(case=case, check=None, inputs=first.inputs, sizes={}, dtype=first.dtype))
    return asked


def _asked_of(sketch: Sketch, assignment: Assignment) -> Question:
    return next(question for question in assignment.questions if question.id == sketch.asked.asks)


def _check(check: Check, question: Question, assignment: Assignment, seed: int) -> list[Asked]:
    asked: list[Asked] = []
    for sizes, drawn in _draws(check, assignment, seed):
        dtypes = check.dtypes if _floating(drawn) else check.dtypes[:1]
        for name in dtypes:
            dtype = getattr(torch, name)
            cast = {key: _cast(value, dtype) for key, value in drawn.items()}
            inputs = Inputs({key: _trusted(value) for key, value in cast.items()})
            inputs.dtype, inputs.library = dtype, check.library
            elsewhere = ELSEWHERE if check.kind is CaseKind.DEVICE else ""
            inputs.device = elsewhere or "cpu"
            case = Case(
                id=f"{question.id}.{check.name}/{len(asked)}",
                check=check.name,
                question=question.id,
                call=check.probe or question.id,
                inputs={key: _travelling(value, check.library) for key, value in cast.items()},
                probe=check.probe is not None,
                kind=check.kind,
                given=check.given,
                banned=() if check.kind in (CaseKind.DEVICE, CaseKind.PICTURE) else question.banned,
                device=elsewhere,
            )
            asked.append(Asked(case=case, check=check, inputs=inputs, sizes=sizes, dtype=name))
    return asked


def _draws(check: Check, assignment: Assignment, seed: int) -> list[tuple[Mapping[str, int], dict[str, Any]]]:
    found: list[tuple[Mapping[str, int], dict[str, Any]]] = []
    for number, sizes in enumerate(_sizes(check, assignment, seed)):
        rng = Draws(seed, assignment.name, check.name, number)
        rng_too = (
            {} if check.kind is CaseKind.PICTURE else {"rng": rng}
        )  # an example is public: the same for every class
        drawn = _call(check.draw, check, **sizes, **rng_too)
        for one in drawn if isinstance(drawn, list) else [drawn]:
            if not isinstance(one, dict):
                raise _broken(check, f"{check.name} returned a {type(one).__name__} instead of a dict of inputs")
            found.append((sizes, one))
    return found


def _sizes(check: Check, assignment: Assignment, seed: int) -> list[Mapping[str, int]]:
    if not isinstance(check.judge, Growth):
        return [{}]
    rng = Draws(seed, assignment.name, check.name, "sizes")
    ladders: list[Sequence[int]] = []
    for position, name in enumerate(check.judge.names):
        base = check.judge.sizes.get(name) or SIZES[min(position, 1)]
        ladders.append([size + rng.integer(0, max(1, size // 8)) for size in base])
    return [dict(zip(check.judge.names, combination, strict=True)) for combination in itertools.product(*ladders)]


def _call(function: Callable[..., Any], check: Check, **arguments: Any) -> Any:
    try:
        return function(**arguments)
    except GradingError:
        raise
    except Exception as error:
        raise _broken(check, f"{check.name} raised {type(error).__name__}: {error}") from error


def _broken(check: Check, what: str) -> AssignmentBroken:
    return AssignmentBroken(found=f"{place_of(check)}: {what}", fix="Correct it, then grade again.")


def place_of(check: Check) -> str:
    """Say where its author wrote a check: file:line."""
    code = check.draw.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def _expected(asked: Asked, assignment: Assignment) -> Any:
    check = asked.check
    if check is None or check.kind is CaseKind.METER:
        return None
    if check.kind is CaseKind.INPUTS:
        return asked.case.inputs
    return _answered(asked, assignment)


def _answered(asked: Asked, assignment: Assignment) -> Any:
    check = asked.check
    if check is None:
        return None
    name = check.reference or check.probe or check.asks
    function = assignment.reference.get(name)
    if function is None:
        return None
    try:
        return function(**{key: _copy(value) for key, value in asked.inputs.items()})
    except Exception as error:
        found = f"{assignment.folder / 'reference.py'}: {name} raised {type(error).__name__}: {error}"
        raise AssignmentBroken(
            found=found, fix=f"Correct it for the inputs of {check.name}, then grade again."
        ) from error


# ---------------------------------------------------------------- inputs, leaf by leaf


def _map_tensors(function: Callable[[torch.Tensor], Any], value: Any) -> Any:
    return map_leaves(lambda leaf: function(leaf) if isinstance(leaf, torch.Tensor) else leaf, value)


def _cast(value: Any, dtype: torch.dtype) -> Any:
    return _map_tensors(lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor, value)


def _trusted(value: Any) -> Any:
    """What the reference gets: float64, after the rounding that the student's inputs went through."""
    return _map_tensors(lambda tensor: tensor.to(torch.float64) if tensor.is_floating_point() else tensor, value)


def _travelling(value: Any, library: str) -> Any:
    return _map_tensors(lambda tensor: Array(tensor.contiguous(), library=library), value)


def _copy(value: Any) -> Any:
    return _map_tensors(torch.clone, value)


def _floating(value: Any) -> bool:
    return any(isinstance(leaf, torch.Tensor) and leaf.is_floating_point() for leaf in leaves(value))
