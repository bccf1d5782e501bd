"""A block that asks for a GPU by name is told of it before it is handed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assemble import gpu_names


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def f(W):\n    W = W.cuda()\n    return W", "W = W.cuda()"),
        ("def f(W):\n    return W.to('cuda')", "return W.to('cuda')"),
        ("def f(W):\n    d = torch.device('cuda:0')\n    return W.to(d)", "d = torch.device('cuda:0')"),
        ("def f(W):\n    return (W\n      .cuda())", ".cuda())"),
        ("def f(W):\n    return torch.zeros(3, device='cuda')" + " + 0" * 20, None),
        ("def f(W):\n    d = 'cuda' if torch.cuda.is_available() else 'cpu'\n    return W.to(d)", ""),
        ("def f(W):\n    return W if W.device.type == 'cuda' else 2 * W", ""),
        ("def f(W):\n    return 'cuda' in str(W.device)", ""),
        ("def f(W):\n    '''Works on cuda, too.'''\n    return W.cpu()  # not W.cuda()", ""),
        ("def f(W):\n    return W.to(X.device)", ""),
        ("!pip install torch", ""),
    ],
)
def test_the_line_that_asks_is_found(source: str, line: str | None) -> None:
    found = gpu_names.asked_for(source)

    assert found == line if line is not None else (len(found) == 61 and found.endswith("…"))


@given(st.text(max_size=40))
def test_any_text_has_an_answer(source: str) -> None:
    assert isinstance(gpu_names.asked_for(source), str)
