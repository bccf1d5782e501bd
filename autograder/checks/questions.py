"""`question`: one question, or several that are asked alike, with what their checks share; each word on it makes checks.

Comes in: what an author says once for all checks, and then a line or a function for each. Goes out: Check values, which making.py makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from autograder.checks.collecting import BOTH_DTYPES, Call, Draw, current, place_of, title_of
from autograder.checks.judges import Rule, exactly, has_dtype, same_device, satisfies, unchanged
from autograder.checks.making import Asked, At, Making, Points
from autograder.checks.near_misses import NearMisses
from autograder.checks.work_judges import growth, largest_array
from autograder.model import CaseInputs, Judge, NearMiss

AnyDraw = TypeVar("AnyDraw", bound=Draw)
AnyRule = TypeVar("AnyRule", bound=Rule)

DEVICE_HINT = "Which device is a new tensor on when you don't say? Which calls, such as .cpu(), .numpy() or .cuda(), tie your code to one?"
DTYPE_HINT = "Which dtype does a new tensor have when you don't say? Who could tell it which one is wanted?"
GIVEN_DTYPE_HINT = "Which dtype does torch.zeros(n) have when you don't say?"
INPUTS_HINT = "Which of your lines write into {}? Look for -=, *= and methods that end in an underscore."


def question(
    *names: str,
    judge: Judge | None = None,
    example: Draw | Call | None = None,
    near_misses: Mapping[str, NearMiss] | None = None,
    same_mistakes: bool = False,
    part: str = "",
    dtypes: tuple[str, ...] | None = None,
    driver: str = "",
    reference: str | None = None,
    tells: str = "",
    library: str | Mapping[str, str] | None = None,
    structure: bool | None = None,
) -> AuthoredQuestion:
    """Say what the checks of a question share; with several names, each of those questions gets every check.

    judge: how answers are judged; default exactly().
    example: draws the inputs of the one-line checks and of rules: RandomInputs → Call, and sizes after it that have defaults. Or the
        inputs themselves, where nothing is drawn: {} for a function that takes nothing.
    near_misses: sentence → what a typical mistake answers, computed from the expected answer and the inputs. Those that a wrong answer
        of answers/wrong/ names with `# near miss:` needn't be written here: each is looked for in the checks that it fails.
    same_mistakes: a mistake that was written for one of the questions is looked for in all.
    part: of the answer that these checks are about ("dW"): sentences of wrong answers begin with it, "dW: the sign is turned round".
    dtypes: a value check is asked once with the floating inputs in each of these, and every one must be right; default assignment.toml's.
    driver: the function of drivers.py that puts the question; it gets the notebook's namespace and the inputs.
    reference: the function of reference.py that answers; default the driver's name, else the question's.
    tells: the input under which driver, reference and draw (if it has such a parameter) are told which of the questions is asked.
    library: what students get, "numpy" arrays or "torch" tensors, for all of them or question → which; default assignment.toml's.
    structure: whether a rule meets only answers of the reference's structure; default assignment.toml's.
    """
    collection = current()
    return AuthoredQuestion(
        names=names,
        collection=collection,
        judge=judge or exactly(),
        example=example,
        near_misses=near_misses or {},
        same_mistakes=same_mistakes,
        part=part,
        dtypes=dtypes,
        driver=driver,
        reference=reference,
        tells=tells,
        library=library,
        structure=collection.defaults.structure if structure is None else structure,
    )


class AuthoredQuestion(Making):
    """What question() returns. Every word takes points; a hint is a question that leads on, shown with a wrong answer."""

    # ------------------------------------------------------------ a function for each check

    def check(
        self,
        points: Points,
        *,
        hint: str | None = None,
        judge: Judge | None = None,
        rule: Rule | None = None,
        near_misses: NearMisses | None = None,
        dtypes: tuple[str, ...] | None = None,
        driver: str | None = None,
        reference: str | None = None,
        with_reference: tuple[str, ...] | None = None,
    ) -> Callable[[AnyDraw], AnyDraw]:
        """Make a check of a function that draws inputs; its name is the check's, its docstring the line that students read.

        The function takes a RandomInputs and returns the inputs of a call, or a list of such dicts for several calls. It is returned as
        it was, so that a check may be made for two questions of one function.
        rule: instead of a judge, your own, where several checks share it; see rule().
        near_misses: further ones of this check; as a tuple of names, only these, each in the questions that it answers; () for none.
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
                judge=self._judge_by(rule) if rule else judge or self.judge,
                near_misses=near_misses,
                dtypes=dtypes,
                driver=driver,
                reference=reference,
                with_reference=with_reference,
            )
            return draw

        return decorate

    def rule(
        self,
        points: Points,
        *,
        hint: str | None = None,
        at: At | None = None,
        near_misses: NearMisses | None = None,
        dtypes: tuple[str, ...] | None = None,
    ) -> Callable[[AnyRule], AnyRule]:
        """Make a check of a rule, about the question's example; its name is the check's, its docstring's first line what students read.

        The rule takes (got, expected, inputs) and returns None, or one sentence that says what is wrong with the answer.
        at: sizes of the example in place of its defaults, {"features": 25}; a list of such dicts for several calls.
        """

        def decorate(rule: AnyRule) -> AnyRule:
            name, place = rule.__name__, place_of(rule)
            self._add(
                self._example(at, name, place),
                points,
                name=name,
                title=title_of(rule),
                place=place,
                hint=hint,
                judge=self._judge_by(rule),
                near_misses=near_misses,
                dtypes=dtypes,
            )
            return rule

        return decorate

    # ------------------------------------------------------------ a line for each check, about the question's example; says() has its words

    def asks(
        self,
        points: Points,
        name: str,
        at: At | None = None,
        *,
        judge: Judge | None = None,
        rule: Rule | None = None,
        near_misses: NearMisses | None = None,
        dtypes: tuple[str, ...] | None = None,
        driver: str | None = None,
        reference: str | None = None,
        with_reference: tuple[str, ...] | None = None,
    ) -> Asked:
        """Check the answer to the question's example by its judge: `asks(2, "one_is_enough", {"count": 1}).says("One is enough.")`.

        at: sizes of the example in place of its defaults; a list of such dicts for several calls. The others as in check().
        """
        frame = sys._getframe(1)  # the author's line
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        return self._add(
            self._example(at, name, place),
            points,
            name=name,
            title="",
            place=place,
            hint=None,
            judge=self._judge_by(rule) if rule else judge or self.judge,
            near_misses=near_misses,
            dtypes=dtypes,
            driver=driver,
            reference=reference,
            with_reference=with_reference,
        )

    def keeps_inputs(
        self,
        points: Points,
        name: str = "inputs_stay_as_they_were",
        *,
        of: str = "The inputs",
        at: At | None = None,
    ) -> Asked:
        """Check that the inputs are as they were, bit for bit.

        of: what the words that students read call the inputs, "A" or "P and v", where says() has no others.
        """
        title = f"{of} {'is' if of.isidentifier() else 'are'} the same after the call as before."
        hint = INPUTS_HINT.format("an input" if of == "The inputs" else of.replace(" and ", " or "))
        return self._line(points, hint=hint, name=name, title=title, judge=unchanged(), at=at)

    def keeps_dtype(
        self,
        points: Points,
        name: str = "result_has_the_dtype_of_the_inputs",
        *,
        judge: Judge | None = None,
        at: At | None = None,
    ) -> Asked:
        """Check that the answer, one tensor or array, has the dtype of the inputs; judge: parts_have_dtype() where it has several parts."""
        judge = judge or has_dtype(structure=self.structure)
        title = "float64 inputs give a float64 result, float32 inputs a float32 one."
        return self._line(points, hint=DTYPE_HINT, name=name, title=title, judge=judge, dtypes=BOTH_DTYPES, at=at)

    def gives(self, dtype: str, points: Points, name: str = "") -> Asked:
        """Check that the answer, one tensor or array, has a dtype that the inputs don't decide ("int64"); asked in float32."""
        name, title, hint = name or f"result_is_{dtype}", f"The result is {dtype}.", GIVEN_DTYPE_HINT
        judge = has_dtype(dtype, structure=self.structure)
        return self._line(points, hint=hint, name=name, title=title, judge=judge, dtypes=("float32",))

    def keeps_device(self, points: Points, name: str = "result_is_on_the_device_of_the_inputs") -> Asked:
        """Check that the answer is on the inputs' device; asked on a pretended one, so no GPU is needed. It comes after all others."""
        title = "The result is on the device of the inputs, whichever that is."
        return self._line(points, hint=DEVICE_HINT, name=name, title=title, judge=same_device())

    def takes(
        self,
        dtype: str,
        points: Points,
        name: str = "",
        *,
        judge: Judge | None = None,
        rule: Rule | None = None,
        at: At | None = None,
    ) -> Asked:
        """Check the answer to inputs of one dtype ("float32"): one check of a question is enough, for all others are asked in float64.

        By the question's own judge, or a judge= or rule= of its own. A mistake that float64 shows too isn't charged here again.
        """
        name, title = name or f"takes_{dtype}", f"Inputs of {dtype} give right answers too."
        judge = self._judge_by(rule) if rule else judge or self.judge
        return self._line(
            points, hint=DTYPE_HINT, name=name, title=title, judge=judge, dtypes=(dtype,), near_misses=None, at=at
        )

    def grows(
        self,
        points: Points,
        name: str = "work_does_not_grow",
        *,
        sizes: Mapping[str, tuple[int, ...]],
        like: str = "1",
        of: str = "",
    ) -> Asked:
        """Check how counted work grows with one or two sizes of the example, as judge growth() does.

        sizes: the example's parameters, each with the values that it takes.
        like: "1" where no Python loop is wanted; "N" for one over the first size, "N*M" for loops over both: no more, and no less.
        of: what the line that students read says there may be few or many of, "images and classes", where says() has no other.
        """
        few = f"few {of} and for many" if of else "small inputs and for large ones"
        title = f"The number of operations is the same for {few}."
        judge = replace(growth(like, at_least=like, sizes=sizes), names=tuple(sizes))
        return self._line(points, hint=None, name=name, title=title, judge=judge)

    def memory(
        self,
        points: Points,
        name: str = "no_array_is_too_large",
        *,
        elements: Callable[[CaseInputs], float],
        at: At | None = None,
    ) -> Asked:
        """Check that no array made during the call has more than elements(inputs) elements; at: sizes of the example."""
        title = "No array made on the way is larger than it needs to be."
        return self._line(points, hint=None, name=name, title=title, judge=largest_array(elements), at=at)

    def _judge_by(self, rule: Rule) -> Judge:
        return satisfies(rule, structure=self.structure)
