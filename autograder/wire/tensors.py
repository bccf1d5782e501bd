"""Pack tensors into safetensors bytes, and unpack bytes from anywhere into plain tensors, or refuse them in one sentence.

The library that reads safetensors accepts duplicate names, odd booleans and any number of tensors. So the header is read here first, and
only bytes whose every claim holds (names, dtypes, shapes, offsets that tile the body) reach it.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Sequence
from typing import Any

import torch
from safetensors import SafetensorError, TensorSpec, deserialize, serialize

from autograder.errors import GradingError
from autograder.wire import limits

DTYPES: dict[str, torch.dtype] = {
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F32": torch.float32,
    "F64": torch.float64,
    "I8": torch.int8,
    "I16": torch.int16,
    "I32": torch.int32,
    "I64": torch.int64,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
"""What may travel; everything else (complex, quantized, unsigned 16 to 64) is Unsupported before it gets here."""

_NAMES = {dtype: str(dtype).removeprefix("torch.") for dtype in DTYPES.values()}

# Bound here, so that what student code does to torch later can't change them.
_deserialize: Callable[[bytes], list[tuple[str, Any]]] = deserialize
_frombuffer = torch.frombuffer
_empty = torch.empty
_reshape = torch._C.TensorBase.reshape
_data_ptr = torch._C.TensorBase.data_ptr
_is_contiguous = torch._C.TensorBase.is_contiguous
_numel = torch._C.TensorBase.numel


class WireError(GradingError):
    """What came over the wire, or was to go over it, breaks its rules."""


def pack(tensors: Sequence[torch.Tensor]) -> bytes:
    """Write plain contiguous CPU tensors of any shape as safetensors, named "0", "1", … in order; raises WireError for others."""
    specs = {}
    for index, tensor in enumerate(tensors):
        if type(tensor) is not torch.Tensor or tensor.dtype not in _NAMES or not _is_contiguous(tensor):
            raise WireError(found=f"array {index} is no plain contiguous tensor of a dtype that may travel")
        if tensor.device.type != "cpu":
            raise WireError(found=f"array {index} isn't on the CPU")
        specs[str(index)] = TensorSpec(
            dtype=_NAMES[tensor.dtype],
            shape=list(tensor.shape),
            data_ptr=_data_ptr(tensor),
            data_len=_numel(tensor) * tensor.dtype.itemsize,
        )
    return bytes(serialize(specs))


def unpack(body: bytes | bytearray | memoryview, *, count: int) -> list[torch.Tensor]:
    """Read exactly `count` tensors named "0", "1", …; raise WireError unless every byte is accounted for."""
    specs = _checked_header(body, count)
    try:
        raw = dict(_deserialize(bytes(body)))
    except (SafetensorError, ValueError, OverflowError) as error:
        raise WireError(found=f"the arrays can't be read ({type(error).__name__})") from error
    return [_tensor(str(index), specs[index], raw[str(index)]["data"]) for index in range(count)]


def _tensor(name: str, spec: tuple[str, list[int]], data: bytearray) -> torch.Tensor:
    dtype, shape = spec
    if not data:
        return _empty(shape, dtype=DTYPES[dtype])
    if dtype == "BOOL" and data.translate(None, b"\0\1"):
        raise WireError(found=f"array {name} has truth values other than 0 and 1")
    return _reshape(_frombuffer(data, dtype=DTYPES[dtype]), shape)


def _checked_header(body: bytes | bytearray | memoryview, count: int) -> list[tuple[str, list[int]]]:
    """Return (dtype, shape) of each tensor, after checking all that the header says against the body's size."""
    view = memoryview(body)
    if len(view) < 8:
        raise WireError(found="the arrays' header is cut short")
    (length,) = struct.unpack("<Q", view[:8])
    if length > len(view) - 8 or length > limits.ARRAY_HEADER_BYTES * (count + 1):
        raise WireError(found="the arrays' header is longer than it may be")
    header = _parsed(bytes(view[8 : 8 + length]))
    if set(header) != {str(index) for index in range(count)}:
        raise WireError(found=f"the arrays' names aren't those of {count} arrays")
    spans = []
    specs = []
    for index in range(count):
        dtype, shape, start, end = _checked_entry(index, header[str(index)])
        spans.append((start, end))
        specs.append((dtype, shape))
    position = 0
    for start, end in sorted(spans):
        if start != position:
            raise WireError(found="the arrays' bytes overlap or have gaps")
        position = end
    if position != len(view) - 8 - length:
        raise WireError(found="the arrays' bytes don't fill the body")
    return specs


def _checked_entry(index: int, entry: Any) -> tuple[str, list[int], int, int]:
    if type(entry) is not dict or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise WireError(found=f"array {index} isn't described by dtype, shape and offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if type(dtype) is not str or dtype not in DTYPES:
        raise WireError(found=f"array {index} has a dtype that may not travel")
    if type(shape) is not list or len(shape) > limits.AXES or not all(_is_size(length) for length in shape):
        raise WireError(found=f"array {index} has an impossible shape")
    if type(offsets) is not list or len(offsets) != 2 or not all(_is_size(offset) for offset in offsets):
        raise WireError(found=f"array {index} has impossible offsets")
    start, end = offsets
    if end - start != math.prod(shape) * DTYPES[dtype].itemsize:
        raise WireError(found=f"array {index} has another number of bytes than its shape says")
    return dtype, shape, start, end


def _is_size(number: Any) -> bool:
    return type(number) is int and 0 <= number <= limits.AXIS_LENGTH


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        header = _parse(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise WireError(found="the arrays' header is no proper JSON") from error
    if type(header) is not dict:
        raise WireError(found="the arrays' header is no JSON object")
    return header


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise WireError(found="the arrays' header names something twice")
    return dict(pairs)


_parse = json.JSONDecoder(object_pairs_hook=_without_duplicates).decode
