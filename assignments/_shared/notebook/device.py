"""A pretend accelerator, to try without a GPU whether a function works on any device: real values, and a GPU's rule that devices don't mix.

A tensor of it wraps a CPU tensor. It stands on torch's device "meta", which every torch has; what is computed with it is computed on the
wrapped tensors, and wrapped again.
"""

import time
import traceback
from collections.abc import Callable, Mapping

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._mode_utils import no_dispatch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map


class Pretend(torch.Tensor):
    """A tensor of the pretend accelerator."""

    @staticmethod
    def __new__(cls, host):
        made = torch.Tensor._make_wrapper_subclass(cls, host.size(), strides=host.stride(), dtype=host.dtype, device="meta", requires_grad=False)
        made.host = host.detach()
        return made

    __torch_function__ = torch._C._disabled_torch_function_impl

    def __repr__(self, **_):
        return f"{self.host!r} on the pretend accelerator"

    def numpy(self, **_):
        raise TypeError("can't convert a tensor of another device to NumPy")

    __array__ = numpy

    def tolist(self):
        return self.host.tolist()

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return _on_hosts(func, args, kwargs or {})


class _Numbers(TorchFunctionMode):
    """See tensors that are made of Python's numbers, which go another way."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func not in (torch.tensor, torch.as_tensor):
            return func(*args, **kwargs)
        here = str(kwargs.get("device")) == "meta"
        made = func(*tree_map(_host, args), **{**kwargs, "device": "cpu" if here else kwargs.get("device")})
        return Pretend(made) if here else made


def _host(one):
    return one.host if isinstance(one, Pretend) else one


class _Watch(TorchDispatchMode):
    """See what makes tensors on the accelerator, and moves to it."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if str(kwargs.get("device")) == "meta" or any(isinstance(one, Pretend) for one in tree_flatten((args, kwargs))[0]):
            return _on_hosts(func, args, kwargs)
        return func(*args, **kwargs)


def _on_hosts(func, args, kwargs):
    tensors = [one for one in tree_flatten((args, kwargs))[0] if isinstance(one, torch.Tensor)]
    name, wanted = func.overloadpacket.__name__, kwargs.get("device")
    others = [one for one in tensors if not isinstance(one, Pretend)]
    if len(others) < len(tensors) and name not in ("_to_copy", "copy_"):  # a move is what these are for
        if name.startswith(("index", "_index_put")) and isinstance(args[0], Pretend):  # an index may lie on the CPU
            others = [one for one in others if one.dtype.is_floating_point]
        if any(one.dim() > 0 for one in others) or (others and name in ("mm", "bmm", "addmm", "mv", "dot", "cat", "stack")):
            raise RuntimeError("tensors of two devices meet: one of the inputs' device, one of the CPU")
    here = str(wanted) == "meta" if wanted is not None else len(others) < len(tensors)
    if name == "copy_":
        here = isinstance(args[0], Pretend)
    known = {id(one.host): one for one in tensors if isinstance(one, Pretend)}

    def lay_down(one):
        return one.host if isinstance(one, Pretend) else torch.device("cpu") if isinstance(one, torch.device) and one.type == "meta" else one

    def lift(one):
        if not here or not isinstance(one, torch.Tensor):
            return one
        return known[id(one)] if id(one) in known else Pretend(one)

    found = tree_map(lift, func(*tree_map(lay_down, args), **tree_map(lay_down, kwargs)))
    if torch.Tag.inplace_view in func.tags and isinstance(args[0], Pretend):  # squeeze_(), with which x @ W ends for a vector x: the wrapper changes its shape too
        with no_dispatch():
            func(*args, **kwargs)
    return found


def works_on_any_device(function: Callable, *inputs) -> bool:
    """Say whether a function does on the pretend accelerator what it does on the CPU, and leaves its results there; return whether."""
    try:
        with _Watch(), _Numbers():
            ours_works = (Pretend(torch.ones(2)) + torch.zeros(2, device="meta")).host.tolist() == [1, 1]
    except Exception:  # it stands on parts of torch that may change
        ours_works = False
    if not ours_works:
        print("– The pretend accelerator doesn't work with this version of torch: nothing can be said here.")
        return False

    def copied(one):
        return one.detach().clone() if isinstance(one, torch.Tensor) else one

    def moved(one):
        return Pretend(one.detach().clone()) if isinstance(one, torch.Tensor) else one

    try:
        expected = tree_flatten(function(*tree_map(copied, list(inputs))))[0]
    except Exception as error:
        print(f"– {function.__name__} doesn't run on the CPU yet ({type(error).__name__}).")
        return False
    try:
        with _Watch(), _Numbers():
            got = tree_flatten(function(*tree_map(moved, list(inputs))))[0]
    except Exception as error:
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name == function.__name__]
        print(f"✗ {function.__name__}: {error}." + (f" This is the line: {ours[-1].line}" if ours and ours[-1].line else ""))
        return False
    for one, right in zip(got, expected, strict=True):
        if isinstance(right, torch.Tensor) and not isinstance(one, Pretend):
            print(f"✗ {function.__name__}: a result of shape {tuple(right.shape)} lies on the CPU, the inputs don't. Where do you make a tensor without device=, or move one?")
            return False
        if isinstance(right, torch.Tensor) and not torch.allclose(one.host.double(), right.double(), rtol=1e-4, atol=1e-6, equal_nan=True):
            print(f"✗ {function.__name__}: other numbers than on the CPU.")
            return False
    print(f"✓ {function.__name__} works on any device")
    return True


def times_on_gpu(functions: Mapping[str, Callable], *inputs) -> dict[str, float]:
    """Return the seconds that each function takes on the GPU; nothing, and a line that says so, where there is none."""
    if not torch.cuda.is_available():
        print("There is no GPU here, so nothing is timed on one. (In Colab: Runtime → Change runtime type.)")
        return {}
    moved, taken = [one.cuda() for one in inputs], {}
    for name, function in functions.items():
        shortest = float("inf")
        for _ in range(2):  # the first call loads what the GPU needs
            torch.cuda.synchronize()
            start = time.perf_counter()
            function(*moved)
            torch.cuda.synchronize()  # a GPU's work goes on after the call
            shortest = min(shortest, time.perf_counter() - start)
        taken[name] = shortest
    return taken
