"""Words of a hostile process are shown only where they are names that carry nothing."""

from __future__ import annotations

import string

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.answers import describe, shown_shape, size
from autograder.model import Array, Unfit, Unsupported, Why
from autograder.sandbox.outside import reported_names
from autograder.sandbox.outside.reported_names import UNNAMED, KnownNames
from autograder.wire.type_names import UNKNOWN, types_by_name

CELL = "class Mistake(Exception):\n    pass\n\ndef f(x):\n    class Inner: pass\n"


@pytest.fixture
def names() -> KnownNames:
    found = KnownNames()
    found.learn(CELL)
    return found


@pytest.mark.parametrize("name", ["ValueError", "ZeroDivisionError", "LinAlgError", "BannedCall", "Mistake", "Inner"])
def test_known_exceptions_and_those_in_the_student_s_own_text_are_named(names: KnownNames, name: str) -> None:
    assert names.exception(name) == name


@pytest.mark.parametrize("name", ["E123456789", "x", "ValueError 3.14", "", "Mistake1", "None of your business"])
def test_other_exceptions_have_no_name(names: KnownNames, name: str) -> None:
    assert names.exception(name) == UNNAMED


@pytest.mark.parametrize(
    ("unfit", "words"),
    [
        (Unfit(Why.INTEGER), "int of more than 64 bits"),
        (Unfit(Why.TENSOR, "sparse"), "sparse tensor"),
        (Unfit(Why.TENSOR, "complex64"), "complex64 tensor"),
        (Unfit(Why.TYPE, "MaskedArray"), "MaskedArray"),
        (Unfit(Why.TYPE, "array"), "array"),
        (Unfit(Why.TYPE, "Mistake"), "Mistake"),
        (Unfit(Why.ITEMS, "Inner"), "Inner of more than 100000 items"),
        (Unfit(Why.ARRAYS, "list"), "list of more than 256 arrays"),
        (Unfit(Why.BYTES, "Tensor"), "Tensor of more bytes than an answer may have"),
        (Unfit(Why.DEPTH, "list"), "list that is nested too deeply"),
        (Unfit(Why.KEY, "tuple"), "dict with a key of type tuple"),
        (Unfit(Why.NUMPY, "object"), "NumPy object array"),
        (Unfit(Why.TYPE, "generator"), "generator"),
        (Unfit(Why.WHOLE), "value that is too large to be looked at"),
    ],
)
def test_what_an_honest_answer_is_called_is_told(names: KnownNames, unfit: Unfit, words: str) -> None:
    assert names.answer(unfit) == Unsupported(words)


@pytest.mark.parametrize("why", [why for why in Why if why not in (Why.INTEGER, Why.WHOLE)])
@pytest.mark.parametrize(
    "name", ["C123456789", "sparse 123456", "ValueError TypeError", "Mistake\n", "<script>", "a" * 500, "str77", ""]
)
def test_what_could_be_a_message_is_not(names: KnownNames, why: Why, name: str) -> None:
    assert names.answer(Unfit(why, name)) == Unsupported(UNKNOWN)


def test_a_child_makes_no_words_of_its_own(names: KnownNames) -> None:
    assert names.answer([Unsupported("sparse tensor")]) == [Unsupported(UNKNOWN)]


def test_every_reason_has_its_sentence() -> None:
    assert set(reported_names._SENTENCES) == set(Why)


def test_words_are_found_wherever_they_are_in_an_answer(names: KnownNames) -> None:
    odd = Array(torch.ones(1), device="leak123")
    plain = Array(torch.ones(1), device="cuda:0")

    found = names.answer({"a": [(Unfit(Why.TYPE, "leak"), odd)], 1: plain})

    assert found["a"][0][0] == Unsupported(UNKNOWN)
    assert found["a"][0][1].device == UNKNOWN
    assert found[1] is plain


def test_a_long_list_of_classes_is_no_alphabet() -> None:
    names = KnownNames()
    names.learn("\n".join(f"class C{number}: pass" for number in range(1000)))

    assert sum(names.exception(f"C{number}") != UNNAMED for number in range(1000)) == 20


@given(st.sampled_from(Why), st.text(alphabet=string.ascii_letters + string.digits + " _", min_size=17, max_size=60))
def test_no_free_text_passes(why: Why, text: str) -> None:
    said = KnownNames().answer(Unfit(why, text)).type_name

    assert said == UNKNOWN or text not in said or text in types_by_name()


def test_a_shape_that_no_mistake_has_is_not_spelt_out() -> None:
    assert shown_shape(torch.empty(3, 5)) == "(3, 5)"
    assert shown_shape(torch.empty(0, 123456789)) == "(… of 2 axes)"
    assert shown_shape(torch.empty(1, 1, 1, 1, 1, 1, 1)) == "(… of 7 axes)"
    assert "123456789" not in describe(Array(torch.empty(0, 123456789)))


def test_the_size_of_an_answer_counts_all_of_it() -> None:
    many = [Array(torch.ones(1000, dtype=torch.float64)), "x" * 500, {"a": 1, "b": (None, 2.0)}]

    assert 8500 < size(many) < 10_000
