"""What is banned by each of its names, and the ways to say a name without writing it.

Comes in: a ban, as assignment.toml lists it. Goes out: texts of expressions that call what it stands for.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import redirect_stderr
from functools import cache

import torch

_V = "torch.rand(3, 2)"
_S = "torch.rand(3, 3) + torch.eye(3) * 3"
_N = "[[3.0, 4.0]]"
_NORMS = (
    ("torch.norm", _V), ("torch.functional.norm", _V), ("torch.linalg.norm", _V), ("torch.linalg.vector_norm", _V), ("torch.linalg.matrix_norm", _V),
    ("torch.Tensor.norm", _V), ("torch._C._linalg.linalg_norm", _V), ("torch._C._linalg.linalg_vector_norm", _V), ("torch._C._VariableFunctions.norm", _V),
    ("torch._VF.norm", _V), ("torch.ops.aten.norm", _V), ("torch.ops.aten.linalg_vector_norm", _V), ("torch.ops.aten.linalg_norm", _V), ("torch.ops.aten.frobenius_norm", f"{_V}, [1]"),
    ("torch._refs.linalg.vector_norm", _V), ("torch._refs.linalg.norm", _V), ("torch._foreach_norm", f"[{_V}]"), ("torch.renorm", f"{_V}, 2, 0, 1.0"), ("torch.nuclear_norm", _V),
    ("torch.norm_except_dim", _V), ("torch.ops.aten.native_norm", _V), ("torch._decomp.decompositions.norm", _V),
)  # fmt: skip
_DISTANCES = (
    ("torch.cdist", f"{_V}, {_V}"), ("torch.functional.cdist", f"{_V}, {_V}"), ("torch.ops.aten.cdist", f"{_V}, {_V}"), ("torch.ops.aten._cdist_forward", f"{_V}, {_V}, 2.0, None"),
    ("torch._C._VariableFunctions._euclidean_dist", f"{_V}, {_V}"), ("torch.ops.aten._euclidean_dist", f"{_V}, {_V}"), ("torch._VF.cdist", f"{_V}, {_V}, 2.0, None"),
    ("torch.pdist", _V), ("torch.ops.aten._pdist_forward", _V), ("torch.pairwise_distance", f"{_V}, {_V}"), ("torch.ops.aten.pairwise_distance", f"{_V}, {_V}"),
)  # fmt: skip
_DIST = (("torch.dist", f"{_V}, {_V}"), ("torch.Tensor.dist", f"{_V}, {_V}"), ("torch.ops.aten.dist", f"{_V}, {_V}"), ("torch._VF.dist", f"{_V}, {_V}"))  # fmt: skip
_NN = (
    ("torch.nn.functional.mse_loss", f"{_V}, {_V}"), ("torch.nn.functional.relu", _V), ("torch.nn.functional.softmax", f"{_V}, 1"), ("torch.nn.Linear", "2, 2"),
    ("torch.nn.functional.pairwise_distance", f"{_V}, {_V}"), ("torch.nn.functional.normalize", _V), ("torch._C._nn.mse_loss", f"{_V}, {_V}"), ("torch._C._nn.gelu", _V),
    ("torch.ops.aten.mse_loss", f"{_V}, {_V}"), ("torch.ops.aten.l1_loss", f"{_V}, {_V}"), ("torch._refs.nn.functional.mse_loss", f"{_V}, {_V}"), ("torch.nn.modules.loss.MSELoss", ""),
    ("torch.nn.functional.cross_entropy", f"{_V}, torch.tensor([0, 1, 1])"), ("torch.nn.init.ones_", _V), ("torch.nn.Sequential", ""), ("torch.ops.aten.gelu", _V), ("torch._C._nn.log_sigmoid", _V),
)  # fmt: skip
_GRAD = (
    ("torch.autograd.grad", "[v := torch.ones(2, requires_grad=True), v.sum()][1], [v]"), ("torch.Tensor.backward", "torch.ones(2, requires_grad=True).sum()"),
    ("torch.autograd.backward", "torch.ones(2, requires_grad=True).sum()"), ("torch.func.grad(lambda v: v.sum())", _V), ("torch.func.jacrev(lambda v: v.sum())", _V),
    ("torch.func.vjp", f"lambda v: v.sum(), {_V}"), ("torch.func.jvp", f"lambda v: v.sum(), ({_V},), ({_V},)"), ("torch.autograd.functional.jacobian", f"lambda v: v.sum(), {_V}"),
    ("torch.autograd.functional.hessian", f"lambda v: (v ** 2).sum(), {_V}"), ("torch.autograd.graph._engine_run_backward", "[torch.ones(2, requires_grad=True).sum()], [None], False, False, (), True, True"),
    ("torch.ops.aten._backward", "[v := torch.ones(2, requires_grad=True), v.sum()][1], [v], None, None, False"),
)  # fmt: skip
_VMAP = (("torch.vmap(lambda v: v.sum())", _V), ("torch.func.vmap(lambda v: v.sum())", _V), ("torch._functorch.apis.vmap(lambda v: v.sum())", _V), ("torch._functorch.vmap.vmap_impl", f"lambda v: v.sum(), 0, 0, 'error', None, {_V}"))  # fmt: skip
_SOFT = (*tuple((f"{home}", f"{_V}, 1") for home in ("torch.softmax", "torch.Tensor.softmax", "torch._refs.softmax", "torch.special.softmax", "torch.nn.functional.softmax", "torch.ops.aten.softmax.int", "torch._VF.softmax",
    "torch.masked.softmax", "torch._C._VariableFunctions.softmax", "torch.ops.aten._safe_softmax")), ("torch.ops.aten._softmax", f"{_V}, 1, False"), ("torch._decomp.decompositions._softmax", f"{_V}, 1, False"))  # fmt: skip
_LOGSOFT = (*tuple((home, f"{_V}, 1") for home in ("torch.log_softmax", "torch.Tensor.log_softmax", "torch._refs.log_softmax", "torch.special.log_softmax", "torch.nn.functional.log_softmax", "torch.masked.log_softmax")), ("torch.ops.aten._log_softmax", f"{_V}, 1, False"),)  # fmt: skip
_LSE = tuple((home, f"{_V}, 1") for home in ("torch.logsumexp", "torch.Tensor.logsumexp", "torch._refs.logsumexp", "torch.special.logsumexp", "torch.masked.logsumexp", "torch.ops.aten.logsumexp", "torch.logcumsumexp"))  # fmt: skip
_RELU = tuple((home, _V) for home in ("torch.relu", "torch.relu_", "torch.Tensor.relu", "torch.nn.functional.relu", "torch._refs.nn.functional.relu", "torch.ops.aten.relu", "torch._C._VariableFunctions.relu", "torch.nn.functional.leaky_relu", "torch.nn.functional.relu6"))  # fmt: skip
_INV = tuple((home, _S) for home in ("torch.inverse", "torch.linalg.inv", "torch.linalg.inv_ex", "torch.linalg.pinv", "torch.pinverse", "torch.Tensor.inverse", "torch.Tensor.pinverse", "torch.ops.aten.inverse", "torch.ops.aten.linalg_inv_ex", "torch._C._linalg.linalg_inv"))  # fmt: skip
_MODE = tuple((home, _V) for home in ("torch.mode", "torch.Tensor.mode", "torch.ops.aten.mode", "torch._VF.mode", "torch._C._VariableFunctions.mode"))  # fmt: skip
_OPTIM = (*tuple((f"torch.optim.{kind}", "[torch.ones(2, requires_grad=True)]") for kind in ("SGD", "Adam", "AdamW", "Adagrad", "RMSprop", "Rprop", "NAdam")), ("torch.optim.adam.Adam", "[torch.ones(2, requires_grad=True)]"),)  # fmt: skip
_NUMPY = "__import__('numpy')"

ROUTES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "torch.cdist": _DISTANCES, "torch.norm": _NORMS, "torch.dist": _DIST, "torch.nn": _NN, "torch.autograd": _GRAD, "torch.vmap": _VMAP, "torch.softmax": _SOFT,
    "torch.log_softmax": _LOGSOFT, "torch.logsumexp": _LSE, "torch.relu": _RELU, "torch.linalg.inv": _INV, "torch.mode": _MODE, "torch.optim": _OPTIM,
    "numpy.linalg.norm": ((f"{_NUMPY}.linalg.norm", _N), (f"{_NUMPY}.linalg._linalg.norm", _N), (f"{_NUMPY}.linalg.linalg.norm", _N)),
    "numpy.vectorize": ((f"{_NUMPY}.vectorize(abs)", _N), (f"{_NUMPY}.lib._function_base_impl.vectorize(abs)", _N)),
    "numpy.broadcast_shapes": ((f"{_NUMPY}.broadcast_shapes", "(2, 3), (3,)"), (f"{_NUMPY}.lib.stride_tricks.broadcast_shapes", "(2, 3), (3,)")),
    "numpy.broadcast_to": ((f"{_NUMPY}.broadcast_to", "[1], (3,)"), (f"{_NUMPY}.lib.stride_tricks.broadcast_to", "[1], (3,)")),
    "numpy.broadcast_arrays": ((f"{_NUMPY}.broadcast_arrays", "[1], [1, 2]"), (f"{_NUMPY}.lib.stride_tricks.broadcast_arrays", "[1], [1, 2]")),
}  # fmt: skip
"""Ban → (a way to what it stands for, arguments)."""

ALIASES: Mapping[str, str] = {
    "by its name": "{P}",
    "getattr with text in pieces": "getattr({O}, {A} + {B})",
    "getattr with text turned round": "getattr({O}, {R}[::-1])",
    "getattr with numbers for letters": "getattr({O}, ''.join(map(chr, {C})))",
    "getattr with hexadecimal": "getattr({O}, bytes.fromhex({X}).decode())",
    "operator.attrgetter": "__import__('operator').attrgetter({A} + {B})({O})",
    "object's own getattr": "object.__getattribute__({O}, {A} + {B})",
    "eval of pieces": "eval({PA} + {PB})",
    "functools.partial": "__import__('functools').partial({P})",
    "a closure": "(lambda f: lambda *a, **n: f(*a, **n))({P})",
    "a list": "[{P}][0]",
    "a static method": "type('K', (), {{'f': staticmethod({P})}}).f",
    "its own __call__": "{P}.__call__",
    "a value of a dict": "{{1: {P}}}[1]",
    "a default argument": "(lambda *a, f={P}, **n: f(*a, **n))",
    "operator.call": "(lambda *a, **n: __import__('operator').call({P}, *a, **n))",
    "types.MethodType": "(lambda first, *a, **n: __import__('types').MethodType({P}, first)(*a, **n))",
    "a function of the same code": "(lambda f: __import__('types').FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__) if hasattr(f, '__code__') else f)({P})",
    "a name in vars": "(vars({O}).get({A} + {B}) or getattr({O}, {A} + {B}))",
    "all that there is": "[one for name in dir({O}) for one in [getattr({O}, name, None)] if name == {A} + {B}][0]",
}  # fmt: skip
"""Ways to say a name; {P} the whole of it, {O} what holds it, the others pieces of its last part."""


def said(way: str, path: str) -> str:
    """Write an expression for what a path names; one that ends in a call is what that call gives, and only its beginning is hidden."""
    head, bracket, tail = path.partition("(lambda") if "(lambda" in path else path.partition("(abs")
    owner, _, last = head.rpartition(".")
    half, whole = len(last) // 2, len(head) // 2
    pieces = {
        "P": head, "O": owner, "A": repr(last[:half]), "B": repr(last[half:]), "R": repr(last[::-1]), "C": repr([ord(one) for one in last]),
        "X": repr(last.encode().hex()), "PA": repr(head[:whole]), "PB": repr(head[whole:]),
    }  # fmt: skip
    return ALIASES[way].format(**pieces) + bracket + tail


@cache
def routes(ban: str) -> tuple[tuple[str, str], ...]:
    """List the ways to a ban that this version of the libraries has, each tried once; one that isn't there would prove nothing."""
    return tuple((path, arguments) for path, arguments in ROUTES.get(ban, ()) if works(f"{path}({arguments})"))


@cache
def works(expression: str) -> bool:
    """Say whether an expression leads somewhere where nothing is banned."""
    with warnings.catch_warnings(), redirect_stderr(None):
        warnings.simplefilter("ignore")
        try:
            eval(expression, {"torch": torch})
        except Exception:
            return False
    return True
