"""The judges accept every way of computing the right numbers, and speak plainly of what is wrong."""

from __future__ import annotations

import math
import time

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.judges import close, exactly, has_dtype, same_device, satisfies, unchanged
from autograder.model import Array, CaseInputs, Unsupported


def inputs(dtype: torch.dtype = torch.float64, **values: object) -> CaseInputs:
    return CaseInputs(values, dtype)


def array(values: object, dtype: torch.dtype = torch.float64, library: str = "torch") -> Array:
    return Array(torch.as_tensor(values, dtype=dtype), library=library)


def test_an_input_with_nan_that_stayed_is_unchanged():
    before = {"X": array([1.0, math.nan]), "k": [1.0, math.nan]}

    assert unchanged()({"X": array([1.0, math.nan]), "k": [1.0, math.nan]}, before, inputs()) is None
    assert unchanged()({"X": array([1.0, math.nan]), "k": [1.0, 2.0]}, before, inputs()) is not None


def test_sums_in_another_order_are_close_in_float32():
    x = torch.randn(40, 3072, dtype=torch.float32, generator=torch.Generator().manual_seed(1))
    right = (x.double()[:, None] - x.double()[None, :5]).square().sum(-1)
    squares = x.square().sum(1)
    identity = squares[:, None] + squares[None, :5] - 2 * x @ x[:5].T

    assert close()(Array(identity), right, inputs(torch.float32, x=x)) is None


@pytest.mark.parametrize("factor", [1.001, 0.5, 2.0, -1.0])
def test_a_small_mistake_is_not_close(factor):
    right = torch.linspace(1, 9, 12, dtype=torch.float64).reshape(3, 4)

    message = close()(Array(right * factor), right, inputs(x=right))

    assert message and "12 of 12 numbers are off" in message


def test_epsilon_inside_the_root_is_seen_in_float64():
    s = torch.tensor([1e-6, 1e-4, 1.0], dtype=torch.float64)

    assert close()(Array(1 / (s + 1e-7).sqrt()), 1 / (s.sqrt() + 1e-7), inputs(x=s))


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (array([[1.0, 2.0]]), "expected shape (2,), got (1, 2)"),
        (array(1.0), "expected shape (2,), got ()"),
        (array([1.0, 2.0], torch.float32), "expected dtype float64, got float32"),
        (array([1, 2], torch.int64), "expected dtype float64, got int64"),
        (array([1.0, 2.0], torch.complex128), "expected dtype float64, got complex128"),
        (array([1.0, math.nan]), "1 of 2 numbers is NaN"),
        (array([1.0, math.inf]), "infinite"),
        (array([1.0, 2.0], library="numpy"), "expected a torch tensor, got a NumPy array"),
        (None, "got None (is a return missing?)"),
        ([1.0, 2.0], "got a list of length 2"),
        (Unsupported("Liar"), "got an object of type Liar"),
        ("text", "got a Python str"),
    ],
)
def test_what_is_seen_at_a_glance_is_said_first(got, said):
    message = close()(got, torch.tensor([1.0, 2.0], dtype=torch.float64), inputs())

    assert message and said in message


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        ("warm", "cold", "the type is right, a Python str, and the value is wrong"),
        (None, "cold", "expected a Python str, got None (is a return missing?)"),
        (3, "cold", "expected a Python str, got a Python int"),
        (["cold"], "cold", "expected a Python str, got a list of length 1"),
        ("None", None, "expected None, got a Python str"),
        ("True", True, "expected True or False, got a Python str"),
        ("3", 3, "expected a number, got a Python str"),
        (("a", "warm"), ("a", "cold"), "value 2: the type is right, a Python str, and the value is wrong"),
    ],
)
def test_a_wrong_value_is_told_from_one_of_another_type(got, expected, said):
    assert exactly()(got, expected, inputs()) == said


def test_a_broadcastable_answer_is_no_answer():
    right = torch.ones(1000, dtype=torch.float64)

    assert close()(array([1.0]), right, inputs()) == "expected shape (1000,), got (1,)"


def test_empty_answers_are_equal_only_to_empty_ones():
    assert close()(array([]), torch.ones(3, dtype=torch.float64), inputs()) is not None
    assert close()(array([]), torch.ones(0, dtype=torch.float64), inputs()) is None


def test_nan_is_accepted_only_where_the_reference_has_it():
    right = torch.tensor([math.nan, 1.0], dtype=torch.float64)

    assert close()(array([math.nan, 1.0]), right, inputs()) is None
    assert close()(array([math.nan, math.nan]), right, inputs()) is not None
    assert close()(array([2.0, 1.0]), right, inputs()) is not None


def test_a_loss_may_be_a_float_or_a_tensor_without_axes():
    right = (torch.tensor(2.5, dtype=torch.float64), torch.ones(2, dtype=torch.float64))
    judge = close(parts=("loss", "dW"))

    assert judge((2.5, array([1.0, 1.0])), right, inputs()) is None
    assert judge((array(2.5), array([1.0, 1.0])), right, inputs()) is None
    assert (
        judge((array(2.6), array([1.0, 1.0])), right, inputs())
        == "loss: the number is off by 4.0% of the right one's size"
    )
    assert judge((array(2.5), array([1.0, 2.0])), right, inputs()).startswith("dW: 1 of 2 numbers is off")
    assert judge(array(2.5), right, inputs()) == "expected 2 values, got a torch tensor of shape ()"


def test_dicts_are_compared_by_key():
    right = {1: [50.0, 60.0], 3: [70.0, 80.0]}

    assert close()({1: [50.0, 60.0], 3: [70.0, 80.0]}, right, inputs()) is None
    assert close()({1: [50.0, 60.0]}, right, inputs()) == "1 of 2 keys is missing, the first is 3"


def test_a_key_that_is_misspelt_is_told_and_not_shown():
    right = {"sgd": 1.0, "momentum": 2.0}
    missing = "1 of 2 keys is missing, the first is 'momentum'"

    assert close()({"sgd": 1.0, "momentun": 2.0}, right, inputs()) == f"{missing}; one that is spelt nearly so is there"
    assert close()({"sgd": 1.0, "adam": 2.0}, right, inputs()) == missing
    assert close()({"sgd": 1.0, 7: 2.0}, right, inputs()) == missing
    assert close()({"momentum": 2.0, "sgd" * 9: 1.0}, right, inputs()) == "1 of 2 keys is missing, the first is 'sgd'"


def test_many_keys_and_long_ones_are_compared_in_no_time():
    many = {f"momentu{n}" * 2000: 1.0 for n in range(200)} | {f"x{n}": 1.0 for n in range(50_000)}

    start = time.process_time()
    said = close()(many, {"momentum": 1.0}, inputs())

    assert said == "1 of 1 key is missing, the first is 'momentum'"
    assert time.process_time() - start < 1


def test_a_dict_s_values_are_looked_at_by_key():
    right = {1: [50.0, 60.0], 3: [70.0, 80.0]}

    assert "key 3" in (close()({1: [50.0, 60.0], 3: [70.0, 90.0]}, right, inputs()) or "")


def test_labels_must_be_equal_and_int64():
    right = torch.tensor([1, 2, 3])

    assert exactly()(array([1, 2, 3], torch.int64), right, inputs()) is None
    assert exactly()(array([1, 2, 4], torch.int64), right, inputs()) == "1 of 3 values is wrong"
    assert exactly()(array([1, 2, 3], torch.int32), right, inputs()) == "expected dtype int64, got int32"


def test_a_whole_number_may_come_as_a_tensor():
    assert exactly()(array(8, torch.int64), 8, inputs()) is None
    assert exactly()(8.0, 8, inputs()) is None
    assert exactly()(8.5, 8, inputs()) is not None
    assert exactly()(10, 8, inputs()) == "the value is wrong"


def test_changed_inputs_are_named():
    before = {"X": array([[1.0, -0.0]]), "k": 3}

    assert unchanged()({"X": array([[1.0, -0.0]]), "k": 3}, before, inputs()) is None
    assert unchanged()({"X": array([[1.0, 5.0]]), "k": 3}, before, inputs()) == "your function changed its input X"
    assert unchanged()(None, before, inputs()) is not None


def test_an_answer_elsewhere_is_named():
    on = CaseInputs({}, torch.float64, device="acc:0")

    assert same_device()(Array(torch.ones(2), device="acc:0"), None, on) is None
    assert "'cpu'" in (same_device()((Array(torch.ones(2)),), None, on) or "")


def test_an_authors_rule_only_meets_answers_of_the_right_structure():
    judge = satisfies(lambda got, _expected, _inputs: None if got[0].sum() > 0 else "the sum should be positive")
    right = (torch.ones(2, dtype=torch.float64), 1)

    assert judge((array([5.0, 5.0, 5.0]), 1), right, inputs()) is None
    assert judge((array([-5.0]), 1), right, inputs()) == "the sum should be positive"
    assert judge(3, right, inputs()) == "expected 2 values, got a Python int"


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=5),
    st.builds(Unsupported, st.text(max_size=5)),
    st.builds(
        lambda shape, dtype, library: Array(torch.zeros(shape, dtype=dtype), library=library),
        st.lists(st.integers(0, 3), max_size=3),
        st.sampled_from(
            [torch.float32, torch.float64, torch.int64, torch.bool, torch.uint8, torch.complex64, torch.float16]
        ),
        st.sampled_from(["torch", "numpy"]),
    ),
)
answers = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers(0, 9)), inner, max_size=3),
    ),
    max_leaves=6,
)
EXPECTED = [
    torch.tensor(1.5, dtype=torch.float64),
    torch.ones(2, 3, dtype=torch.float64),
    torch.tensor([1, 2]),
    (torch.tensor(1.0, dtype=torch.float64), torch.ones(2, dtype=torch.float64)),
    {1: [1.0, 2.0], "a": torch.ones(1)},
    [1.0, 2.0],
    7,
    True,
    None,
    "word",
]


@given(answers, st.sampled_from(EXPECTED))
def test_no_answer_breaks_a_judge(got, expected):
    for judge in (
        close(),
        exactly(),
        unchanged(),
        has_dtype(structure=False),
        same_device(),
        satisfies(lambda *_: None),
    ):
        message = judge(got, {"X": array([1.0])} if judge == unchanged() else expected, inputs(torch.float32))
        assert message is None or isinstance(message, str)


def test_an_answer_that_a_rule_cannot_read_is_wrong_and_no_fault_of_ours():
    judge = satisfies(lambda got, _expected, _inputs: None if got["best"] > 0 else "too small", structure=False)

    for answer in (None, math.nan, [], {}, Unsupported("unknown"), array([1.0])):
        assert "expected an answer of another form" in (judge(answer, None, inputs()) or "")


def test_a_rule_that_cannot_read_a_right_answer_is_its_author_s_fault():
    judge = satisfies(lambda got, _expected, _inputs: got["no such key"], structure=False)

    with pytest.raises(TypeError):
        judge(3, 3, inputs())


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("factor", [0.9, 1.02])
def test_who_chooses_a_coarse_dtype_chooses_no_coarse_judge(dtype, factor):
    right = torch.linspace(1, 9, 12, dtype=torch.float64)

    assert close(dtype=False)(Array((right * factor).to(dtype)), right, inputs(x=right))
    assert close(dtype=False)(Array(right.float()), right, inputs(x=right)) is None
    assert close()(Array(right.to(dtype)), right.to(dtype).double(), inputs(dtype, x=right)) is None


def test_a_long_array_in_a_lists_place_is_told_by_its_shape():
    assert (
        exactly()(array([1.0, 2.0, 3.0]), [1.0, 2.0], inputs()) == "expected 2 values, got a torch tensor of shape (3,)"
    )
    assert exactly()(array([1.0, 2.0]), [1.0, 2.0], inputs()) is None


# ---------------------------------------------------------------- the second band


@given(st.floats(1e-11, 9e-7), st.integers(1, 8))
def test_a_small_number_that_was_added_passes_with_a_note(added, count):
    right = torch.linspace(0.5, 1.0, count, dtype=torch.float64)
    got = Array(right + added * float(right.max()))

    assert close()(got, right, inputs()) is None
    assert "right, though it differs" in (close().note(got, right, inputs()) or "")
    assert close(strict=True)(got, right, inputs()) is not None


def test_the_note_names_the_digit():
    assert "differs in the 9th digit" in (close().note(array([1 + 7e-9]), torch.ones(1).double(), inputs()) or "")


@pytest.mark.parametrize(("digit", "told"), [(5, False), (6, True), (9, True), (12, True), (13, False)])
def test_a_small_number_is_the_reason_only_where_its_size_fits(digit, told):
    note = close().note(array([1 + 7e-9]), torch.ones(1).double(), inputs(), lambda: {digit: "it is added there"})

    assert note == "right, though it differs in the 9th digit" + ("; it is added there" if told else "")


def test_what_is_told_of_a_small_number_depends_on_the_digit_alone():
    """Else a block that adds a hundred of them would tell how far from right it is, finer than the digit does."""
    many = {digit: f"one of {digit}" for digit in (8, 7, 9, 6)}
    right = torch.ones(1).double()

    notes = {close().note(array([1 + gap * 1e-9]), right, inputs(), lambda: many) for gap in (1.1, 2.7, 5.0, 9.9)}

    assert len(notes) == 1


def test_what_rounding_leaves_has_no_note():
    assert close().note(array([1 + 1e-16]), torch.ones(1).double(), inputs()) is None


@pytest.mark.parametrize("gap", [2e-6, 1e-3])
def test_beyond_a_millionth_is_wrong(gap):
    assert close()(array([1 + gap]), torch.ones(1).double(), inputs()) is not None


def test_there_is_no_second_band_in_float32_nor_around_zero():
    single = inputs(torch.float32)

    assert close(terms=1)(array([1 + 5e-6], torch.float32), torch.ones(1).double(), single) is not None
    assert close(scale=1.0)(array([1e-7]), torch.zeros(1).double(), inputs()) is not None


def test_a_plain_number_has_no_dtype_that_could_be_wrong():
    single = inputs(torch.float32, x=torch.ones(2, dtype=torch.float64))

    assert close()(1.5, 1.5, single) is None
    assert close()(1.5 + 1e-8, 1.5, single) is None  # within float32's rounding
    assert close()(1.25, 1.5, single) == "the number is off by 16.7% of the right one's size"
    assert close()(array(1.5), 1.5, single) == "expected dtype float32, got float64"


@pytest.mark.parametrize("library", ["torch", "numpy"])
def test_where_no_input_is_floating_a_number_may_have_any_floating_dtype(library):
    labels = inputs(a=torch.tensor([1, 2, 3]), share=0.5)
    single = array(2 / 3, torch.float32, library)

    assert close()(single, 2 / 3, labels) is None
    assert close()({"mean": single}, {"mean": 2 / 3}, labels) is None
    assert close()(array(2 / 3 + 1e-3, torch.float32, library), 2 / 3, labels)
    assert close()(array(2 / 3, torch.bfloat16, library), 2 / 3, labels)  # its own eps would let a hundredth through
    assert close()(single, 2 / 3, inputs(x=torch.ones(2).double())) == "expected dtype float64, got float32"
    assert close()(single, torch.tensor(2 / 3).double(), labels) == "expected dtype float64, got float32"
