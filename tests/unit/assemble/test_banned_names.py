"""What a name falls under: the longest name that fits, by every name of the same function, and what is allowed although its module is banned."""

from __future__ import annotations

import ast

import pytest

from autograder.assemble.banned_names import Forbidden, mentions
from autograder.assemble.name_resolution import Scope

BANS = Forbidden(
    {"torch.nn": 0.1, "torch.softmax": 1.0, "torch.nn.CrossEntropyLoss": 1.0, "torch.autograd": 1.0},
    ("torch.nn.functional.one_hot", "torch.autograd.no_grad"),
)


def found(code: str) -> list[tuple[str, str | None]]:
    tree = ast.parse(f"import torch\nimport torch.nn.functional as F\nfrom torch import nn\n{code}")
    scope = Scope()
    scope.learn(tree)
    lines = range(4, 4 + code.count("\n") + 1)
    return [(one.name, one.ban) for one in mentions(tree, scope, BANS, lines)]


@pytest.mark.parametrize(
    ("code", "ban"),
    [
        ("F.pad(x, (1, 1))", "torch.nn"),
        ("nn.Linear(1, 1)", "torch.nn"),
        ("torch.softmax(x, 1)", "torch.softmax"),
        ("x.softmax(1)", "torch.softmax"),
        ("F.softmax(x, dim=1)", "torch.softmax"),
        ("torch.special.softmax(x, 1)", "torch.softmax"),
        ("torch.nn.functional.softmax(x)", "torch.softmax"),
        ("nn.CrossEntropyLoss()(x, y)", "torch.nn.CrossEntropyLoss"),
        ("torch.autograd.grad(x, y)", "torch.autograd"),
        ("from torch.nn.functional import pad", "torch.nn"),
    ],
)
def test_a_name_falls_under_the_ban_that_fits_best(code, ban):
    assert [one for _, one in found(code)] == [ban]


@pytest.mark.parametrize(
    "code",
    [
        "F.one_hot(y, 10)",
        "nn.functional.one_hot(y)",
        "import torch.nn.functional as other",
        "from torch.nn.functional import one_hot\none_hot(y)",
        "from torch import nn",
        "torch.autograd.no_grad()",
    ],
)
def test_what_is_allowed_and_the_way_to_it_cost_nothing(code):
    assert found(code) == []


def test_what_is_allowed_hides_nothing_beside_it():
    assert found("F.pad(F.one_hot(y), (0, 1))") == [("torch.nn.functional.pad", "torch.nn")]
    assert found("F.softmax(F.one_hot(y))") == [("torch.nn.functional.softmax", "torch.softmax")]
