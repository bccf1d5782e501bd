"""Prove that hidden inputs come from the class's seed, drawn again the same and for another class others, and that they and our answers can travel.

Comes in: an assignment. Goes out: one sentence for each check whose inputs don't, with file and line.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import AssignmentBroken
from autograder.model import Array, Assignment, CaseKind, Check
from autograder.value_tree import alike, map_leaves

if TYPE_CHECKING:
    from autograder.examine.test_plan import TestPlan

PLAIN = "{} numbers, text, arrays, or lists, tuples and dicts of them."
SEEDS = (1, 1, 2, 3, 4, 5)  # the first twice; small numbers may come up alike in two classes, hardly in five


def problems(loaded: Assignment) -> Iterator[str]:
    """Say which checks draw their inputs from elsewhere, or don't draw at all.

    Raises AssignmentBroken for one that can't be drawn, or put: all that is graded by it would fail, and none of that is another mistake.
    """
    from autograder.examine.test_plan import draw_test_plan

    plans = [draw_test_plan(loaded, seed) for seed in SEEDS]
    for question in loaded.questions:
        for check in question.checks:
            first, again, *others = (_inputs(plan, check) for plan in plans)
            if said := _cant_travel(plans[0], check):
                raise AssignmentBroken(found=f"{place_of(check, loaded)}: {check.name} {said[0]}", fix=said[1])
            if not _same(first, again):
                yield (
                    f"{place_of(check, loaded)}: {check.name} draws other inputs each time from the same seed: "
                    "take every random number from the RandomInputs that it gets"
                )
            elif first and all(_same(first, other) for other in others) and not _is_fixed(check):
                yield (
                    f"{place_of(check, loaded)}: {check.name} draws the same inputs for every class: "
                    "draw them from the RandomInputs that it gets, or call that parameter _ where nothing is to be drawn"
                )


def _cant_travel(plan: TestPlan, check: Check) -> tuple[str, str] | None:
    """Say what of a check's inputs, or of our own answer to them, is no value that goes between processes, and what to do; None where all is."""
    from autograder.checks.judges import Satisfies

    for planned in plan.of(check):
        for name, value in planned.case.inputs.items():
            if why := _unfit(value):
                return f"draws '{name}', which can't be handed to students' code: {why}", PLAIN.format("Draw")
        if (
            check.kind is CaseKind.VALUE
            and not isinstance(check.judge, Satisfies)
            and (why := _unfit(plan.expected(planned)))
        ):
            return f"has an answer of our own that nothing can be compared with: {why}", PLAIN.format("Return")
    return None


def _unfit(value: Any) -> str:
    from autograder.checks.answers import formed
    from autograder.wire import WireError, encode

    try:
        encode({"value": map_leaves(_as_array, formed(value))})
    except WireError as error:
        return error.found
    return ""


def _as_array(leaf: Any) -> Any:
    import torch

    return Array(leaf.detach().contiguous(), library="torch") if isinstance(leaf, torch.Tensor) else leaf


def place_of(check: Check, loaded: Assignment) -> str:
    """Say where a check is written, from assignments/ on."""
    file, _, line = check.place.rpartition(":")
    path = Path(file)
    base = loaded.folder.parent
    return f"assignments/{path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name}, line {line}"


def _inputs(plan: TestPlan, check: Check) -> Sequence[Any]:
    return [planned.case.inputs for planned in plan.of(check)]


def _is_fixed(check: Check) -> bool:
    """Tell whether its author says that nothing is drawn: fixed inputs, no inputs, or a parameter of the name _."""
    if check.kind is CaseKind.PICTURE:
        return True
    draw = inspect.unwrap(check.draw)
    return next(iter(inspect.signature(draw).parameters), "_").startswith("_")


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    from autograder.checks.judges import same_leaf

    return alike(one, other, same_leaf)
