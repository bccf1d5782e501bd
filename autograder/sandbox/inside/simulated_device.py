"""An accelerator that isn't there: a device named "simulated", with real values, that keeps CUDA's rules on mixing devices.

It lets a grader without a GPU see whether code is device-independent: a tensor made without device=, .numpy() on the device, .cpu() in the
wrong place or a hard-coded "cuda" fail here as they would there, and right code gives the same numbers as on the CPU.

A tensor of this device is a wrapper around a CPU tensor, its host. Every operation on one comes through `_run`, which checks the rules,
does the operation on the hosts, and wraps what comes out. A mode sees what no wrapper takes part in: factories with device=, and moves from
the CPU. A few C++ paths look past modes, so four kernels are registered for the device as well.

The means are torch's private interface for devices written in Python: pin torch, and keep the canary tests. What can't be simulated: TF32,
the rounding of cuBLAS, speed, memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

import torch
from torch.utils._python_dispatch import TorchDispatchMode

NAME = "simulated"

_aten = torch.ops.aten
_COPIES = {_aten._to_copy, _aten.copy_}
_READS = {_aten.index}
_INDEXED_WRITES = {_aten.index_put, _aten.index_put_, _aten._index_put_impl_}
_STRICT = {
    _aten.mm, _aten.bmm, _aten.addmm, _aten.mv, _aten.dot, _aten.cat, _aten.stack, _aten.gather, _aten.scatter,
    _aten.scatter_, _aten.scatter_add, _aten.scatter_add_, _aten.index_select, _aten.index_add, _aten.index_add_,
    _aten.embedding,
}  # fmt: skip
"""Operations that don't even take a number that lies on the CPU, as others do."""

_kept: list[Any] = []  # the device's kernels, once it is known in this process: for good
_modes: list[Any] = []  # the mode, while the device is in use


_Tensor: Any = torch.Tensor


class Simulated(_Tensor):  # type: ignore[misc]
    """A tensor of the simulated device."""

    host: torch.Tensor  # on the CPU; its values

    @staticmethod
    def __new__(cls, host: torch.Tensor) -> Simulated:
        """Wrap a CPU tensor, sharing its values."""
        wrapped: Simulated = torch.Tensor._make_wrapper_subclass(
            cls,
            host.size(),
            strides=host.stride(),
            storage_offset=host.storage_offset(),
            dtype=host.dtype,
            device=torch.device(NAME, 0),
            requires_grad=host.requires_grad,
        )
        wrapped.host = host.detach()
        return wrapped

    __torch_function__ = torch._C._disabled_torch_function_impl

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        """Show the values, and where they are."""
        return f"{self.host!r} on {NAME}:0"

    def __format__(self, how: str) -> str:
        """Format one number; torch itself does so for tensors of no subclass only."""
        return format(self.host.item(), how) if self.dim() == 0 else object.__format__(self, how)

    def numpy(self, *, force: bool = False) -> Any:
        """Refuse, as CUDA tensors do, unless a copy is asked for."""
        if force:
            return self.host.numpy(force=True)
        raise TypeError(
            f"can't convert {NAME}:0 device type tensor to numpy. "
            "Use Tensor.cpu() to copy the tensor to host memory first."
        )

    def __array__(self, *_dtype: Any, **_named: Any) -> NoReturn:
        """Refuse, as CUDA tensors do."""
        self.numpy()
        raise AssertionError

    def tolist(self) -> Any:
        """List the values; like CUDA's, this waits for the device and is allowed."""
        return self.host.tolist()

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation in which a tensor of this device takes part."""
        return _run(func, args, kwargs or {})


class _Elsewhere(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """See factories on the device and moves to it, which no tensor of the device takes part in."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # else the first operation would import torch._dynamo, which takes 1.5 s

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        named = kwargs or {}
        if _is_here(named.get("device")) or any(isinstance(leaf, Simulated) for leaf in _leaves((args, named))):
            return _run(func, args, named)
        return func(*args, **named)


def enter() -> None:
    """Begin to use the device: from now on all that concerns it is seen. Operations on the CPU are slower meanwhile."""
    if not _kept:
        _make_known()
    if not _modes:
        mode: Any = _Elsewhere()  # type: ignore[no-untyped-call]
        mode.__enter__()
        _modes.append(mode)


def leave() -> None:
    """Use the CPU alone again."""
    while _modes:
        _modes.pop().__exit__(None, None, None)


def _make_known() -> None:
    """Register the device in this process, for good."""
    from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

    register: Callable[[str], None] = _setup_privateuseone_for_python_backend
    register(NAME)
    library: Any = torch.library.Library("aten", "IMPL")  # type: ignore[no-untyped-call]
    library.impl("empty.memory_format", _empty, "PrivateUse1")
    library.impl("empty_strided", _empty_strided, "PrivateUse1")
    library.impl("_copy_from", _copy_from, "PrivateUse1")
    library.impl("_local_scalar_dense", _number, "PrivateUse1")
    _kept.append(library)


def to_device(tensor: torch.Tensor) -> torch.Tensor:
    """Copy a CPU tensor to the device."""
    return Simulated(tensor.detach().clone())


def to_host(tensor: torch.Tensor) -> torch.Tensor:
    """Return the values of a tensor of the device, on the CPU."""
    return tensor.host if isinstance(tensor, Simulated) else tensor


# ---------------------------------------------------------------- running


def _run(func: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    operation = func.overloadpacket
    tensors = [leaf for leaf in _leaves((args, named)) if isinstance(leaf, torch.Tensor)]
    here = any(isinstance(tensor, Simulated) for tensor in tensors)
    _check_devices(operation, func, args, tensors)
    _check_generator(named, here)
    on_hosts = {name: to_host_device(value) for name, value in named.items()}
    result = func(*_mapped(_unwrapped, args), **_mapped(_unwrapped, on_hosts))
    target = named.get("device")
    if target is None and operation is _aten.copy_:
        return args[0]
    stays = _is_here(target) if target is not None else here
    if not stays:
        return _apart(result, tensors)
    if torch.Tag.inplace_view in func.tags:
        _reshape_in_place(func, args, named)
    wrappers = {id(tensor.host): tensor for tensor in tensors if isinstance(tensor, Simulated)}
    return _mapped(lambda leaf: _wrapped(leaf, wrappers), result)


def _leaves(value: Any) -> Iterator[Any]:
    """Walk what an operation takes or gives: values, and lists, tuples and dicts of them. torch's own pytree takes five times as long."""
    kind = type(value)
    if kind is tuple or kind is list:
        for item in value:
            yield from _leaves(item)
    elif kind is dict:
        for item in value.values():
            yield from _leaves(item)
    else:
        yield value


def _mapped(change: Callable[[Any], Any], value: Any) -> Any:
    """Change every leaf."""
    kind = type(value)
    if kind is tuple or kind is list:
        return kind([_mapped(change, item) for item in value])
    if kind is dict:
        return {name: _mapped(change, item) for name, item in value.items()}
    return change(value)


def _wrapped(leaf: Any, wrappers: dict[int, Simulated]) -> Any:
    if not isinstance(leaf, torch.Tensor) or isinstance(leaf, Simulated):
        return leaf
    known = wrappers.get(id(leaf))
    return Simulated(leaf) if known is None else known


def _unwrapped(leaf: Any) -> Any:
    return leaf.host if isinstance(leaf, Simulated) else leaf


def _apart(result: Any, tensors: Iterable[torch.Tensor]) -> Any:
    """Copy what came to the CPU when it would share memory with the device."""
    hosts = [tensor.host for tensor in tensors if isinstance(tensor, Simulated)]
    if isinstance(result, torch.Tensor) and any(result is host for host in hosts):
        return result.clone()
    return result


def to_host_device(value: Any) -> Any:
    """Name the CPU instead of this device."""
    return torch.device("cpu") if isinstance(value, torch.device) and value.type == NAME else value


def _is_here(device: Any) -> bool:
    return device is not None and torch.device(device).type == NAME


def _reshape_in_place(func: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Let t_(), squeeze_() and the like change the wrapper's own shape too."""
    from torch.utils._mode_utils import no_dispatch

    included = torch._C._meta_in_tls_dispatch_include()
    with no_dispatch():
        torch._C._set_meta_in_tls_dispatch_include(True)
        try:
            func(*args, **named)
        finally:
            torch._C._set_meta_in_tls_dispatch_include(included)


# ---------------------------------------------------------------- CUDA's rules


def _check_devices(operation: Any, func: Any, args: tuple[Any, ...], tensors: list[torch.Tensor]) -> None:
    """Raise what CUDA raises when tensors of two devices meet where they may not."""
    here = [tensor for tensor in tensors if isinstance(tensor, Simulated)]
    cpu = [tensor for tensor in tensors if not isinstance(tensor, Simulated)]
    if not here or not cpu or operation in _COPIES:
        return
    if operation in _READS | _INDEXED_WRITES:
        _check_indexing(operation, args)
        return
    numbers_only = all(tensor.dim() == 0 for tensor in cpu)
    writes_to_cpu = func._schema.is_mutable and not isinstance(args[0], Simulated)
    if not numbers_only or operation in _STRICT or writes_to_cpu:
        raise RuntimeError(_MIXED)


def _check_indexing(operation: Any, args: tuple[Any, ...]) -> None:
    """An index may lie on the CPU, but no tensor of the CPU takes an index from the device; values must match, or be a number."""
    if not isinstance(args[0], Simulated):
        indices = "indices should be either on cpu or on the same device as the indexed tensor (cpu)"
        raise RuntimeError(indices if operation in _READS else _MIXED)
    values = args[2] if operation in _INDEXED_WRITES else None
    if values is not None and not isinstance(values, Simulated) and values.dim() > 0:
        raise RuntimeError(_MIXED)


def _check_generator(named: dict[str, Any], here: bool) -> None:
    generator = named.get("generator")
    if generator is None or generator.device.type != "cpu":
        return
    device = named.get("device")
    if _is_here(device) or (device is None and here):
        raise RuntimeError(f"Expected a '{NAME}' device type for generator but found 'cpu'")


_MIXED = f"Expected all tensors to be on the same device, but found at least two devices, {NAME}:0 and cpu!"


# ---------------------------------------------------------------- kernels for paths that no mode sees


def _empty(size: Any, *, dtype: Any = None, memory_format: Any = None, **_where: Any) -> torch.Tensor:
    return Simulated(
        torch.empty(size, dtype=dtype, device="cpu", memory_format=memory_format or torch.contiguous_format)
    )


def _empty_strided(size: Any, stride: Any, *, dtype: Any = None, **_where: Any) -> torch.Tensor:
    return Simulated(torch.empty_strided(size, stride, dtype=dtype, device="cpu"))


def _copy_from(source: torch.Tensor, target: torch.Tensor, _non_blocking: bool = False) -> torch.Tensor:
    to_host(target).copy_(to_host(source))
    return target


def _number(tensor: torch.Tensor) -> Any:
    """Read one number, as torch.tensor does with a list of them."""
    return to_host(tensor).item()
