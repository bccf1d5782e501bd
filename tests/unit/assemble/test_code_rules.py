"""The rules on the student's code: imports, banned calls, comments of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from autograder.assemble import blocks, code_rules
from autograder.conventions import banned_sentence
from autograder.model import (
    Assignment,
    Block,
    BlockState,
    Check,
    Consequence,
    Fields,
    Program,
    Question,
    Severity,
)
from tests.fixtures.small_assignment import CLASS, RELEASE, SETUP, TRIPLE, small_assignment
from tests.fixtures.texts import TEXTS

BANNED = ("torch.cdist", "torch.norm", "torch.nn", "torch.mode", "torch.optim", "torch.linalg.solve")


class AtMostOnce:
    """A growth judge that allows no loop."""

    at_most = "1"

    def __call__(self, got: Any, expected: Any, inputs: Any) -> str | None:
        return None


def assignment(*banned: str, no_loops: bool = False, **changes: Any) -> Assignment:
    check = Check(name="grows", title="", asks="triple", points=1, draw=lambda: {}, judge=AtMostOnce())
    question = Question(
        "triple", "Triple", 1.0, checks=(check,) if no_loops else (), banned=dict.fromkeys(banned or BANNED, 1.0)
    )
    return small_assignment(questions=(question,), **changes)


def program(text: str, *, option: int = 1, state: BlockState = BlockState.WRITTEN) -> Program:
    block = Block("triple", "triple_solution", blocks.fill(TRIPLE, [text]), blocks.dedented(text), 4, state)
    return Program("7", Fields(option=option), (SETUP,), (block,), {})


def review(text: str, *banned: str, no_loops: bool = False, option: int = 1) -> Program:
    return code_rules.review(program(text, option=option), assignment(*banned, no_loops=no_loops))


def rules(reviewed: Program) -> list[str]:
    return [item.rule for item in reviewed.findings]


# ---------------------------------------------------------------- banned calls


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("return torch.cdist(x, x)", "torch.cdist"),
        ("import torch as t\nreturn t.cdist(x, x)", "torch.cdist"),
        ("from torch import cdist as c\nreturn c(x, x)", "torch.cdist"),
        ("f = torch.cdist\nreturn f(x, x)", "torch.cdist"),
        ("return getattr(torch, 'cdist')(x, x)", "torch.cdist"),
        ("return getattr(torch, 'cd' 'ist')(x, x)", "torch.cdist"),
        ("return torch.ops.aten.cdist(x, x)", "torch.cdist"),
        ("return torch.ops.aten._cdist_forward.default(x, x, 2, None)", "torch.cdist"),
        ("return eval('torch.cdist(x, x)')", "torch.cdist"),
        ("exec('y = torch.' + 'cdist(x, x)')", "torch.cdist"),
        ("return __import__('torch').cdist(x, x)", "torch.cdist"),
        ("import sys\nreturn sys.modules['torch'].cdist(x, x)", "torch.cdist"),
        ("return vars(torch)['cdist'](x, x)", "torch.cdist"),
        ("from torch import *\nreturn cdist(x, x)", "torch.cdist"),
        ("return x.norm()", "torch.norm"),
        ("return (x - 1).norm(dim=1)", "torch.norm"),
        ("return torch.Tensor.norm(x)", "torch.norm"),
        ("return getattr(x, 'norm')()", "torch.norm"),
        ("from operator import methodcaller\nreturn methodcaller('norm')(x)", "torch.norm"),
        ("return x[0].mode().values", "torch.mode"),
        ("return F.cross_entropy(x, x)", "torch.nn.functional.cross_entropy"),
        ("return torch.nn.Linear(1, 1)(x)", "torch.nn.Linear"),
        ("from torch import nn\nreturn x", "torch.nn"),
        ("import torch.nn as n\nreturn x", "torch.nn"),
        ("return torch.optim.Adam([x])", "torch.optim.Adam"),
        ("import torch.optim", "torch.optim"),
        ("return torch.linalg.solve(x, x)", "torch.linalg.solve"),
        ("def inner(f=torch.cdist):\n    return f(x, x)\nreturn inner()", "torch.cdist"),
        ("return [torch.cdist][0](x, x)", "torch.cdist"),
    ],
)
def test_a_banned_call_is_seen_by_every_door_and_costs_its_question(text, named):
    reviewed = review(text)

    assert named in [use.name for use in reviewed.banned["triple"]]


@pytest.mark.parametrize(
    "text",
    [
        "return 3 * x",
        "norm = x.sum()\nreturn norm",
        "return x.normal_()",
        "return np.linalg.norm(x)",
        "return torch.linalg.cholesky(x)",
        "return 'torch.cdist'",
        "# torch.cdist(x, x) would do",
        "return self.norm(x)",
        "return {'mode': 1}['mode']",
        "return x.numpy()",
        "return torch.normal(x)",
    ],
)
def test_what_only_looks_like_a_banned_call_is_not(text):
    assert review(text).banned == {}


def test_the_sentence_names_the_line_of_the_students_own_text():
    reviewed = review("y = x\nreturn torch.cdist(y, y)")

    assert banned_sentence(reviewed.banned["triple"]) == "torch.cdist must not be used here (line 2 of the block)."


def test_a_call_is_reported_once():
    assert len(review("return torch.cdist(x, x) + torch.cdist(x, x)").banned["triple"]) == 1
    assert len(review("return torch.nn.functional.relu(x)").banned["triple"]) == 1


def test_code_in_texts_that_cannot_be_read_is_noted_and_costs_no_question():
    reviewed = review("return eval(x)")

    assert rules(reviewed) == ["banned_call"]
    assert reviewed.banned == {}


def test_what_we_give_around_the_block_may_use_anything():
    cell = TRIPLE.replace("    # BEGIN", "    before = torch.cdist(x, x)\n    # BEGIN")
    block = Block("triple", "triple_solution", blocks.fill(cell, ["return x"]), "return x", 5, BlockState.WRITTEN)

    reviewed = code_rules.review(Program("7", Fields(), (SETUP,), (block,), {}), assignment())

    assert reviewed.findings == ()


def test_a_builtin_can_be_banned():
    assert review("return sum(x)", "sum").banned
    assert review("return map(f, x)", "map").banned
    assert not review("return x.sum()", "sum").banned


def test_vmap_is_known_by_both_names():
    assert review("return torch.func.vmap(f)(x)", "torch.vmap").banned
    assert review("from torch.func import vmap\nreturn vmap(f)(x)", "torch.func.vmap").banned


@pytest.mark.parametrize(
    "text", ["return map(np.subtract, x, x)", "return list(map(torch.sub, x, x))", "return np.vectorize(np.square)(x)"]
)
def test_a_map_over_array_functions_is_a_loop_where_none_may_be(text):
    assert review(text, no_loops=True).banned
    assert not review(text).banned


def test_a_block_with_a_syntax_error_is_left_alone():
    assert review("return torch.cdist(x").findings == ()


@pytest.mark.parametrize("state", [BlockState.BLANK, BlockState.MISSING])
def test_a_block_with_nothing_in_it_is_left_alone(state):
    made = program("import scipy", option=2, state=state)

    assert code_rules.review(made, assignment()).findings == ()


def test_code_that_cannot_be_read_has_the_consequence_that_the_assignment_gives_it():
    made = assignment(consequences={"banned_call": Consequence(Severity.NOTE)})

    (item,) = code_rules.review(program("return eval(x)"), made).findings

    assert (item.severity, item.points, item.cell) == (Severity.NOTE, 0.0, "triple_solution")


# ---------------------------------------------------------------- option 2


def test_option_2_asks_for_comments_of_their_own():
    (item,) = review("return 3 * x", option=2).findings

    assert item.rule == "option2_without_comments"
    assert "triple" in item.message


def test_option_2_with_comments_is_fine():
    assert review("# three times the number\nreturn 3 * x", option=2).findings == ()


def test_option_2_explained_in_a_text_that_stands_alone_is_fine():
    text = '    """Three times the number is\n    the number, added up three times."""\n    return 3 * x'

    assert review(text, option=2).findings == ()


def test_comments_that_we_give_are_not_their_own():
    block = Block(
        "Counter",
        "Counter_solution",
        blocks.fill(CLASS, ["self.count = start", "self.count = 1"]),
        "",
        7,
        BlockState.WRITTEN,
    )
    given = replace(block, source=block.source.replace("before =", "# a comment of ours\n        before ="))
    given = replace(given, text=given.source)

    reviewed = code_rules.review(Program("7", Fields(option=2), (SETUP,), (given,), {}), assignment())

    assert rules(reviewed) == ["option2_without_comments"]


def test_option_1_needs_none():
    assert review("return 3 * x").findings == ()


def test_several_blocks_without_comments_are_one_finding():
    made = program("return 3 * x", option=2)
    made = replace(made, blocks=(*made.blocks, replace(made.blocks[0], cell="other")))

    (item,) = code_rules.review(made, assignment()).findings

    assert "triple, other" in item.message


# ---------------------------------------------------------------- any text


@given(TEXTS)
def test_no_block_raises(text):
    review(text, no_loops=True, option=2)


def test_the_setup_cells_are_ours():
    assert any("setup" in cell.tags for cell in RELEASE.cells)


@pytest.mark.parametrize(
    "text",
    ["return math.dist(a, b)", "return list(map(math.dist, a, b))", "m = __import__('math')\nreturn m.dist(a, b)"],
)
def test_a_function_of_pythons_own_is_not_called_torch_s_though_nothing_in_sight_imports_its_module(text):
    assert review(text, "torch.dist").banned == {}


@pytest.mark.parametrize(
    "text",
    [
        "math = x\nreturn math.dist(y)",
        "for math in x:\n    return math.dist(y)",
        "return (lambda math: math.dist(y))(x)",
    ],
)
def test_a_tensor_called_as_a_module_of_pythons_own_is_a_tensor(text):
    (found,) = review(text, "torch.dist").banned["triple"]

    assert found.name == "torch.dist"
