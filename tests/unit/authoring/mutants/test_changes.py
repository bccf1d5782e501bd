"""Every place of a block is changed by the ways there are for it, nothing else is, and each mutant is found again by its line."""

from __future__ import annotations

import ast
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.mutants.changes import Mutant, mutants_of
from autograder.course.catalogue import replaced

BODY = """\
s = beta * config.get("s", torch.zeros_like(w)) + (1 - beta) * dw * dw
config["s"] = s  # kept
return w - dw.mean(dim=0, keepdim=True) / (s.sqrt() + 1e-7), config"""


def cell(body: str, head: str = "def step(w, dw, beta=0.9, config=None):") -> str:
    block = f"### BEGIN SOLUTION\n{body}\n### END SOLUTION"
    return f'{head}\n    """Take a step."""\n{indent(block, "    ")}\n'


def plain(line: str) -> str:
    return ast.unparse(ast.parse(line))


def becomes(body: str, head: str = "def f(a, b):") -> dict[str, str]:
    """Return what becomes of the last line → the kind of change."""
    last = body.rsplit("\n", maxsplit=1)[-1].strip()
    return {plain(one.becomes): one.kind for one in mutants_of("f", cell(body, head)) if one.line == last}


@pytest.mark.parametrize(
    ("line", "changed", "kind"),
    [
        ("return a + b", "return a - b", "operator"),
        ("return a + b", "return a", "operand"),
        ("return a - b", "return b - a", "operand"),
        ("return a @ b", "return b @ a", "operand"),
        ("return 2 * a", "return 1 * a", "constant"),
        ("return a.clamp(min=0)", "return a.clamp(min=1)", "constant"),
        ("return a.clamp(min=0)", "return a", "method"),
        ("return a.sum(dim=0)", "return a.sum(dim=1)", "axis"),
        ("return a.sum(dim=0)", "return a.sum()", "axis"),
        ("return a.sum(dim=(0, 2))", "return a.sum(dim=(1, 2))", "axis"),
        ("return a.sum(1)", "return a.sum(0)", "axis"),
        ("return a.sum(1)", "return a.mean(1)", "method"),
        ("return a.sum(dim=1, keepdim=True)", "return a.sum(dim=1)", "keepdims"),
        ("return a < b", "return a <= b", "comparison"),
        ("return a is None", "return a is not None", "comparison"),
        ("return a.max(dim=1).values", "return a.max(dim=1).indices", "method"),
        ("return torch.sqrt(a)", "return a", "method"),
        ("return a.sqrt() + b", "return (a + b).sqrt()", "epsilon"),
        ("return np.sqrt(a) + 1e-7", "return np.sqrt(a + 1e-07)", "epsilon"),
        ("return torch.zeros(3, dtype=a.dtype)", "return torch.zeros(3)", "dtype"),
        ("return torch.zeros(3, device=a.device)", "return torch.zeros(3)", "device"),
        ("return a.to(b.device)", "return a", "device"),
        ("return a[:b]", "return a[b:]", "index"),
        ("return a[:, None]", "return a[None, :]", "index"),
        ("return a.argmin()", "return a.argmax()", "method"),
        ("return sum(a) / len(a)", "return sorted(a)[len(a) // 2]", "method"),
        ("return a, b", "return b, a", "result"),
        ("return {} if a is None else a", "return {} if a is None else dict(a)", "copy"),
        ("return [x for x in a if x]", "return [x for x in a]", "condition"),
        ("a += b", "pass", "statement"),
        ("a = a - b", "a -= b", "copy"),
        ('return a.setdefault("rate", 0.9)', 'return a.setdefault("rate", 1.9)', "default"),
    ],
)
def test_one_place_is_changed(line, changed, kind):
    assert becomes(line)[plain(changed)] == kind


def test_nothing_around_a_block_is_changed():
    head = "def f(a, b=3):"
    source = cell("return a", head) + "\n\ndef given(x):\n    return x + 1\n"

    for mutant in mutants_of("f", source):
        assert mutant.source.startswith(head) and mutant.source.endswith("return x + 1\n")


def test_the_rest_of_a_line_stays_with_its_comment_and_its_letters():
    found = mutants_of("f", cell('s = {"Größe": w} or dw + beta  # kept'))

    assert 's = {"Größe": w} or (dw - beta)  # kept' in [one.becomes for one in found]


def test_each_mutant_is_there_once_and_has_a_name_of_its_own():
    found = mutants_of("step", cell(BODY))

    assert len({one.source for one in found}) == len({one.id for one in found}) == len(found) > 50


def found_again(mutant: Mutant, source: str) -> bool:
    return replaced(source, mutant.line, mutant.becomes, mutant.nth) == mutant.source


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        "a = 1\nif w:\n    a = 1\nreturn {\n    'x': a + 1,\n    'y': a + 1,\n}",
        "for a in w:\n    a += 1\nreturn w",
    ],
)
def test_a_mutant_is_made_again_from_its_line(body):
    source = cell(body)

    for mutant in mutants_of("step", source):
        assert found_again(mutant, source), mutant.id


lines = st.sampled_from(
    [
        "a = a + b * 2",
        "b = a.sum(dim=0, keepdim=True)",
        "a[0] -= b",
        "if a > 0:\n    a = b",
        "for i in range(3):\n    a = a - i",
        "b = np.sqrt(a) + 1e-8",
    ]
)


@given(st.lists(lines, min_size=1, max_size=6))
def test_every_mutant_is_python_and_found_again_whatever_the_block(parts):
    source = cell("\n".join([*parts, "return a, b"]), "def f(a, b):")

    for mutant in mutants_of("f", source):
        ast.parse(mutant.source)
        assert mutant.source != source and found_again(mutant, source)
