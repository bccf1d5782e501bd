"""Make hostile inputs of good ones that have a structure: frames, tensors' files, JSON.

Comes in: a random generator and some bytes. Goes out: other bytes. Each format has a way of its own that keeps what would otherwise be
refused at once (a frame's lengths, JSON's brackets), so that what lies behind it is reached too.
"""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Sequence
from typing import Any

from attacks.mutate import ODD_TEXTS, of_bytes

# ---------------------------------------------------------------- frames


def of_frame(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Damage a frame's header, the tree in it, or its body, and mostly put the lengths right again."""
    if rng.random() < 0.2 or len(data) < 16:
        return of_bytes(rng, data, others)
    magic, header_length, _ = struct.unpack(">4sIQ", data[:16])
    header, body = data[16 : 16 + header_length], data[16 + header_length :]
    way = rng.random()
    if way < 0.4:
        header = _of_tree(rng, header) if rng.random() < 0.7 else of_bytes(rng, header, ())
    elif way < 0.8 and len(body) >= 8:
        body = _of_safetensors(rng, body)
    else:
        header, body = of_bytes(rng, header, ()), of_bytes(rng, body, ())
    return struct.pack(">4sIQ", magic, len(header), len(body)) + header + body


def _of_safetensors(rng: random.Random, body: bytes) -> bytes:
    (length,) = struct.unpack("<Q", body[:8])
    header, data = body[8 : 8 + length], body[8 + length :]
    way = rng.random()
    if way < 0.5:
        header = of_json(rng, header, ())
    elif way < 0.75:
        header = of_bytes(rng, header, ())
    else:
        data = of_bytes(rng, data, ())
    return struct.pack("<Q", len(header)) + header + data


_TAGS = (
    "list",
    "tuple",
    "dict",
    "float",
    "array",
    "unsupported",
    "set",
    "nan",
    "inf",
    "torch",
    "numpy",
    "cpu",
    "cuda:0",
    "",
)
_LEAVES = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**63 - 1,
    -(2**63),
    2**64,
    0.5,
    1e308,
    "nonce",
    "answered",
    "raised",
    "error",
    "trace",
    "counts",
    "banned",
)


def _of_tree(rng: random.Random, header: bytes) -> bytes:
    """Change one node of a message's tree."""
    try:
        tree = json.loads(header)
    except ValueError:
        return header
    places = list(_places(tree))
    if places:
        holder, key = rng.choice(places)
        holder[key] = _odd_tree(rng, 3)
        if rng.random() < 0.2 and isinstance(holder, list):
            holder.insert(rng.randrange(len(holder) + 1), _odd_tree(rng, 2))
    return _written(rng, tree) or header


def _odd_tree(rng: random.Random, depth: int) -> Any:
    way = rng.random()
    if depth and way < 0.5:
        return [rng.choice(_TAGS), *(_odd_tree(rng, depth - 1) for _ in range(rng.randrange(5)))]
    if way < 0.55:
        nested: Any = ["list"]
        for _ in range(rng.choice((5, 31, 32, 33, 500))):
            nested = [rng.choice(("list", "tuple")), nested]
        return nested
    return rng.choice(rng.choice((_LEAVES, _TAGS, ODD_TEXTS)))


# ---------------------------------------------------------------- JSON


def of_json(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Change, drop, double or nest nodes of a JSON document, or damage its bytes."""
    if rng.random() < 0.2:
        return of_bytes(rng, data, others)
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return of_bytes(rng, data, others)
    for _ in range(rng.choice((1, 1, 2, 3))):
        _change_node(rng, tree)
    made = _written(rng, tree) or data
    return of_bytes(rng, made, others) if rng.random() < 0.1 else made


def _written(rng: random.Random, tree: Any) -> bytes:
    try:
        text = json.dumps(tree, ensure_ascii=rng.random() < 0.5, separators=(",", ":") if rng.random() < 0.5 else None)
    except (ValueError, RecursionError):
        return b""  # a parent nested it so deeply that Python can't write it
    return text.encode("utf-8", "surrogatepass")


def _change_node(rng: random.Random, tree: Any) -> None:
    places = list(_places(tree))
    if not places:
        return
    holder, key = rng.choice(places)
    way = rng.random()
    if way < 0.5:
        holder[key] = odd_value(rng, 2)
    elif way < 0.6:
        del holder[key]
    elif way < 0.7:
        holder[key] = [holder[key]] * rng.choice((1, 2, 5))
    elif way < 0.8 and isinstance(holder, dict):
        holder[rng.choice(ODD_TEXTS)] = holder[key]
    elif isinstance(holder[key], str):
        text = holder[key]
        at = rng.randrange(len(text) + 1)
        holder[key] = text[:at] + rng.choice(ODD_TEXTS) + text[at + rng.choice((0, 1, 5)) :]
    else:
        holder[key] = (
            holder[rng.choice(list(holder))] if isinstance(holder, dict) else holder[rng.randrange(len(holder))]
        )


def odd_value(rng: random.Random, depth: int) -> Any:
    """Draw a JSON value that hardly anybody expects."""
    way = rng.random()
    if depth and way < 0.2:
        return {rng.choice(ODD_TEXTS): odd_value(rng, depth - 1) for _ in range(rng.randrange(4))}
    if depth and way < 0.4:
        return [odd_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    if way < 0.45:
        nested: Any = []
        for _ in range(rng.choice((10, 200, 900))):
            nested = [nested]
        return nested
    if way < 0.7:
        return rng.choice(ODD_TEXTS)
    return rng.choice(
        (None, True, False, 0, -1, 1, 4, 2**63, 10**400, 1.5, -0.0, float("nan"), float("inf"), [], {}, "")
    )


def _places(tree: Any) -> Any:
    """List every (container, key) below a node, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        keys: Any = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            yield node, key
            waiting.append(node[key])
