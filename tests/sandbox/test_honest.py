"""Habits of honest students cost nothing: each of them in some question of some right answer, graded as hand-ins are.

All of right/ under each of them is `python -m attacks.honest`.
"""

from __future__ import annotations

import pytest

from attacks import honest
from autograder.sandbox.outside import Sandbox
from tests.fixtures.commands import autograder
from tests.fixtures.sandbox import run


@pytest.mark.parametrize("name", ["knn", "vectorization"])
def test_right_answers_keep_full_marks_whatever_their_authors_are_used_to(name: str) -> None:
    tried, lost = honest.examine(name, honest.mixed(name), autograder)

    assert tried > 1
    assert lost == []


def test_every_habit_is_dealt_to_someone() -> None:
    dealt = {habit for one in honest.mixed("knn") for habit in one.habits.split(", ")}

    assert dealt == {title for title, one in honest.CONDITIONS.items() if not one.busy}


def test_an_answer_that_a_habit_spoils_is_found() -> None:
    spoiled = next(iter(honest.each("knn", ["nothing"], files=1)))
    blocks = {**spoiled.blocks, "knn_get_best_k": ("return 1",)}

    _, lost = honest.examine("knn", [honest.HandIn("spoiled", "nothing", blocks, imports=False)], autograder)

    assert [one.file for one in lost] == ["spoiled"]
    assert all(what.startswith("knn_get_best_k.") for what in lost[0].what)


def test_figures_that_are_shown_do_not_pile_up(sandbox: Sandbox) -> None:
    body = "import matplotlib.pyplot as plt\nfor _ in range(30):\n    plt.figure()\n    plt.show()\nreturn len(plt.get_fignums())"

    assert run(sandbox, body).value == 0
