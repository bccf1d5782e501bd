"""`question`: one question, or several that are asked alike, with what their checks share; each word on it makes checks.

Comes in: what an author says once for all checks, and then a line or a function for each. Goes out: Check values, into the open collection
and into the question itself, in the order in which they are written.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from autograder.checks.collecting import Collection, Draw, current, place_of, telling, title_of
from autograder.checks.judges import Rule, exactly, has_dtype, same_device, satisfies, unchanged
from autograder.checks.near_misses import NearMisses, looked_for, mistakes_met
from autograder.checks.work_judges import Growth, growth, largest_array
from autograder.errors import AssignmentBroken
from autograder.model import CaseInputs, CaseKind, Check, Judge, NearMiss

AnyDraw = TypeVar("AnyDraw", bound=Draw)

Points = float | Mapping[str, float]
"""What a check is worth: in every question that is asked, or question → points for those that are asked at all."""

DEVICE_HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"


def question(
    *names: str,
    judge: Judge | None = None,
    example: Draw | None = None,
    near_misses: Mapping[str, NearMiss] | None = None,
    same_mistakes: bool = False,
    dtypes: tuple[str, ...] | None = None,
    driver: str = "",
    reference: str | None = None,
    tells: str = "",
    library: str | Mapping[str, str] | None = None,
) -> Question:
    """Say what the checks of a question share; with several names, each of those questions gets every check.

    judge: how answers are judged; default exactly().
    example: draws the inputs of the one-line checks: RandomInputs → Call. Sizes after it need defaults.
    near_misses: sentence → what a typical mistake answers, computed from the expected answer and the inputs. Those that a wrong answer
        of answers/wrong/ names with `# near miss:` needn't be written here: each is looked for in the checks that it fails.
    same_mistakes: a mistake that was written for one of the questions is looked for in all.
    dtypes: a value check is asked once with the floating inputs in each of these, and every one must be right; default assignment.toml's.
    driver: the function of drivers.py that puts the question; it gets the notebook's namespace and the inputs.
    reference: the function of reference.py that answers; default the driver's name, else the question's.
    tells: the input under which driver, reference and draw (if it has such a parameter) are told which of the questions is asked.
    library: what students get, "numpy" arrays or "torch" tensors, for all of them or question → which; default assignment.toml's.
    """
    misses = near_misses or {}
    return Question(
        names, current(), judge or exactly(), example, misses, same_mistakes, dtypes, driver, reference, tells, library
    )


@dataclass(frozen=True)
class Question:
    """What question() returns. Every word takes points, and hint: a question that leads on, shown with a wrong answer."""

    names: tuple[str, ...]
    collection: Collection
    judge: Judge
    example: Draw | None
    near_misses: Mapping[str, NearMiss]
    same_mistakes: bool
    dtypes: tuple[str, ...] | None
    driver: str
    reference: str | None
    tells: str
    library: str | Mapping[str, str] | None
    checks: list[Check] = field(default_factory=list)

    # ------------------------------------------------------------ a function for each check

    def check(
        self,
        points: Points,
        *,
        hint: str | None = None,
        judge: Judge | None = None,
        rule: Rule | None = None,
        near_misses: NearMisses | None = None,
        part: str = "",
        dtypes: tuple[str, ...] | None = None,
        driver: str | None = None,
        reference: str | None = None,
        with_reference: tuple[str, ...] | None = None,
    ) -> Callable[[AnyDraw], AnyDraw]:
        """Make a check of a function that draws inputs; its name is the check's, its docstring the line that students read.

        The function takes a RandomInputs and returns the inputs of a call, or a list of such dicts for several calls. It is returned as
        it was, so that a check may be made for two questions of one function.
        rule: instead of a judge, your own: (got, expected, inputs) → None or one sentence.
        near_misses: further ones of this check; as a tuple of names, only these, each in the questions that it answers; () for none.
        part: of the answer that this check is about ("dW"): sentences of wrong answers begin with it, "dW: the sign is turned round".
        driver: "" calls the student's function itself where the question has a driver.
        with_reference: questions that our own implementation answers, in place of the student's; default assignment.toml's builds_on.
        """

        def decorate(draw: AnyDraw) -> AnyDraw:
            self._add(
                draw,
                points,
                name=draw.__name__,
                title=title_of(draw),
                place=place_of(draw),
                hint=hint,
                judge=satisfies(rule, structure=self.collection.defaults.structure) if rule else judge or self.judge,
                near_misses=near_misses,
                part=part,
                dtypes=dtypes,
                driver=driver,
                reference=reference,
                with_reference=with_reference,
            )
            return draw

        return decorate

    # ------------------------------------------------------------ a line for each check, about the question's example

    def keeps_inputs(
        self,
        points: Points,
        *,
        hint: str
        | None = "Which of your lines write into an input? Look for -=, *= and methods that end in an underscore.",
        name: str = "inputs_stay_as_they_were",
        of: str = "The inputs",
        title: str = "",
    ) -> None:
        """Check that the inputs are as they were, bit for bit.

        of: what the line that students read calls the inputs, "A" or "P and v"; title replaces that line.
        """
        title = title or f"{of} {'is' if of.isidentifier() else 'are'} the same after the call as before."
        self._line(points, hint=hint, name=name, title=title, judge=unchanged())

    def keeps_dtype(
        self,
        points: Points,
        *,
        hint: str
        | None = "Which dtype does a new tensor have when you don't say? Who could tell it which one is wanted?",
        name: str = "result_has_the_dtype_of_the_inputs",
        title: str = "float64 inputs give a float64 result, float32 inputs a float32 one.",
    ) -> None:
        """Check that the answer, one tensor or array, has the dtype of the inputs."""
        judge = has_dtype(structure=self.collection.defaults.structure)
        self._line(points, hint=hint, name=name, title=title, judge=judge)

    def gives(
        self,
        dtype: str,
        points: Points,
        *,
        hint: str | None = "Which dtype does torch.zeros(n) have when you don't say?",
        name: str = "",
        title: str = "",
    ) -> None:
        """Check that the answer, one tensor or array, has a dtype that the inputs don't decide ("int64"); asked in float32."""
        judge = has_dtype(dtype, structure=self.collection.defaults.structure)
        name, title = name or f"result_is_{dtype}", title or f"The result is {dtype}."
        self._line(points, hint=hint, name=name, title=title, judge=judge, dtypes=("float32",))

    def keeps_device(
        self,
        points: Points,
        *,
        hint: str | None = DEVICE_HINT,
        name: str = "result_is_on_the_device_of_the_inputs",
        title: str = "The result is on the device of the inputs, whichever that is.",
    ) -> None:
        """Check that the answer is on the inputs' device; asked on a pretended one, so no GPU is needed. It comes after all others."""
        self._line(points, hint=hint, name=name, title=title, judge=same_device())

    def takes(self, dtype: str, points: Points, *, hint: str | None = None, name: str = "", title: str = "") -> None:
        """Check the answer to inputs of one dtype ("float32") by the question's own judge."""
        name, title = name or f"takes_{dtype}", title or f"Inputs of {dtype} give right answers too."
        self._line(points, hint=hint, name=name, title=title, judge=self.judge, dtypes=(dtype,), near_misses=None)

    def grows(
        self,
        points: Points,
        *,
        at_most: str,
        at_least: str = "1",
        sizes: Mapping[str, tuple[int, ...]],
        hint: str | None = None,
        name: str = "work_does_not_grow",
        title: str = "The number of operations is the same for small inputs and for large ones.",
    ) -> None:
        """Check how counted work grows with one or two sizes of the example, as judge growth() does."""
        judge = replace(growth(at_most, at_least=at_least, sizes=sizes), names=tuple(sizes))
        self._line(points, hint=hint, name=name, title=title, judge=judge)

    def memory(
        self,
        points: Points,
        *,
        elements: Callable[[CaseInputs], float],
        hint: str | None = None,
        name: str = "no_array_is_too_large",
        title: str = "No array made on the way is larger than it needs to be.",
    ) -> None:
        """Check that no array made during the call has more than elements(inputs) elements."""
        self._line(points, hint=hint, name=name, title=title, judge=largest_array(elements))

    # ------------------------------------------------------------ parts

    def _line(
        self,
        points: Points,
        *,
        name: str,
        title: str,
        judge: Judge,
        hint: str | None,
        dtypes: tuple[str, ...] | None = None,
        near_misses: NearMisses | None = (),
    ) -> None:
        frame = sys._getframe(2)  # the author's line: two calls up
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        if self.example is None:
            raise AssignmentBroken(found=f"{place}: {name} has no inputs", fix="Give the question an example=.")
        self._add(
            self.example,
            points,
            name=name,
            title=title,
            place=place,
            hint=hint,
            judge=judge,
            dtypes=dtypes,
            near_misses=near_misses,
        )

    def _add(
        self,
        draw: Draw,
        points: Points,
        *,
        name: str,
        title: str,
        place: str,
        hint: str | None,
        judge: Judge,
        near_misses: NearMisses | None = None,
        part: str = "",
        dtypes: tuple[str, ...] | None = None,
        driver: str | None = None,
        reference: str | None = None,
        with_reference: tuple[str, ...] | None = None,
    ) -> None:
        defaults = self.collection.defaults
        kind = getattr(judge, "kind", CaseKind.VALUE)
        if isinstance(judge, Growth) and not judge.names:
            judge = replace(judge, names=_sizes_of(draw, self.tells))
        through = self.driver if driver is None else driver
        libraries = self.library if isinstance(self.library, Mapping) else dict.fromkeys(self.names, self.library)
        for asked, worth in (points if isinstance(points, Mapping) else dict.fromkeys(self.names, points)).items():
            of_all = mistakes_met(defaults.mistakes, name, self.names)
            met = of_all if self.same_mistakes else mistakes_met(defaults.mistakes, name, (asked,))
            met = [replace(one, sentence=f"{part}: {one.sentence}") for one in met] if part else met
            check = Check(
                name=name,
                title=title,
                asks=asked,
                points=worth,
                draw=telling(draw, self.tells, asked) if self.tells and through else draw,
                judge=judge,
                kind=kind,
                hint=hint,
                near_misses=looked_for(self.near_misses, near_misses, met, of_all, asked, through, place)
                if kind is CaseKind.VALUE
                else {},
                dtypes=dtypes or _dtypes(kind, self.dtypes or defaults.dtypes),
                with_reference=defaults.builds_on.get(asked, ()) if with_reference is None else with_reference,
                driver=through or None,
                reference=reference or self.reference,
                library=libraries.get(asked) or defaults.library,
                place=place,
            )
            self.checks.append(check)
            self.collection.checks.append(check)


def _dtypes(kind: CaseKind, values: tuple[str, ...]) -> tuple[str, ...]:
    return {CaseKind.VALUE: values, CaseKind.DEVICE: ("float32",)}.get(kind, ("float64",))


def _sizes_of(draw: Draw, tells: str) -> tuple[str, ...]:
    """Return the sizes that a draw takes: its parameters after the RandomInputs."""
    return tuple(name for name in list(inspect.signature(draw).parameters)[1:] if name != tells)
