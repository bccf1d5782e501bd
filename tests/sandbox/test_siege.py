"""A small siege gains nothing; with a layer turned off it gains at once, or it would be no siege."""

from __future__ import annotations

import itertools
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from attacks import ablations
from attacks.siege import campaign, generate, hand_in, names, places
from attacks.siege.field import Field, field
from attacks.siege.hand_in import HandIn
from autograder.errors import SandboxFailed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these walls are Linux's own")
SEED = 60


@pytest.fixture(scope="module")
def grown() -> list[HandIn]:
    return list(itertools.islice(generate.hand_ins(SEED, (3,)), 400))


@pytest.fixture(scope="module")
def best() -> Iterator[Field]:
    for level in (3, 2, 1):
        try:
            with field([level]) as found:
                yield found
            return
        except SandboxFailed as error:
            if "is required" not in str(error):
                raise
    pytest.skip("this machine gives no level at which anything is promised")


def at_best(best: Field, hands: list[HandIn]) -> list[HandIn]:
    return [one.at(best.levels[0]) for one in hands]


def of(row: str, hands: list[HandIn], count: int) -> list[HandIn]:
    return [one for one in hands if one.row == row][:count]


# ---------------------------------------------------------------- what is generated


def test_a_seed_gives_the_same_hand_ins_again_and_each_text_once(grown: list[HandIn]) -> None:
    again = list(itertools.islice(generate.hand_ins(SEED, (3,)), 50))

    assert again == grown[:50]
    assert len({one.digest for one in grown}) == len(grown)
    assert next(iter(generate.hand_ins(SEED + 1, (3,)))) != grown[0]


def test_all_kinds_of_ways_are_among_them(grown: list[HandIn]) -> None:
    assert {one.row for one in grown} == {name for name, _ in generate.SHARES}


def test_what_is_generated_is_python(grown: list[HandIn]) -> None:
    for one in grown:
        for text in (*one.blocks.values(), *one.before.values(), one.plain or "return"):
            compile("def f():\n" + textwrap.indent(textwrap.dedent(text), "    "), one.way, "exec")


@pytest.mark.parametrize("place", places.PLACES)
@pytest.mark.filterwarnings("ignore")
def test_a_place_works_out_what_is_hidden_in_it(place: str) -> None:
    for lines in (
        places.put(place, "probe(7)"),
        places.put_twice("a lambda", place, "probe(7)"),
        places.put_twice(place, "a lambda", "probe(7)"),
    ):
        seen: list[int] = []
        space = {"torch": torch, "probe": lambda number, seen=seen: seen.append(number) or number}

        text = "def f():\n" + textwrap.indent(lines, "    ") + "\n    return got"
        exec(compile(text, "<block>", "exec", dont_inherit=True), space)  # annotations are worked out, as in a notebook

        assert space["f"]() == 7
        assert set(seen) == {7}


@pytest.mark.parametrize("ban", names.ROUTES)
def test_every_ban_has_ways_to_it_that_lead_somewhere(ban: str) -> None:
    assert names.routes(ban)


def test_a_kept_hand_in_is_the_same_when_it_is_read_again(grown: list[HandIn], tmp_path: Path) -> None:
    for one in grown[:30]:
        assert hand_in.read(one.write(tmp_path, "it earned 3")) == one

    assert sorted(one.digest for one in hand_in.kept(tmp_path)) == sorted(one.digest for one in grown[:30])


# ---------------------------------------------------------------- stopping and going on


def test_a_siege_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    seen: list[str] = []

    def grade(hands):
        for one in hands:
            seen.append(one.digest)
            yield one, ["it earned 3"] if len(seen) == 3 else []

    state, new = tmp_path / "state.json", {"seed": SEED, "levels": (3,), "keep": tmp_path / "kept"}
    first = campaign.besiege(campaign.load(state), grade, count=20, until=0, **new)
    first.save(state)
    second = campaign.besiege(campaign.load(state), grade, count=20, **new)

    assert first.stopped
    assert not second.stopped
    assert second.done == 20
    wanted = [one.digest for one in itertools.islice(generate.hand_ins(SEED, (3,)), 20)]
    assert [one for one in seen if one in wanted] == wanted
    assert len(second.gains) == len(hand_in.kept(tmp_path / "kept")) == 1


# ---------------------------------------------------------------- what is gained


def test_a_small_siege_gains_nothing(best: Field, grown: list[HandIn]) -> None:
    hands = at_best(best, grown[:60])

    assert {one.digest: gains for one in hands if (gains := best.gains(one))} == {}


def test_what_gained_once_gains_nothing_any_more(best: Field) -> None:
    kept = at_best(best, hand_in.kept())

    assert kept
    assert {one.digest: gains for one in kept if (gains := best.gains(one))} == {}


@pytest.mark.parametrize(("layer", "row"), [("tripwires", "ban"), ("no stride is blind", "loops")])
def test_without_a_layer_a_siege_gains_at_once(best: Field, grown: list[HandIn], layer: str, row: str) -> None:
    (ablation,) = [one for one in ablations.ABLATIONS if one.layer == layer]

    with ablation.off():
        assert any(best.gains(one) for one in at_best(best, of(row, grown, 12)))


def test_a_way_out_that_is_open_is_seen(best: Field, grown: list[HandIn]) -> None:
    (one,) = of("inputs on the page", at_best(best, grown), 1)
    said = replace(one, blocks={one.question: "return 'GOT-' + 'OUT'"})

    gains = best.gains(said)

    assert any("GOT-OUT" in gain for gain in gains)
