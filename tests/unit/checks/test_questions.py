"""A question's words make the checks that they say, and each knows the line on which it was written."""

from __future__ import annotations

import inspect

import pytest
import torch

from autograder.checks import CaseInputs, close, exactly, question
from autograder.checks.collecting import Defaults, Mistake, collecting
from autograder.checks.random_inputs import RandomInputs
from autograder.checks.work_judges import growth
from autograder.errors import AssignmentBroken
from autograder.model import CaseKind

RANDOM = RandomInputs(1, "test")


def numbers(draw, count=3):
    return {"x": draw.normal(count)}


def told_numbers(draw, count=3, function=""):
    return {"x": draw.normal(count), "asked": function}


def mistake(name: str, of: str, *fails: str) -> Mistake:
    return Mistake(name, of, f"this is {name}", frozenset(fails), lambda asked, driver, inputs: (asked, driver))


def test_a_check_has_the_name_the_docstring_and_the_inputs_of_its_function():
    double = question("double", judge=close())

    @double.check(2, hint="Twice what?")
    def doubles(draw):
        """Every number is doubled."""
        return numbers(draw)

    (made,) = double.checks
    assert (made.asks, made.name, made.title, made.points, made.hint) == (
        "double", "doubles", "Every number is doubled.", 2, "Twice what?",
    )  # fmt: skip
    assert made.draw(RANDOM)["x"].shape == (3,)
    assert made.dtypes == ("float64",)


def test_a_check_is_made_for_each_question_with_points_of_its_own():
    both = question("one", "two", judge=close())

    both.check(3)(numbers)
    both.check({"two": 1})(numbers)

    assert [(made.asks, made.points) for made in both.checks] == [("one", 3), ("two", 3), ("two", 1)]


def test_one_line_words_ask_about_the_example():
    double = question("double", judge=close(), example=numbers)

    double.keeps_inputs(1)
    double.keeps_dtype(1)
    double.gives("int64", 1)
    double.keeps_device(1)
    double.takes("float32", 1)
    double.grows(1, sizes={"count": (32, 64)})
    double.memory(1, elements=len)

    assert [(str(made.kind), made.dtypes) for made in double.checks] == [
        ("inputs", ("float64",)),
        ("value", ("float64", "float32")),
        ("value", ("float32",)),
        ("device", ("float32",)),
        ("value", ("float32",)),
        ("meter", ("float64",)),
        ("meter", ("float64",)),
    ]
    assert double.checks[5].draw(RANDOM, count=40)["x"].shape == (40,)


def test_the_hint_about_inputs_names_them():
    double = question("double", example=numbers)

    double.keeps_inputs(1)
    double.keeps_inputs(1, of="x and y")
    double.keeps_inputs(1, of="x").says(hint="Look at {} of them.")

    assert [made.hint.partition("?")[0] for made in double.checks] == [
        "Which of your lines write into an input", "Which of your lines write into x or y", "Look at {} of them.",
    ]  # fmt: skip


def test_a_line_has_a_name_and_words_of_its_own_where_they_are_said():
    double = question("double", example=numbers)

    double.keeps_device(1, "stays_there").says("It stays there.")
    double.gives("int64", 1, "whole").says("It is whole.", hint="Is half a label one?")
    double.grows(1, "no_loop", of="points", sizes={"count": (32, 64)}).says(hint="Which loop?")

    device, whole, loop = double.checks
    assert (device.name, device.title) == ("stays_there", "It stays there.")
    assert device.hint.startswith("Which device")  # what isn't said stays
    assert (whole.name, whole.title, whole.hint) == ("whole", "It is whole.", "Is half a label one?")
    title = "The number of operations is the same for few points and for many."
    assert (loop.name, loop.title, loop.hint) == ("no_loop", title, "Which loop?")


def test_words_are_said_to_the_checks_of_all_questions_that_are_asked_and_where_they_are_collected():
    with collecting(Defaults()) as made:
        both = question("one", "two", judge=close(), example=numbers)
        both.asks({"one": 1, "two": 2}, "values", {"count": 4}, dtypes=("float32",)).says(
            "They agree.", hint="Do they?"
        )
        both.keeps_device(1)

    assert made.checks == both.checks
    first, second, *devices = made.checks
    for check, name, points in ((first, "one", 1), (second, "two", 2)):
        assert (check.asks, check.name, check.title, check.hint) == (name, "values", "They agree.", "Do they?")
        assert (check.points, check.dtypes, check.judge) == (points, ("float32",), close())
        assert check.draw(RANDOM)["x"].shape == (4,)
    assert [one.title.partition(",")[0] for one in devices] == ["The result is on the device of the inputs"] * 2


def test_a_check_asks_by_a_rule_that_several_share():
    def rule(got, expected, inputs):
        return None if got == 2 else "it is odd"

    double = question("double", example=numbers, structure=False)

    double.asks(1, "is_even", [{"count": 2}, {}], rule=rule).says("It is even.")

    (made,) = double.checks
    assert made.judge(3, 2, CaseInputs({}, torch.float64)) == "it is odd"
    assert [call["x"].shape for call in made.draw(RANDOM)] == [(2,), (3,)]
    assert made.place.endswith(f"test_questions.py:{line_of('double.asks(1, ')}")


def test_growth_like_a_loop_is_no_more_and_no_less():
    double = question("double", example=numbers)

    double.grows(1, like="N", sizes={"count": (32, 64)})

    judge = double.checks[0].judge
    assert (judge.at_most, judge.at_least, judge.names) == ("N", "N", ("count",))


def test_a_rule_is_a_check_of_the_example():
    double = question("double", judge=close(), example=numbers)

    @double.rule(2, hint="Twice what?", dtypes=("float64",))
    def is_even(got, expected, inputs):
        """Every number is even.

        For whoever reads the code.
        """
        return None if got == 2 else "it is odd"

    (made,) = double.checks
    assert (made.name, made.title, made.points, made.hint) == ("is_even", "Every number is even.", 2, "Twice what?")
    assert made.judge(3, 2, CaseInputs({}, torch.float64)) == "it is odd"
    assert made.draw(RANDOM)["x"].shape == (3,)
    assert made.place.endswith(f"test_questions.py:{line_of('def is_even(')}")


@pytest.mark.parametrize(("said", "holds"), [(None, False), (True, True), (False, False)])
def test_a_rule_meets_answers_of_any_structure_where_its_question_or_the_toml_says_so(said, holds):
    with collecting(Defaults(structure=False)):
        double = question("double", example=numbers, structure=said)

    double.rule(1)(lambda got, expected, inputs: None)

    assert double.checks[0].judge.structure is holds


def test_the_example_is_asked_at_the_sizes_that_a_check_says():
    told = question("one", driver="put", tells="function", example=told_numbers)

    told.rule(1, at={"count": 5})(lambda got, expected, inputs: None)
    told.rule(1, at=[{}, {"count": 4}])(lambda got, expected, inputs: None)
    told.memory(1, elements=len, at={"count": 2})

    one, several, memory = (made.draw(RANDOM) for made in told.checks)
    assert (one["x"].shape, one["asked"], one["function"]) == ((5,), "one", "one")
    assert [call["x"].shape for call in several] == [(3,), (4,)]
    assert memory["x"].shape == (2,)


def test_a_function_that_takes_nothing_has_fixed_inputs():
    table = question("table", example={})

    table.rule(1)(lambda got, expected, inputs: None)

    assert table.checks[0].draw(RANDOM) == {}


def test_fixed_inputs_have_no_sizes():
    with pytest.raises(AssignmentBroken, match=r"test_questions.py:\d+: .* has at="):
        question("table", example={}).rule(1, at={"count": 3})(numbers)


def test_a_rule_without_an_example_is_an_authors_mistake():
    with pytest.raises(AssignmentBroken, match=r"test_questions.py:\d+: numbers has no inputs"):
        question("double").rule(1)(numbers)


def test_the_line_about_inputs_names_them():
    double = question("double", example=numbers)

    for named in ({}, {"of": "x"}, {"of": "x and y"}):
        double.keeps_inputs(1, **named)
    double.keeps_inputs(1, of="x").says("x is put back.")

    assert [made.title for made in double.checks] == [
        "The inputs are the same after the call as before.",
        "x is the same after the call as before.",
        "x and y are the same after the call as before.",
        "x is put back.",
    ]


def test_a_one_line_word_without_an_example_is_an_authors_mistake():
    with pytest.raises(AssignmentBroken, match=r"test_questions.py:\d+: inputs_stay_as_they_were has no inputs"):
        question("double").keeps_inputs(1)


def line_of(text: str) -> int:
    lines = inspect.getsource(inspect.getmodule(line_of)).split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.strip().startswith(text))


def test_the_place_of_a_check_is_its_def_not_its_decorator():
    told = question("one", driver="put", tells="function")

    @told.check(
        1,
        hint="A decorator of several lines.",
    )
    def is_decorated(draw):
        """It is."""
        return {}

    assert told.checks[0].place.endswith(f"test_questions.py:{line_of('def is_decorated(')}")


def test_the_place_of_a_one_line_check_is_that_line():
    double = question("double", example=numbers)

    double.keeps_inputs(0.125)

    assert double.checks[0].place.endswith(f"test_questions.py:{line_of('double.keeps_inputs(0.125)')}")


def test_a_driver_and_a_draw_are_told_which_question_is_asked():
    told = question("one", "two", driver="put", tells="function")

    @told.check(1)
    def asked(draw, function):
        """It is."""
        return [{"x": function}, {}]

    assert told.checks[1].draw(RANDOM) == [{"function": "two", "x": "two"}, {"function": "two"}]


def test_the_sizes_of_growth_are_the_parameters_after_the_random_inputs():
    told = question("one", driver="put", tells="function")

    @told.check(1, judge=growth("1"))
    def grown(draw, rows, columns, function):
        """It is."""
        return {}

    assert told.checks[0].judge.names == ("rows", "columns")
    assert told.checks[0].kind is CaseKind.METER


def test_what_the_toml_says_holds_unless_a_check_says_otherwise():
    defaults = Defaults(library="numpy", structure=False, builds_on={"two": ("one",)})

    with collecting(defaults) as made:
        two = question("two", example=numbers)
        two.check(1, rule=lambda got, expected, inputs: None)(numbers)
        two.check(1, with_reference=())(numbers)
        question("three", library="torch").check(1)(numbers)

    assert [(one.library, one.with_reference) for one in made.checks] == [
        ("numpy", ("one",)), ("numpy", ()), ("torch", ()),
    ]  # fmt: skip
    assert made.checks[0].judge.structure is False


def test_one_of_several_questions_may_be_of_another_library():
    with collecting(Defaults(library="numpy")):
        several = question("one", "two", library={"two": "torch"})
    several.check(1)(numbers)

    assert [made.library for made in several.checks] == ["numpy", "torch"]


def test_checks_of_one_collection_do_not_reach_another():
    with collecting(Defaults()) as first:
        question("one").check(1)(numbers)
    with collecting(Defaults()) as second:
        question("two").check(1)(numbers)
    question("three").check(1)(numbers)

    assert [[one.asks for one in made.checks] for made in (first, second)] == [["one"], ["two"]]


def test_a_wrong_answer_is_looked_for_in_the_checks_that_it_fails():
    known = (mistake("halved", "double", "double.numbers"), mistake("other", "double", "double.another"))
    with collecting(Defaults(mistakes=known)) as made:
        double = question("double", near_misses={"this is 0": lambda expected, inputs: 0})
        double.check(1)(numbers)
        double.check(1, near_misses=("halved",))(numbers)
        double.check(1, near_misses=())(numbers)
        double.check(1, judge=exactly(), driver="put")(numbers)

    assert [list(one.near_misses) for one in made.checks] == [
        ["this is 0", "this is halved"], ["this is halved"], [], ["this is 0", "this is halved"],
    ]  # fmt: skip
    inputs = CaseInputs({}, torch.float64)
    assert made.checks[3].near_misses["this is halved"](None, inputs) == ("double", "put")


def test_a_check_of_a_part_puts_it_before_what_a_wrong_answer_says():
    known = (mistake("halved", "double", "double.numbers"),)
    with collecting(Defaults(mistakes=known)) as made:
        double = question("double", part="dW", near_misses={"this is 0": lambda expected, inputs: 0})
        double.check(1)(numbers)
        double.check(1, near_misses=("halved",))(numbers)

    assert [list(one.near_misses) for one in made.checks] == [
        ["this is 0", "dW: this is halved"],
        ["dW: this is halved"],
    ]


def test_mistakes_are_shared_only_by_questions_that_say_so():
    known = (mistake("halved", "one", "one.numbers"),)
    with collecting(Defaults(mistakes=known)) as made:
        question("one", "two").check(1)(numbers)
        question("one", "two", same_mistakes=True).check(1)(numbers)

    assert [len(one.near_misses) for one in made.checks] == [1, 0, 1, 1]


def test_named_mistakes_are_looked_for_in_the_questions_that_they_answer():
    known = (mistake("halved", "one", "one.numbers"), mistake("squared", "two", "two.numbers"))
    with collecting(Defaults(mistakes=known)) as made:
        question("one", "two", "three").check(1, near_misses=("halved", "squared"))(numbers)

    assert [list(one.near_misses) for one in made.checks] == [["this is halved"], ["this is squared"], []]


def test_an_unknown_near_miss_is_an_authors_mistake():
    with pytest.raises(AssignmentBroken, match=r"test_questions.py:\d+: there is no near miss 'halved' here"):
        question("double").check(1, near_misses=("halved",))(numbers)
