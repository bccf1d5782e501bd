"""Each attack, handed in as `grade` takes it: it earns no more than its honest part, learns no secret, and harms nobody.

At the best level that the machine gives all are tried, at the others those that a sandbox's level makes a difference to; `make attacks` tries
all of them at all levels.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from attacks import ablations, registry
from attacks.attack import Attack
from attacks.ground import Ground, ground
from autograder.errors import SandboxFailed
from tests.fixtures.ancestor import ReadyAncestor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these walls are Linux's own")


class Grounds:
    """A sandbox for each level, when it is first wanted: the best one's server is started, the others' are forked, as those of a command are."""

    def __init__(self, stack: ExitStack, ancestor: ReadyAncestor) -> None:
        self._stack, self._ancestor = stack, ancestor
        self._made: dict[int, Ground] = {}
        self._refused: dict[int, str] = {}

    def __call__(self, level: int) -> Ground:
        """The ground of a level; the test is skipped aloud where the machine doesn't give it, which is tried once."""
        if level not in self._made | self._refused:
            try:
                waiting = self._ancestor.waiting_server() if self._made else None
                self._made[level] = self._stack.enter_context(ground(level, waiting=waiting))
            except SandboxFailed as error:
                if "is required" not in str(error):
                    raise
                self._refused[level] = str(error)
        if level in self._refused:
            pytest.skip(self._refused[level])
        return self._made[level]

    def best(self) -> Ground:
        """The highest level that there is."""
        for level in (3, 2, 1):
            try:
                return self(level)
            except pytest.skip.Exception:
                continue
        pytest.skip("this machine gives no level at which anything is promised")


@pytest.fixture(scope="module")
def grounds(_one_ancestor: ReadyAncestor) -> Iterator[Grounds]:
    with ExitStack() as stack:
        yield Grounds(stack, _one_ancestor)


@pytest.mark.parametrize("attack", registry.ATTACKS, ids=lambda attack: attack.name.replace(" ", "_"))
def test_the_attack_wins_nothing_at_the_best_level(grounds: Grounds, attack: Attack) -> None:
    where = grounds.best()
    if attack.level > where.level:
        pytest.skip(f"nothing is promised below level {attack.level}")

    assert where.try_out(attack) == []


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("attack", registry.WALLED, ids=lambda attack: attack.name.replace(" ", "_"))
def test_the_attack_wins_nothing_at_a_lower_level(grounds: Grounds, attack: Attack, level: int) -> None:
    if attack.level > level:
        pytest.skip(f"nothing is promised below level {attack.level}")

    assert grounds(level).try_out(attack) == []


@pytest.mark.parametrize("ablation", ablations.ABLATIONS, ids=lambda ablation: ablation.name.replace(" ", "_"))
def test_without_its_layer_the_attack_gets_through(
    grounds: Grounds, _one_ancestor: ReadyAncestor, ablation: ablations.Ablation
) -> None:
    won = ablation.get_through(grounds, _one_ancestor.waiting_server)

    if won is None:
        pytest.skip(f"this machine doesn't give {', '.join(ablation.without)}")
    assert won


def test_every_attack_of_the_list_is_tried_or_says_why_not() -> None:
    tried = {attack.id for attack in registry.ATTACKS}

    assert [one for one in registry.IDS if one not in tried and not registry.NOT_TRIED.get(one)] == []
    assert {one for one in tried | set(registry.NOT_TRIED) if not one.startswith("OWN-")} <= set(registry.IDS)
    assert len({one for one in tried if one.startswith("OWN-")}) >= 20


def test_a_group_of_attacks_for_everything_that_is_promised() -> None:
    assert set(registry.GROUPS) == {
        "forge", "leak", "patch", "lie", "exhaust", "hang", "escape", "cross", "archive", "notebook", "rpc", "cheat", "own", "whose", "figure", "asserted",
    }  # fmt: skip
