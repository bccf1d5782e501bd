"""Which cases share a process, and in which order they are put."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AssignmentBroken
from autograder.model import Case, CaseKind
from autograder.run.plan import cases_of, chains_of, steps_of, watched


def case(id_: str, *given: str, kind: CaseKind = CaseKind.VALUE, banned: tuple[str, ...] = ()) -> Case:
    question = id_.partition(".")[0]
    return Case(id_, id_, question, question, {}, kind=kind, with_reference=given, banned=banned)


def test_cases_with_the_same_given_questions_are_one_step_whatever_their_order():
    steps = steps_of([case("c.1", "a", "b"), case("a.1"), case("c.2", "b", "a")])

    assert [(step.with_reference, [one.id for one in step.cases]) for step in steps] == [
        ((), ["a.1"]),
        (("a", "b"), ["c.1", "c.2"]),
    ]


def test_pictures_come_first_metered_calls_late_and_other_devices_last():
    kinds = [CaseKind.DEVICE, CaseKind.METER, CaseKind.VALUE, CaseKind.PICTURE]

    (step,) = steps_of([case(f"a.{kind}", kind=kind) for kind in kinds])

    assert [one.kind for one in step.cases] == kinds[::-1]


def test_steps_share_a_process_where_each_gives_all_that_the_one_before_gave():
    steps = steps_of([case("x.1"), case("x.2", "a"), case("x.3", "a", "b"), case("x.4", "c")])

    chains = chains_of(steps)

    assert [[step.with_reference for step in chain] for chain in chains] == [[(), ("a",), ("a", "b")], [("c",)]]
    assert [one.id for one in cases_of(chains[0])] == ["x.1", "x.2", "x.3"]


def test_a_case_that_gives_what_it_asks_is_the_authors_mistake():
    with pytest.raises(AssignmentBroken, match="asks a and gives it at once"):
        steps_of([case("a.1", "a")])


def test_every_process_is_watched_for_what_its_questions_ban():
    plain, other = case("a.1", banned=("torch.cdist",)), case("b.1", banned=("torch.norm",))
    picture = case("a.2", kind=CaseKind.PICTURE, banned=("torch.cdist",))

    assert watched([plain, picture, other]) == ["torch.cdist", "torch.norm"]
    assert watched([case("c.1")]) == []


def test_no_process_gets_a_question_before_every_process_that_asks_it_is_over():
    steps = steps_of(
        [
            case("train.1", "batch"),
            case("train.2", "batch", "forward", "backward"),
            case("backward.1", "forward"),
            *(case(f"{name}.1") for name in ("forward", "batch")),
        ]
    )

    chains = chains_of(steps)

    assert [[step.with_reference for step in chain] for chain in chains] == [
        [(), ("batch",)],
        [("forward",), ("backward", "batch", "forward")],
    ]


NAMES = st.sampled_from("abcdef")
CASES = st.lists(
    st.tuples(NAMES, st.sets(NAMES, max_size=3)).filter(lambda one: all(name < one[0] for name in one[1])),
    max_size=12,
)


@given(CASES)
def test_whatever_is_asked_what_is_given_was_asked_for_the_last_time(made):
    chains = chains_of(steps_of([case(f"{asked}.{number}", *given) for number, (asked, given) in enumerate(made)]))

    held: set[str] = set()
    for chain in chains:
        for step in chain:
            assert not held & {one.question for one in step.cases}
            held |= set(step.with_reference)
        assert all(set(few.with_reference) < set(more.with_reference) for few, more in itertools.pairwise(chain))
    assert sum(len(step.cases) for chain in chains for step in chain) == len(made)


def test_questions_that_are_given_for_each_other_have_no_order():
    with pytest.raises(AssignmentBroken, match="a, b are each given"):
        steps_of([case("a.1", "b"), case("b.1", "a")])
