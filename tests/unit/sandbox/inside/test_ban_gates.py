"""Whatever in torch, NumPy and math gives a banned function's numbers trips its ban: found by calling all there is, not by a list of ours."""

from __future__ import annotations

import contextlib
import importlib
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from autograder.sandbox.inside import call_bans

pytestmark = pytest.mark.filterwarnings("ignore")

X = torch.tensor([[0.5, -1.25, 2.0], [-0.75, 1.5, 0.25], [1.0, 0.125, -2.5]], dtype=torch.float64)
Y = torch.tensor([[1.5, 0.75, -1.0], [0.25, 2.25, 1.75], [-0.5, 0.625, 1.125]], dtype=torch.float64)
T = torch.tensor([2, 0, 1])
# least, median and greatest are others
TIED = torch.tensor([[9, 1, 0, 6, 1, 7, 5], [8, 4, 2, 2, 9, 7, 1], [3, 8, 3, 0, 9, 7, 6]])

P, Q = [0.5, -1.25, 2.0], [1.5, 0.75, -1.0]

BANNED: dict[str, tuple[list[Any], frozenset[str]]] = {
    "torch.softmax": ([X.exp() / X.exp().sum(1, keepdim=True)], frozenset()),
    "torch.log_softmax": ([X - X.exp().sum(1, keepdim=True).log()], frozenset()),
    "torch.logsumexp": ([X.exp().sum(1).log()], frozenset()),
    "torch.relu": ([(X > 0) * X], frozenset(["clamp", "clamp_", "clamp_min", "clamp_min_", "clip", "clip_", "maximum", "fmax", "max", "_maximum_aten"])),
    "torch.cdist": ([((X[:, None] - Y) ** 2).sum(2).sqrt(), ((X - Y) ** 2).sum(1).sqrt()], frozenset()),
    "torch.norm": ([(X**2).sum(1).sqrt(), (X**2).sum().sqrt()], frozenset()),
    "torch.linalg.inv": ([X.inverse()], frozenset(["linalg_solve", "solve"])),
    "numpy.linalg.norm": ([(X**2).sum(1).sqrt(), (X**2).sum().sqrt()], frozenset()),
    "numpy.linalg.det": ([torch.det(X)], frozenset()),
    "math.dist": ([torch.tensor(math.dist(P, Q))], frozenset()),
    "math.hypot": ([torch.tensor(math.hypot(3.25, 4.5))], frozenset()),
    "math.exp": ([torch.tensor(math.exp(3.25))], frozenset()),
    "math.fsum": ([torch.tensor(math.fsum(P))], frozenset()),
    "torch.mode": ([torch.tensor([1, 2, 3])], frozenset()),
    "torch.nn": ([((X - Y) ** 2).mean(), (X - Y).abs().mean(), torch.nn.functional.softplus(X), torch.nn.functional.gelu(X)], frozenset(["logaddexp"])),
}  # fmt: skip
"""Ban → what it comes to for X, Y and TIED, and the names of honest functions that come to the same for some arguments."""

ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((X,), {}),
    ((X, 1), {}),
    ((X,), {"dim": 1}),
    ((X, 1, False), {}),
    ((X, [1]), {}),
    ((X, 2, 1), {}),
    ((X, 2, [1]), {}),
    ((X, 0.0), {}),
    ((X, 0.0, 0.0), {}),
    ((X, 0.0, 9.0), {}),
    ((X, torch.zeros(1, dtype=X.dtype)), {}),
    ((X, Y), {}),
    ((X, Y, 2.0), {}),
    ((X, Y, 2.0, 0), {}),
    ((X, Y, 2.0, None), {}),
    ((X, Y, 2.0, 0.0), {}),
    (([*X],), {}),
    (([*X], 2), {}),
    ((TIED,), {}),
    ((TIED, 1), {}),
]

PLAIN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [((P,), {}), ((P, Q), {}), ((3.25,), {}), ((3.25, 4.5), {})]
"""For Python's own."""

LEFT_ALONE = ("set_", "save", "load", "resize", "seed", "init", "exit", "abort", "crash", "sleep", "fork", "thread", "lock", "hook", "mode_stack",
              "monkeypatch", "test", "debug", "compile", "print", "default", "manual", "cuda", "mps", "xpu", "import", "vmap", "sobol", "script",
              "trace", "export", "deterministic", "use_", "_mkldnn", "quantized", "fbgemm", "cudnn", "miopen", "distributed", "file", "data_ptr",
              "seterr", "setbuf", "seterrcall", "putmask", "add_newdoc", "errstate", "warn", "flatten_inplace")  # fmt: skip
"""Parts of names: what would change this process, what never ends with tensors, and what has nothing to do with numbers."""


PYTHONS = ("math", "cmath", "statistics", "random")
"""Python's own modules of numbers: the last two hold functions of the first under names of theirs."""


NUMPYS = (
    "numpy", "numpy.linalg", "numpy.linalg._linalg", "numpy.linalg._umath_linalg", "numpy.lib._function_base_impl", "numpy.lib._nanfunctions_impl",
    "numpy.lib._arraysetops_impl", "numpy.lib._twodim_base_impl", "numpy._core.fromnumeric", "numpy._core._methods", "numpy._core.numeric", "numpy.ma.core", "numpy.ma.extras",
)  # fmt: skip


def library(name: str) -> str:
    root = name.partition(".")[0]
    return "math" if root in PYTHONS else root


def looked_up(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Take a module's function anew, as a student would: one of C's is watched where it is kept, not in itself."""
    home, _, last = name.rpartition(".")
    return getattr(sys.modules[home], last, function) if home in sys.modules else function


def everything() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Name what can be called in torch, NumPy and math, in public and in private."""
    homes: dict[str, Any] = {
        name: importlib.import_module(name)
        for name in (
            "torch", "torch.functional", "torch.linalg", "torch.special", "torch.nn.functional", "torch._refs", "torch._refs.nn.functional",
            "torch._refs.linalg", "torch._refs.special", "torch._decomp.decompositions", "torch._decomp.decompositions_for_jvp", "torch._prims",
            "torch.masked", *PYTHONS, *NUMPYS,
        )
    } | {"torch._VF": torch._VF}  # fmt: skip
    homes |= {
        "torch.Tensor": torch.Tensor,
        "torch._C._VariableFunctions": torch._C._VariableFunctions,
        "torch._C._nn": torch._C._nn,
        "torch._C._linalg": torch._C._linalg,
        "torch._C._special": torch._C._special,
    }
    for home, owner in homes.items():
        for name in dir(owner):
            if not name.startswith("__") and not isinstance(getattr(owner, name, None), type):
                yield f"{home}.{name}", getattr(owner, name, None)
    for space in ("aten", "prims"):
        for full in torch._C._dispatch_get_all_op_names():
            if full.startswith(f"{space}::"):
                base, _, overload = full.partition("::")[2].partition(".")
                packet = getattr(getattr(torch.ops, space), base, None)
                yield f"torch.ops.{space}.{base}.{overload or 'default'}", getattr(packet, overload or "default", None)
    for operation, function in list(torch._decomp.decomposition_table.items()):
        yield f"torch._decomp.decomposition_table[{operation}]", function


def fresh(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.clone()
    return [fresh(item) for item in value] if isinstance(value, list) else value


def tensors(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, np.ndarray | float):
        return [torch.tensor(np.array(value))] if np.asarray(value).dtype.kind in "fiub" else []
    return [one for item in value for one in tensors(item)] if isinstance(value, list | tuple) else []


def numbers(answer: Any) -> list[list[float]]:
    """Give the numbers of each tensor in an answer, flat; of those that have none, or more than any ban comes to, nothing."""
    found = []
    for one in tensors(answer):
        if one.layout is torch.strided and not one.is_complex() and not one.is_meta and one.numel() <= X.numel():
            with contextlib.suppress(Exception):
                found.append(one.detach().double().flatten().tolist())
    return found


def comes_to(answer: list[list[float]], wanted: list[list[float]]) -> bool:
    """Say whether some tensor in an answer holds the numbers that are wanted, in whatever shape: both as `numbers` gives them."""
    return any(
        len(one) == len(right) and all(abs(a - b) <= 1e-9 + 1e-6 * abs(b) for a, b in zip(one, right, strict=True))
        for one in answer
        for right in wanted
    )


def attempt(function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    try:
        return function(*map(fresh, args), **named)
    except BaseException:
        return None


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Let nothing be printed, and no tensor be written out: many a refusal has its arguments in its text."""
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(None),
        contextlib.redirect_stderr(None),
    ):
        patch.setattr(torch._tensor_str, "_str", lambda *_, **__: "a tensor")
        yield


@pytest.fixture(scope="module")
def equals() -> dict[str, list[tuple[str, Callable[..., Any], Any]]]:
    with unheard():
        return found_equals()


def found_equals() -> dict[str, list[tuple[str, Callable[..., Any], Any]]]:
    """Find, for each ban, what gives its numbers: (name, function, arguments)."""
    found: dict[str, list[tuple[str, Callable[..., Any], Any]]] = {name: [] for name in BANNED}
    right = {name: numbers(wanted) for name, (wanted, _) in BANNED.items()}
    assert all(len(right[name]) == len(wanted) for name, (wanted, _) in BANNED.items())
    for name, function in everything():
        last = name.rpartition(".")[2]
        if not callable(function) or any(part in name.lower() for part in LEFT_ALONE):
            continue
        base, root = name.split("aten.")[1].split(".")[0] if "aten." in name else last, library(name)
        looked_for = [ban for ban, (_, honest) in BANNED.items() if base not in honest and library(ban) == root]
        for args, named in PLAIN if root == "math" else ARGUMENTS:
            answer = numbers(attempt(function, args, named))
            for ban in looked_for if answer else ():
                if comes_to(answer, right[ban]):
                    found[ban].append((name, function, (args, named)))
    return found


@pytest.mark.parametrize("ban", BANNED)
def test_all_that_gives_a_banned_function_s_numbers_trips(equals, ban: str) -> None:
    bans = call_bans.Bans([ban])
    missed = set()
    try:
        with unheard():
            for name, function, (args, named) in equals[ban]:
                with bans.active([ban]):
                    attempt(looked_up(name, function), args, named)
                if not bans.met():
                    missed.add(name)
    finally:
        bans.rest()

    assert len(equals[ban]) >= (1 if library(ban) == "math" else 3)
    assert sorted(missed) == []


def test_hundreds_of_functions_are_called(equals) -> None:
    assert len({name for found in equals.values() for name, _, _ in found}) > 100
