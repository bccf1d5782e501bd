"""Counting work: every way to write the pairwise distances is classed by what it does, not by how it looks."""

from __future__ import annotations

import sys
import threading
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from autograder.model import Array, Counts
from autograder.sandbox.inside import meter

SIZES = [(n, m) for n in (32, 64, 128) for m in (32, 48)]


@pytest.fixture(autouse=True)
def only_new_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the threads of whoever runs the tests out: a student's process has none but its own."""
    before = set(sys._current_frames()) - {threading.get_ident()}

    def since() -> dict[int, Any]:
        return {one: frame for one, frame in sys._current_frames().items() if one not in before}

    monkeypatch.setattr(meter, "_running", since)


TORCH = {
    "two_loops": ("N*M", """
def f(x, y):
    d = x.new_zeros(len(x), len(y))
    for i in range(len(x)):
        for j in range(len(y)):
            d[i, j] = ((x[i] - y[j]) ** 2).sum()
    return d
"""),
    "one_loop": ("N", """
def f(x, y):
    d = x.new_zeros(len(x), len(y))
    for i in range(len(x)):
        d[i] = ((x[i] - y) ** 2).sum(1)
    return d
"""),
    "identity": ("1", "def f(x, y): return (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * x @ y.T"),
    "broadcast": ("1", "def f(x, y): return ((x[:, None] - y[None]) ** 2).sum(-1)"),
    "einsum": ("1", "def f(x, y): return (x**2).sum(1, keepdim=True) + (y**2).sum(1) - 2 * torch.einsum('id,jd->ij', x, y)"),
    "cdist": ("1", "def f(x, y): return torch.cdist(x, y) ** 2"),
    "comprehension": ("N", "def f(x, y): return torch.stack([((row - y) ** 2).sum(1) for row in x])"),
    "nested_comprehension": ("N*M", "def f(x, y): return torch.tensor([[((a - b) ** 2).sum().item() for b in y] for a in x])"),
    "map_of_a_lambda": ("N", "def f(x, y): return torch.stack(list(map(lambda row: ((row - y) ** 2).sum(1), x)))"),
    "map_of_a_library_function": ("N", """
import functools
def f(x, y):
    parts = map(torch.sub, x.unsqueeze(1), [y] * len(x))
    return torch.stack(list(parts)).pow(2).sum(-1)
"""),
    "while_loop": ("N", """
def f(x, y):
    rows, i = [], 0
    while i < len(x):
        rows.append(((x[i] - y) ** 2).sum(1)); i += 1
    return torch.stack(rows)
"""),
    "recursion": ("N", """
import sys
def g(x, y, i):
    if i == len(x): return []
    return [((x[i] - y) ** 2).sum(1)] + g(x, y, i + 1)
def f(x, y): return torch.stack(g(x, y, 0))
"""),
    "generator": ("N", """
def rows(x, y):
    for row in x:
        yield ((row - y) ** 2).sum(1)
def f(x, y): return torch.stack(list(rows(x, y)))
"""),
    "lists": ("N*M", """
def f(x, y):
    a, b = x.tolist(), y.tolist()
    return torch.tensor([[sum((p - q) ** 2 for p, q in zip(u, v)) for v in b] for u in a])
"""),
    "executed_text": ("N", """
def f(x, y):
    names = {'x': x, 'y': y}
    exec("rows = []\\nfor r in x: rows.append(((r - y) ** 2).sum(1))", names)
    return names['rows']
"""),
    "numpy_vectorize": ("N*M", """
def f(x, y):
    a, b = x.numpy(), y.numpy()
    g = np.vectorize(lambda i, j: float(((a[i] - b[j]) ** 2).sum()))
    return torch.from_numpy(g(np.arange(len(a))[:, None], np.arange(len(b))))
"""),
    "loop_over_numpy_rows": ("N", """
def f(x, y):
    a, b = x.numpy(), y.numpy()
    return torch.from_numpy(np.stack([((row - b) ** 2).sum(1) for row in a]))
"""),
    "a_constant_number_of_chunks": ("1", """
def f(x, y):
    return torch.cat([((part[:, None] - y) ** 2).sum(-1) for part in x.chunk(4)])
"""),
    "chunks_of_sixteen": ("1", """
def f(x, y):
    return torch.cat([((part[:, None] - y) ** 2).sum(-1) for part in x.split(16)])
"""),
    "vmap": ("1", "def f(x, y): return torch.vmap(lambda row: ((row - y) ** 2).sum(1))(x)"),
    "vmap_of_vmap": ("1", "def f(x, y): return torch.vmap(lambda a: torch.vmap(lambda b: ((a - b) ** 2).sum())(y))(x)"),
    "lists_of_dimensions": ("1", """
def f(x, y):
    d = x.new_zeros(len(x), len(y))
    for k in range(x.shape[1]):
        d += (x[:, k, None] - y[:, k]) ** 2
    return d
"""),
    "sorted_by_key": ("N", "def f(x, y): return sorted(range(len(x)), key=lambda i: ((x[i] - y) ** 2).sum().item())"),
    "apply": ("N", "def f(x, y): return x.clone().apply_(lambda v: v * 2)[:, :1] @ y[:, :1].T"),
}  # fmt: skip

NUMPY = {
    "two_loops": ("N*M", """
def f(x, y):
    d = np.zeros((len(x), len(y)))
    for i in range(len(x)):
        for j in range(len(y)):
            d[i, j] = np.sum((x[i] - y[j]) ** 2)
    return d
"""),
    "one_loop": ("N", """
def f(x, y):
    d = np.zeros((len(x), len(y)))
    for i in range(len(x)):
        d[i] = np.sum((x[i] - y) ** 2, axis=1)
    return d
"""),
    "identity": ("1", "def f(x, y): return (x**2).sum(1)[:, None] + (y**2).sum(1) - 2 * x @ y.T"),
    "broadcast": ("1", "def f(x, y): return ((x[:, None] - y) ** 2).sum(-1)"),
    "einsum": ("1", "def f(x, y): return (x**2).sum(1)[:, None] + (y**2).sum(1) - 2 * np.einsum('id,jd->ij', x, y)"),
    "comprehension": ("N", "def f(x, y): return np.array([((row - y) ** 2).sum(1) for row in x])"),
    "map_of_a_ufunc": ("N", "def f(x, y): return np.square(np.array(list(map(np.subtract, x[:, None], [y] * len(x))))).sum(-1)"),
    "map_of_a_ufunc_on_copies": ("N", """
def f(x, y):
    return np.square(np.array(list(map(np.subtract, np.asarray(x)[:, None], [np.array(y)] * len(x))))).sum(-1)
"""),
    "vectorize": ("N*M", """
def f(x, y):
    return np.vectorize(lambda i, j: np.sum((x[i] - y[j]) ** 2))(np.arange(len(x))[:, None], np.arange(len(y)))
"""),
    "apply_along_axis": ("N", "def f(x, y): return np.apply_along_axis(lambda row: ((row - y) ** 2).sum(1), 1, x)"),
    "lists": ("N*M", """
def f(x, y):
    return [[sum((p - q) ** 2 for p, q in zip(u, v)) for v in y.tolist()] for u in x.tolist()]
"""),
    "torch_inside": ("N", "def f(x, y): return torch.stack([((row - torch.tensor(y)) ** 2).sum(1) for row in torch.tensor(x)])"),
}  # fmt: skip


def function(source: str, file: str = "<student>") -> Any:
    namespace = {"torch": torch, "np": np, "__builtins__": __builtins__}
    exec(compile(source, file, "exec"), namespace)
    return namespace["f"]


def counted(source: str, n: int, m: int, library: str = "torch", d: int = 5) -> Counts:
    draw = torch.Generator().manual_seed(n * 1000 + m)
    x, y = (torch.rand(size, d, generator=draw, dtype=torch.float64) for size in (n, m))
    call = function(source)
    inputs = {"x": x, "y": y} if library == "torch" else {"x": x.numpy(), "y": y.numpy()}
    call(**inputs)
    return meter.measure(call, inputs, {"<student>"})[1]


def growth(source: str, library: str = "torch") -> str:
    """Class the growth as the examiner does: the worse of two fits to c0 + c1·N + c2·M + c3·N·M."""
    counts = {(n, m): counted(source, n, m, library) for n, m in SIZES}
    rows = np.array([[1, n, m, n * m] for n, m in SIZES], float)
    classes = []
    for counter in ("operations", "trips"):
        values = np.array([getattr(counts[size], counter) for size in SIZES], float)
        _, c_n, c_m, c_nm = np.linalg.lstsq(rows, values, rcond=None)[0]
        classes.append("N*M" if c_nm > 0.9 else "N" if c_n > 0.9 or c_m > 0.9 else "1")
    return max(classes, key=["1", "N", "N*M"].index)


@pytest.mark.parametrize(("expected", "source"), TORCH.values(), ids=TORCH.keys())
def test_work_on_tensors_is_classed_by_how_it_grows(expected: str, source: str) -> None:
    assert growth(source) == expected


@pytest.mark.parametrize(("expected", "source"), NUMPY.values(), ids=NUMPY.keys())
def test_work_on_numpy_arrays_is_classed_by_how_it_grows(expected: str, source: str) -> None:
    assert growth(source, "numpy") == expected


@pytest.mark.parametrize("library", ["torch", "numpy"])
@pytest.mark.parametrize("name", ["identity", "one_loop", "broadcast"])
def test_the_same_work_gives_the_same_counts(name: str, library: str) -> None:
    source = (TORCH if library == "torch" else NUMPY)[name][1]

    first, second = (counted(source, 32, 33, library) for _ in range(2))

    assert (first.operations, first.trips, first.largest) == (second.operations, second.trips, second.largest)


@pytest.mark.parametrize("library", ["torch", "numpy"])
def test_the_largest_array_tells_the_broadcast_from_the_identity(library: str) -> None:
    n, m, d = 40, 50, 60
    sources = TORCH if library == "torch" else NUMPY

    broadcast = counted(sources["broadcast"][1], n, m, library, d)
    identity = counted(sources["identity"][1], n, m, library, d)

    assert broadcast.largest == broadcast.largest == n * m * d * 8
    assert identity.largest == max(n * m, n * d, m * d) * 8


def test_views_take_no_memory() -> None:
    counts = counted("def f(x, y): return x.t().reshape(-1, 1).expand(-1, 1000)[:, ::2]", 32, 32)

    assert counts.largest <= 32 * 5 * 8


def test_memory_made_by_numpy_s_own_constructors_is_counted() -> None:
    counts = counted("def f(x, y):\n    big = np.zeros((len(x), len(y), 100))\n    return big[0]", 32, 32, "numpy")

    assert counts.largest == 32 * 32 * 100 * 8


def test_library_code_is_not_counted_as_trips() -> None:
    source = "import json\ndef f(x, y):\n    return json.loads(json.dumps(list(range(1000)), indent=1))"

    assert counted(source, 32, 32).trips == 1


def test_counting_leaves_no_trace_behind() -> None:
    import sys

    before = sys.gettrace()
    with pytest.raises(ZeroDivisionError):
        meter.measure(function("def f(x):\n    return 1 / 0"), {"x": np.ones(3)}, {"<student>"})

    assert sys.gettrace() is before
    assert np.zeros(1).__class__ is np.ndarray
    assert (torch.zeros(2) + 1).tolist() == [1.0, 1.0]


def test_turning_tracing_off_while_work_is_counted_is_seen() -> None:
    source = "import sys\ndef f(x, y):\n    sys.settrace(None)\n    for a in x.tolist():\n        for b in a: pass"

    with pytest.raises(meter.Disturbed):
        counted(source, 32, 32)


def test_threads_cannot_hide_work() -> None:
    source = "import threading\ndef f(x, y):\n    t = threading.Thread(target=lambda: None)\n    t.start(); t.join()"

    with pytest.raises(RuntimeError):
        call = function(source)
        meter.measure(call, {"x": 1, "y": 1}, {"<student>"})


def test_who_goes_on_without_the_threads_that_were_refused_is_not_counted_as_honest() -> None:
    source = (
        "import threading\ndef f(x, y):\n    try: threading.Thread(target=lambda: [*x]).start()\n"
        "    except BaseException: pass\n    return x"
    )

    with pytest.raises(meter.Disturbed, match="no threads"):
        counted(source, 32, 32)


def test_flipped_inputs_have_the_same_shapes_and_other_values() -> None:
    inputs = {
        "x": Array(torch.arange(6).reshape(3, 2)),
        "p": {"W": Array(torch.arange(3), library="numpy")},
        "k": (1, 2),
    }

    back = meter.flipped(inputs)

    assert back["x"].tensor.tolist() == [[4, 5], [2, 3], [0, 1]]
    assert (back["p"]["W"].tensor.tolist(), back["p"]["W"].library, back["k"]) == ([2, 1, 0], "numpy", (1, 2))


def test_a_thread_from_before_cannot_hide_work() -> None:
    done = threading.Event()
    one = threading.Thread(target=done.wait)
    one.start()
    try:
        with pytest.raises(meter.Disturbed, match="no threads"):
            counted("def f(x, y): return x", 3, 3)
    finally:
        done.set()
        one.join()


def test_a_student_s_code_is_theirs_whatever_file_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    space: dict[str, Any] = {}
    exec(compile("def f(x):\n    for i in range(50): pass\n    return x", np.__file__, "exec"), space)
    monkeypatch.setitem(sys.modules, "__main__", SimpleNamespace())
    assert meter.measure(space["f"], {"x": np.ones(3)}, {"<student>"})[1].trips == 0

    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    exec(compile("def f(x):\n    for i in range(50): pass\n    return x", np.__file__, "exec"), vars(main))
    assert meter.measure(vars(main)["f"], {"x": np.ones(3)}, {"<student>"})[1].trips >= 50


@pytest.mark.parametrize("way", ["np.from_dlpack(x)", "x.data_ptr()", "x.untyped_storage()"])
def test_where_numbers_lie_is_no_way_out(way: str) -> None:
    assert counted(f"import numpy as np\ndef f(x, y):\n    {way}\n    return x", 20, 3).operations >= 100
