"""Whatever way numbers leave an array by, they count; and afterwards everything is as it was."""

from __future__ import annotations

import array
import builtins
import ctypes
import io
import itertools
import math
import pickle
import struct
import sys
import threading
import types

import numpy as np
import pytest
import torch

from attacks.siege import work
from autograder.sandbox.inside import meter

COUNT = 200


@pytest.fixture(autouse=True)
def only_new_threads(monkeypatch):
    """Leave the threads of whoever runs the tests out: a student's process has none but its own."""
    before = set(sys._current_frames()) - {threading.get_ident()}
    monkeypatch.setattr(
        meter, "_running", lambda: {one: at for one, at in sys._current_frames().items() if one not in before}
    )


def doubles(x):
    return torch.as_tensor(x).double().contiguous()


WAYS = {
    "an address": lambda x: (ctypes.c_double * len(x)).from_address(doubles(x).data_ptr()),
    "a string at an address": lambda x: ctypes.string_at(doubles(x).data_ptr(), 8),
    "a storage": lambda x: doubles(x).untyped_storage(),
    "a typed storage": lambda x: doubles(x).storage(),
    "the list of the type in C": lambda x: torch._C.TensorBase.tolist(doubles(x)),
    "dlpack": lambda x: np.from_dlpack(doubles(x)),
    "a pickle": lambda x: pickle.dumps(doubles(x)),
    "a file": lambda x: torch.save(doubles(x), io.BytesIO()),
    "a plain view": lambda x: np.asarray(x).view(np.ndarray),
    "the list of NumPy's own type": lambda x: np.ndarray.tolist(np.asarray(x)),
    "the iterator of NumPy's own type": lambda x: np.ndarray.__iter__(np.asarray(x)),
    "a copy without its class": lambda x: [*map(float, np.copy(np.asarray(x)))],
    "the data": lambda x: np.asarray(x).data,
    "ctypes": lambda x: np.asarray(x).ctypes,
    "a dump": lambda x: np.asarray(x).dumps(),
    "an array's pickle": lambda x: pickle.dumps(np.asarray(x)),
    "the interface": lambda x: np.asarray(x).__array_interface__,
    "bytes that are unpacked": lambda x: struct.unpack_from(f"{len(x)}d", np.asarray(x)),
    "bytes": lambda x: array.array("d").frombytes(np.asarray(x).tobytes()),
    "nditer": lambda x: [*map(float, np.nditer(np.asarray(x)))],
    "nditer over several": lambda x: [*np.nditer([np.asarray(x), np.asarray(x)])],
    "flat": lambda x: [*np.asarray(x).flat],
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.filterwarnings("ignore")
def test_numbers_count_one_by_one(way: str) -> None:
    _, counts = meter.measure(lambda x: (WAYS[way](x), 0)[1], {"x": np.arange(1.0, COUNT + 1)}, {__file__})

    assert counts.operations >= COUNT


@pytest.mark.parametrize("name", ["memoryview", "bytes", "bytearray"])
def test_a_students_own_view_of_memory_counts_and_is_a_type_still(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    students = types.ModuleType("builtins")
    vars(students).update(vars(builtins))
    monkeypatch.setitem(sys.modules, "builtins", students)
    real = getattr(builtins, name)

    def answer(x):
        taken = getattr(students, name)(x)
        return isinstance(taken, getattr(students, name)), isinstance(3, getattr(students, name)), type(taken) is real

    value, counts = meter.measure(answer, {"x": np.arange(COUNT, dtype="u1")}, {__file__})

    assert value == (True, False, True)
    assert counts.operations >= COUNT
    assert getattr(students, name) is real


def test_everything_is_as_it_was_afterwards() -> None:
    kinds = (np.ndarray, torch.Tensor, torch._C.TensorBase, struct, np)
    before = [dict(vars(kind)) for kind in kinds]

    meter.measure(lambda x: x, {"x": np.ones(3)}, set())

    assert [dict(vars(kind)) for kind in kinds] == before


@pytest.mark.parametrize("name", ["ndarray", "dtype", "broadcast", "flatiter", "ufunc", "generic"])
def test_types_that_compiled_modules_ask_for_are_themselves_meanwhile(name: str) -> None:
    before = getattr(np, name)

    during, _ = meter.measure(lambda x: getattr(np, name), {"x": np.ones(3)}, {__file__})

    assert during is before  # else `import scipy` in a counted call fails: compiled modules look at the type's size


def test_numpy_s_own_looking_through_an_array_is_no_loop() -> None:
    _, counts = meter.measure(lambda x: np.broadcast_to(x, (3, COUNT)), {"x": np.ones(COUNT)}, {__file__})

    assert counts.operations < 12


def test_honest_work_takes_no_step_more() -> None:
    def answer(x, y):
        return torch.as_tensor(x).square().sum(), np.sqrt(y).mean(), math.pi

    sizes = [
        meter.measure(answer, {"x": torch.ones(size), "y": np.ones(size)}, {__file__})[1].operations
        for size in (9, 900)
    ]

    assert sizes[0] == sizes[1] < 12


@pytest.mark.parametrize("form", sorted(work.BY_ELEMENT))
@pytest.mark.filterwarnings("ignore")
def test_no_loop_of_the_siege_over_numbers_is_constant(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    students = types.ModuleType("builtins")
    vars(students).update(vars(builtins))
    monkeypatch.setitem(sys.modules, "builtins", students)
    space: dict = {"__builtins__": vars(students)}
    lines = itertools.chain(work.ARRAYS.split("\n"), work.LOOPS[form].format(S=2).split("\n"))
    exec("def answer(x):\n" + "\n".join("    " + line for line in lines), space)
    make = np.arange if form == "frompyfunc" else torch.arange

    small, large = (meter.measure(space["answer"], {"x": make(1.0, size)}, {"<string>"})[1] for size in (40, 400))

    assert max(large.operations - small.operations, large.trips - small.trips) > 100
