"""A table says what stayed alive, what only luck killed, and what a mutant cost other questions."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.authoring.mutants import table
from autograder.authoring.mutants.changes import Mutant
from autograder.authoring.mutants.equivalent import Equivalent
from autograder.authoring.mutants.rehearsal import Fate, Fates
from autograder.authoring.rehearse.variants import Trial, Variant
from tests.fixtures.examined import make_assignment

MUTANT = Mutant("double", "operator", "return x + x", "return x - x", 1, "it is subtracted", "")
NONE = Equivalent({}, {})
LISTED = Equivalent({MUTANT.id: "It is."}, {})


def trial(*, reason="", **paid: float) -> Trial:
    return Trial(Variant("mutant", "", "", {}), 0, 4, {}, (), (), (), paid, reason)


def fates(*trials: Trial, equivalent=NONE, of=1, mutant=MUTANT) -> Fates:
    return Fates(make_assignment(), (Fate(mutant, trials),), equivalent, of)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (fates(trial(double=2), trial(double=1.8)), None),
        (fates(trial(double=2), trial(double=1)), "it costs 2, 1 points of 4, as inputs are drawn"),
        (fates(trial()), "keeps full marks"),
        (fates(trial(), equivalent=LISTED), None),
        (fates(trial(), equivalent=Equivalent({}, {("double", "operator"): "Many are right."})), None),
        (fates(trial(double=2), equivalent=LISTED), "is killed: take it out"),
        (fates(trial(double=2), trial()), "only some inputs tell it apart: it costs 2, 0"),
        (fates(trial(double=2, triple=3)), "it costs 3 points of triple besides"),
        (replace(fates(trial(double=2, triple=3)), once=False), None),
        (fates(trial(reason="not_graded: no room")), "not_graded: no room"),
        (
            fates(trial(double=1), equivalent=Equivalent({"double: gone": "It is."}, {})),
            "there is no mutant 'double: gone'",
        ),
        (fates(trial(double=1), equivalent=Equivalent({"double: gone": "It is."}, {}), of=2), None),
    ],
)
def test_what_an_author_must_mend_is_said(found, said):
    problems = list(table.problems(found))

    assert problems == [] if said is None else len(problems) == 1 and said in problems[0]


def test_shares_are_those_of_the_question_and_of_what_was_killed():
    lucky = Fate(MUTANT, (trial(double=1), trial(double=3)))
    killed = Fate(replace(MUTANT, line="return y"), (trial(double=2), trial(double=2)))
    alive = Fate(replace(MUTANT, line="return z"), (trial(), trial()))

    share = table.shares([lucky, killed, alive], {"double": 4})

    assert (share.low, share.high, share.by_luck) == (0.25, 0.75, 0.5)


def test_the_table_counts_them_by_kind():
    written = io.StringIO()

    good = table.show(fates(trial(double=2)), Console(file=written, width=200))

    assert good and "1 of 1 that aren't equivalent are killed (100.0 %)" in written.getvalue()
    assert "operator" in written.getvalue() and "50% – 50%" in written.getvalue()


def test_it_says_how_many_wrong_answers_have_a_name():
    lost = {"double.doubles": "12 of 12 numbers differ"}
    named = replace(trial(double=2), lost=lost, near_misses=("double.doubles: this is the square",))
    unnamed = replace(trial(double=2), lost=lost)
    raises = replace(trial(double=2), lost={"double.doubles": "your code raised TypeError"})
    wrong = [Fate(MUTANT, one) for one in ((named, named), (named, unnamed), (raises, raises))]
    written = io.StringIO()

    table.show(Fates(make_assignment(), tuple(wrong), NONE, 3), Console(file=written, width=200))

    assert "1 of 2 that answer wrongly and raise nothing are named (50.0 %)" in written.getvalue()
