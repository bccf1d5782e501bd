"""What a piece of code names, by whichever door it comes."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given

from autograder.assemble import name_resolution
from autograder.assemble.source_text import parse
from tests.fixtures.texts import TEXTS


def last(source: str) -> str | None:
    """Resolve the expression on the last line after all before it."""
    tree = ast.parse(source)
    statement = tree.body[-1]
    assert isinstance(statement, ast.Expr)
    return name_resolution.chain([tree]).resolve(statement.value)


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ntorch.cdist",
        "import torch as t\nt.cdist",
        "from torch import cdist\ncdist",
        "from torch import cdist as c\nc",
        "import torch\nf = torch\ng = f.cdist\ng",
        "import torch\na, b = torch, 1\na.cdist",
        "import torch\n(t := torch)\nt.cdist",
        "import torch\nt: object = torch\nt.cdist",
        "import torch\ngetattr(torch, 'cdist')",
        "import torch\ngetattr(torch, 'cd' + 'ist')",
        "import torch\ngetattr(torch, f'cd{\"ist\"}')",
        "import torch\ntorch.__dict__['cdist']",
        "import torch\nvars(torch)['cdist']",
        "import sys\nsys.modules['torch'].cdist",
        "__import__('torch').cdist",
        "import importlib\nimportlib.import_module('torch').cdist",
        "from importlib import import_module as m\nm('torch').cdist",
        "import torch\ntorch.ops.aten.cdist",
        "import torch\ntorch.ops.aten._cdist_forward",
        "import torch\ntorch.functional.cdist",
        "import torch\ntorch._C._VariableFunctions.cdist",
        "import torch\ngetattr(getattr(torch, 'ops').aten, 'cdist')",
    ],
)
def test_every_door_leads_to_the_same_name(source):
    assert last(source) == "torch.cdist"


def test_submodules_are_named_whole():
    assert last("import torch.nn.functional as F\nF.cross_entropy") == "torch.nn.functional.cross_entropy"
    assert last("import torch.nn.functional\ntorch.nn.functional.relu") == "torch.nn.functional.relu"
    assert last("from torch import nn\nnn.Linear") == "torch.nn.Linear"


@pytest.mark.parametrize(
    "source", ["f().x", "[1].x", "getattr(torch, name)", "(a if b else c).d", "x[0].norm", "'a'.join"]
)
def test_what_is_no_plain_name_is_none(source):
    assert last(source) is None


def test_imports_are_listed_with_their_lines():
    tree = ast.parse(
        "import os.path, sys\nfrom torch import nn as n\n\nfrom numpy import *\n__import__('re')\nfrom . import a"
    )

    found = [(item.top, item.dotted, item.line) for item in name_resolution.Scope().imports(tree)]

    assert found == [
        ("os", "os.path", 1),
        ("sys", "sys", 1),
        ("torch", "torch.nn", 2),
        ("numpy", "numpy", 4),
        ("re", "re", 5),
        ("", "..a", 6),
    ]


@pytest.mark.parametrize(("parts", "name"), [(50, "a" + ".b" * 50), (51, None), (150, None)])
def test_a_chain_is_followed_as_far_as_a_library_s_name_may_reach(parts, name):
    """The nodes inside a longer chain are looked at too, each by itself, so that none hides a banned beginning."""
    tree = ast.parse("a" + ".b" * parts)

    assert name_resolution.Scope().resolve(tree.body[0].value) == name


def test_a_name_that_grows_is_cut_behind_what_tells_it():
    scope = name_resolution.Scope()
    scope.learn(ast.parse("import torch\nx = torch.nn\n" + "x = x.abc\n" * 1_000))

    assert scope.names["x"].startswith("torch.nn.abc.")
    assert len(scope.names["x"]) == name_resolution.MAX_NAME


@given(TEXTS)
def test_no_tree_raises(text):
    tree, _ = parse(text)
    if tree is not None:
        scope = name_resolution.chain([tree])
        list(scope.imports(tree))
        for node in name_resolution.in_order(tree):
            if isinstance(node, ast.expr):
                scope.resolve(node)
