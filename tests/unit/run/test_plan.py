"""Which cases share a process, and in which order they are put."""

from __future__ import annotations

import pytest

from autograder.errors import AssignmentBroken
from autograder.model import Case, CaseKind
from autograder.run.plan import cases_of, chains_of, steps_of, watched


def case(id_: str, *given: str, kind: CaseKind = CaseKind.VALUE, banned: tuple[str, ...] = ()) -> Case:
    question = id_.partition(".")[0]
    return Case(id_, id_, question, question, {}, kind=kind, given=given, banned=banned)


def test_cases_with_the_same_given_questions_are_one_step_whatever_their_order():
    steps = steps_of([case("c.1", "a", "b"), case("a.1"), case("c.2", "b", "a")])

    assert [(step.given, [one.id for one in step.cases]) for step in steps] == [
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

    assert [[step.given for step in chain] for chain in chains] == [[(), ("a",), ("a", "b")], [("c",)]]
    assert [one.id for one in cases_of(chains[0])] == ["x.1", "x.2", "x.3"]


def test_a_case_that_gives_what_it_asks_is_the_authors_mistake():
    with pytest.raises(AssignmentBroken, match="asks a and gives it at once"):
        steps_of([case("a.1", "a")])


def test_every_call_is_watched_where_any_is():
    plain, other = case("a.1", banned=("torch.cdist",)), case("b.1", banned=("torch.norm",))
    metered = case("a.2", kind=CaseKind.METER, banned=("torch.cdist",))

    assert watched([plain, other]) == []
    assert watched([plain, metered, other]) == ["torch.cdist", "torch.norm"]
