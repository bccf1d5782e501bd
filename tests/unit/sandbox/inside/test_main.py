"""One process at a time: what loads, what is answered, and what students' own doings do to their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from autograder import wire
from autograder.model import Array, Form, Limits, Unfit, Why
from tests.fixtures.child import PlainSandbox, Talk

Notebook = Callable[..., Talk]


@pytest.fixture(scope="module")
def sandbox() -> PlainSandbox:
    return PlainSandbox()


@pytest.fixture
def notebook(sandbox: PlainSandbox) -> Iterator[Notebook]:
    children = []

    def start(*sources: str, banned: tuple[str, ...] = ()) -> Talk:
        children.append(sandbox.spawn(Limits(memory_mb=1500), seed=1))
        talk = Talk(children[-1], banned=banned)
        for number, source in enumerate(("import torch\nimport numpy as np", *sources)):
            reply = talk.load(source, f"<cell {number}>")
            assert reply["outcome"] == "answered", reply
        return talk

    yield start
    for child in children:
        child.kill()


def answer(talk: Talk, call: str = "f", **inputs: Any) -> Any:
    reply = talk.call(call, **inputs)
    assert reply["outcome"] == "answered", reply
    return reply["answer"]


X = Array(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
N = Array(X.tensor, library="numpy")


def plain(value: Any) -> Any:
    """Arrays as (library, dtype, list), to compare whole answers at once."""
    if isinstance(value, Array):
        return value.library, str(value.tensor.dtype).removeprefix("torch."), value.tensor.tolist()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item) for item in value)
    return value


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x + 1", ("torch", "float32", [[2.0, 3.0], [4.0, 5.0]])),
        ("x.t()", ("torch", "float32", [[1.0, 3.0], [2.0, 4.0]])),
        ("x[:, 1]", ("torch", "float32", [2.0, 4.0])),
        ("x.sum()", ("torch", "float32", 10.0)),
        ("x > 2", ("torch", "bool", [[False, False], [True, True]])),
        ("x.argmax(1)", ("torch", "int64", [1, 1])),
        ("x[:0]", ("torch", "float32", [])),
        ("x.double().requires_grad_()", ("torch", "float64", [[1.0, 2.0], [3.0, 4.0]])),
        ("torch.nn.Parameter(x)", ("torch", "float32", [[1.0, 2.0], [3.0, 4.0]])),
        ("torch.zeros(1).expand(2, 3)", ("torch", "float32", [[0.0] * 3] * 2)),
        ("torch.tensor([1j, 2j]).conj().imag", ("torch", "float32", [-1.0, -2.0])),
        ("x.half()", ("torch", "float16", [[1.0, 2.0], [3.0, 4.0]])),
        ("x.bfloat16()", ("torch", "bfloat16", [[1.0, 2.0], [3.0, 4.0]])),
        ("x.numpy()", ("numpy", "float32", [[1.0, 2.0], [3.0, 4.0]])),
        ("np.float64(2.5)", ("numpy", "float64", 2.5)),
        ("np.int64(3)", ("numpy", "int64", 3)),
        ("np.bool_(True)", ("numpy", "bool", True)),
        ("np.array([1, 2], dtype='>i4')", ("numpy", "int32", [1, 2])),
        ("np.broadcast_to(np.float32(1), (2, 2))", ("numpy", "float32", [[1.0, 1.0]] * 2)),
        ("np.arange(6)[::-2]", ("numpy", "int64", [5, 3, 1])),
        ("None", None),
        ("True", True),
        ("3", 3),
        ("0.5", 0.5),
        ("'ä\\ud800'", "ä?"),
        ("(1, [2.0, {'a': 'b', 3: None}])", (1, [2.0, {"a": "b", 3: None}])),
        ("{np.int64(5): 1.0}", {5: 1.0}),
        ("__import__('collections').OrderedDict(a=1)", {"a": 1}),
        ("__import__('collections').namedtuple('P', 'a b')(1, 2)", Form("named", {"a": 1, "b": 2})),
        ("x.topk(1)", (("torch", "float32", [[2.0], [4.0]]), ("torch", "int64", [[1], [1]]))),
        ("x.shape", (2, 2)),
        ("{1, 2}", Form("set", [1, 2])),
        ("iter([])", Unfit(Why.TYPE, "list_iterator")),
        ("2 ** 64", Form("int", hex(2**64))),
        ("2 ** 64000", Unfit(Why.INTEGER)),
        ("1j", Form("complex", [0.0, 1.0])),
        ("x.to_sparse()", Unfit(Why.TENSOR, "sparse")),
        ("torch.tensor([1j])", Unfit(Why.TENSOR, "complex64")),
        ("torch.zeros(3, device='meta')", Unfit(Why.TENSOR, "meta")),
        ("torch.quantize_per_tensor(x, 0.1, 0, torch.qint8)", Unfit(Why.TENSOR, "quantized")),
        ("torch.nested.nested_tensor([x[0], x[0, :1]])", Unfit(Why.TENSOR, "nested")),
        ("torch.zeros(3, dtype=torch.uint16)", Unfit(Why.TENSOR, "uint16")),
        ("np.array([None])", Form("array", {"shape": [1], "items": [None]})),
        ("np.array(['a'])", Form("array", {"shape": [1], "items": ["a"]})),
        ("np.ma.masked_array([1])", Unfit(Why.TYPE, "MaskedArray")),
        ("{1.5: 1}", Form("dict", [[1.5, 1]])),
        ("type('E', (float,), {'__eq__': lambda *a: True})(5)", Unfit(Why.TYPE, "E")),
        ("torch.zeros(1).expand(10**9)", Unfit(Why.BYTES, "Tensor")),
        ("np.broadcast_to(0.0, (10**9,))", Unfit(Why.BYTES, "ndarray")),
        ("[0] * 200_000", Unfit(Why.ITEMS, "list")),
        ("{i: i for i in range(100_000)}", {i: i for i in range(100_000)}),
        ("[[]] * 100_000", [[]] * 100_000),
        ("{i: i for i in range(100_001)}", Unfit(Why.ITEMS, "dict")),
        ("[',' * 10_000] * 104", Unfit(Why.WHOLE)),
        ("['x' * 20_000] * 200", Unfit(Why.BYTES, "list")),
        ("'x' * 20_000", "x" * 10_000),
        ("[x] * 256", [("torch", "float32", X.tensor.tolist())] * 256),
        ("[x] * 257", Unfit(Why.ARRAYS, "list")),
    ],
)  # fmt: skip
def test_every_answer_has_a_defined_outcome(notebook: Notebook, expression: str, expected: Any) -> None:
    talk = notebook(f"def f(x):\n    return {expression}")

    assert plain(answer(talk, x=X)) == expected


def test_an_answer_that_contains_itself_is_unsupported(notebook: Notebook) -> None:
    talk = notebook("def f():\n    loop = []\n    loop.append(loop)\n    return loop")

    assert answer(talk) == Unfit(Why.DEPTH, "list")


def test_numpy_inputs_arrive_as_numpy(notebook: Notebook) -> None:
    talk = notebook("def f(x):\n    return type(x).__name__, x.flags.writeable, x + 1")

    assert plain(answer(talk, x=N)) == ("ndarray", True, ("numpy", "float32", [[2.0, 3.0], [4.0, 5.0]]))


def test_inputs_inside_containers_arrive_as_they_were(notebook: Notebook) -> None:
    talk = notebook("def f(p):\n    return p['W'].sum(), type(p['xs']).__name__, p['xs'][0] is p['xs'][1], p[3]")

    assert plain(answer(talk, p={"W": X, "xs": (X, X), 3: None})) == (("torch", "float32", 10.0), "tuple", False, None)


def test_inputs_are_returned_as_they_are_after_the_call(notebook: Notebook) -> None:
    talk = notebook("def f(x, y):\n    x += 1\n    return 0")

    reply = talk.call("f", kind="inputs", x=X, y=N)

    assert plain(reply["answer"])["x"][2] == [[2.0, 3.0], [4.0, 5.0]]
    assert plain(reply["answer"])["y"] == ("numpy", "float32", [[1.0, 2.0], [3.0, 4.0]])


def test_every_call_gets_fresh_inputs(notebook: Notebook) -> None:
    talk = notebook("def f(x):\n    return x.mul_(2)")

    assert plain(answer(talk, x=X)) == plain(answer(talk, x=X))


# ---------------------------------------------------------------- lies


LIARS = {
    "a subclass with __torch_function__": """
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True
def f(x):
    return (x + 1).as_subclass(Liar)
""",
    "a subclass that overrides what is read": """
class Liar(torch.Tensor):
    shape = (1,)
    def detach(self): raise RuntimeError
    def contiguous(self): raise RuntimeError
def f(x):
    return (x + 1).as_subclass(Liar)
""",
    "an ndarray subclass": """
class Liar(np.ndarray):
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    def __array__(self, *a, **k): return np.zeros(1)
def f(x):
    return torch.add(x, 1)
""",
}


@pytest.mark.parametrize("source", LIARS.values(), ids=LIARS.keys())
def test_a_subclass_answers_with_its_numbers_and_nothing_else(notebook: Notebook, source: str) -> None:
    assert plain(answer(notebook(source), x=X)) == ("torch", "float32", [[2.0, 3.0], [4.0, 5.0]])


def test_an_object_that_lies_about_its_class_is_named_by_its_type(notebook: Notebook) -> None:
    talk = notebook("""
class Liar:
    __class__ = torch.Tensor
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
def f(x):
    return Liar()
""")

    assert answer(talk, x=X) == Unfit(Why.TYPE, "Liar")


def test_a_metaclass_that_lies_about_its_ancestors_is_not_believed(notebook: Notebook) -> None:
    talk = notebook("""
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    @property
    def __mro__(cls): return (cls, torch.Tensor)
class Liar(metaclass=Meta): pass
def f(x):
    return Liar()
""")

    assert answer(talk, x=X) == Unfit(Why.TYPE, "Liar")


# ---------------------------------------------------------------- exceptions


def test_an_exception_is_told_by_type_and_by_the_lines_of_student_code(notebook: Notebook) -> None:
    talk = notebook("def helper(x):\n    return x['secret']", "def f(x):\n    y = x\n    return helper(y)")

    reply = talk.call("f", x=X)

    assert reply["outcome"] == "raised"
    assert reply["error"] == "IndexError"
    assert reply["trace"] == [["<cell 1>", 2], ["<cell 2>", 3]]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise SystemExit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("f(x)", "RecursionError"),
        ("raise type('N' * 5000, (Exception,), {})", "N" * 80),
        ("raise type('Ünï\\n', (Exception,), {})", "?n??"),
        ("raise type('H', (Exception,), {'__str__': lambda s: 1/0, '__repr__': lambda s: 1/0, 'args': 3})()", "H"),
        ("raise type('T', (Exception,), {'__traceback__': 5, '__class__': int})()", "T"),
        ("assert False", "AssertionError"),
    ],
)
def test_hostile_exceptions_are_told_like_any_other(notebook: Notebook, body: str, error: str) -> None:
    talk = notebook(f"def f(x):\n    {body}")

    reply = talk.call("f", x=X)

    assert (reply["outcome"], reply["error"]) == ("raised", error)
    assert reply["trace"][0] == ["<cell 1>", 2]


@pytest.mark.parametrize("body", ["bytearray(10**11)", "torch.zeros(10**11)", "np.ones(10**11)", "raise MemoryError"])
def test_running_out_of_memory_is_told_apart(notebook: Notebook, body: str) -> None:
    talk = notebook(f"def f(x):\n    {body}")

    assert talk.call("f", x=X)["memory"] is True


def test_a_cell_that_fails_to_load_tells_the_line_and_the_rest_goes_on(notebook: Notebook) -> None:
    talk = notebook("def f(x):\n    return x")

    broken = talk.load("a = 1\nb = a / 0", "<broken>")
    typo = talk.load("def g(:\n    pass", "<typo>")

    assert (broken["error"], broken["trace"]) == ("ZeroDivisionError", [["<broken>", 2]])
    assert (typo["error"], typo["trace"]) == ("SyntaxError", [["<typo>", 1]])
    assert answer(talk, x=1) == 1


def test_an_unknown_function_is_a_key_error_of_the_call(notebook: Notebook) -> None:
    assert notebook().call("nowhere")["error"] == "KeyError"


# ---------------------------------------------------------------- the namespace


def test_cells_share_a_namespace_that_dataclasses_and_inspect_understand(notebook: Notebook) -> None:
    talk = notebook(
        "from dataclasses import dataclass\nimport inspect, pickle, sys\nk = 2",
        "@dataclass\nclass P:\n    a: int = 0",
        "def f(x):\n"
        "    copy = pickle.loads(pickle.dumps(P(3)))\n"
        "    return copy.a * k, inspect.getsource(f).splitlines()[0], sys.modules['__main__'].f is f, __name__",
    )

    assert answer(talk, x=X) == (6, "def f(x):", True, "__main__")


def test_a_driver_sees_the_notebook_and_keeps_its_own_names(notebook: Notebook) -> None:
    talk = notebook("class Model:\n    def __init__(self, x): self.x = x\n    def predict(self): return self.x + 1")
    talk.ask(ask="drivers", source="import torch\nk = 1\ndef train(student, x):\n    return student.Model(x).predict()")

    reply = talk.call("train", driver=True, x=X)

    assert plain(reply["answer"])[2] == [[2.0, 3.0], [4.0, 5.0]]
    assert talk.call("train", x=X)["error"] == "KeyError"


def test_colab_and_plots_do_no_harm(notebook: Notebook) -> None:
    talk = notebook(
        "from google.colab import drive, files\nimport google.colab.output\n"
        "drive.mount('/content/drive')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "def f(x):\n    plt.plot(x)\n    plt.show()\n    return x",
    )

    assert plain(answer(talk, x=X))[2] == [[1.0, 2.0], [3.0, 4.0]]


def test_what_every_cell_of_jupyter_has_does_nothing(notebook: Notebook) -> None:
    talk = notebook(
        "shell = get_ipython()\nshell.run_line_magic('matplotlib', 'inline')\nin_colab = 'google.colab' in str(get_ipython())",
        "def f(x):\n    display(x, [x], metadata={})\n    display('…', display_id=True).update(x)\n    return x + in_colab",
    )

    assert plain(answer(talk, x=X))[2] == [[1.0, 2.0], [3.0, 4.0]]


def test_a_breakpoint_that_was_left_in_is_passed_by(notebook: Notebook) -> None:
    talk = notebook("", "def f(x):\n    breakpoint()\n    return x")

    assert plain(answer(talk, x=X))[2] == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize("place", ["tqdm", "tqdm.auto", "tqdm.notebook"])
def test_progress_bars_do_no_harm(notebook: Notebook, place: str) -> None:
    talk = notebook(f"""
from {place} import tqdm, trange
def f(x):
    total, bar = 0 * x, tqdm([1, 2], desc="epochs")
    for i in bar:
        bar.set_postfix(loss=0.5)
        total = total + i * x
    with tqdm(total=2) as other:
        other.update()
        tqdm.write("half")
    return total / 3 + sum(trange(1, 3, leave=False)) - len(bar) - other.n
""")

    assert plain(answer(talk, x=X))[2] == [[1.0, 2.0], [3.0, 4.0]]


# ---------------------------------------------------------------- honest work beside odd habits


HABITS = {
    "builtins": "import builtins\nfor n in ('isinstance', 'len', 'type', 'print', 'getattr', 'list', 'dict', 'range',"
    " 'Exception'):\n    setattr(builtins, n, None)",
    "own builtins": "def isinstance(*a): return 0\ndef len(x): return 0\ntype = list = dict = tuple = None",
    "import": "import builtins\nbuiltins.__import__ = None",
    "json": "import json\njson.dumps = json.loads = json.JSONEncoder = None",
    "msgspec": "import msgspec\nmsgspec.json.encode = msgspec.json.Encoder = None",
    "safetensors": "import safetensors, safetensors.torch\nsafetensors.serialize = safetensors.torch.save = None",
    "torch.save": "torch.save = torch.load = torch.allclose = torch.equal = lambda *a, **k: True",
    "tensor methods": "T = torch.Tensor\nT.contiguous = T.detach = T.cpu = T.numpy = T.clone = T.__eq__ = lambda *a: 0",
    "torch functions": "torch.frombuffer = torch.from_numpy = torch.empty = torch.as_tensor = None",
    "numpy functions": "np.asarray = np.array = np.ascontiguousarray = None",
    "time": "import time\ntime.monotonic = time.time = time.sleep = lambda *a: 0",
    "socket": "import socket\nsocket.socket.send = socket.socket.recv = socket.socket.recv_into = None",
    "os": "import os\nos.write = os.read = os._exit = None",
    "default dtype": "torch.set_default_dtype(torch.float64)",
    "no grad": "torch.set_grad_enabled(False)",
    "inference": "torch.inference_mode().__enter__()",
    "seeds": "import random\nrandom.seed(0); np.random.seed(0); torch.manual_seed(0)",
    "warnings": "import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')",
    "prints": "import sys\nprint('x' * 1000)\nsys.stdout = sys.stderr = None",
    "trace": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)",
    "main": "import sys\nsys.modules['__main__'] = None",
    "modules": "import sys\nfor m in ('torch', 'numpy', 'json', 'struct', 'socket'):\n    sys.modules[m] = None",
    "closed": "import sys\nsys.stdout.close(); sys.stderr.close()",
    "excepthook": "import sys, threading\nsys.excepthook = threading.excepthook = sys.unraisablehook = None",
    "recursion": "import sys\nsys.setrecursionlimit(200)",
    "gc": "import gc\ngc.disable()",
}  # fmt: skip


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS.keys())
def test_odd_habits_of_a_cell_do_not_hurt_an_honest_answer(notebook: Notebook, habit: str) -> None:
    honest = "def f(x, y):\n    a = (x.unsqueeze(0) * 2).sum(0)\n    return {'a': a, 'b': [y * 2, 0.5], 'g': a.dtype == x.dtype}"
    talk = notebook(honest, habit)

    for _ in range(2):
        back = plain(answer(talk, x=X, y=N))
        assert back["a"] == ("torch", "float32", [[2.0, 4.0], [6.0, 8.0]])
        assert back["b"] == [("numpy", "float32", [[2.0, 4.0], [6.0, 8.0]]), 0.5]
        assert back["g"] is True


def test_gradients_work_in_every_call_whatever_a_cell_switched_off(notebook: Notebook) -> None:
    talk = notebook(
        "torch.set_grad_enabled(False)",
        "def f(x):\n    x.requires_grad_()\n    (x ** 2).sum().backward()\n    torch.set_grad_enabled(False)\n    return x.grad",
    )

    for _ in range(2):
        assert plain(answer(talk, x=X))[2] == [[2.0, 4.0], [6.0, 8.0]]


def test_warnings_that_are_errors_are_so_for_the_students_own_call_only(notebook: Notebook) -> None:
    talk = notebook(
        "def f(x):\n    import warnings\n    warnings.simplefilter('error')\n    return x * 2",
        banned=("torch.norm", "torch.Tensor.norm"),
    )

    assert plain(answer(talk, x=X))[2] == [[2.0, 4.0], [6.0, 8.0]]
    metered = talk.call("f", "meter", banned=("torch.norm", "torch.Tensor.norm"), x=X)
    assert metered["outcome"] == "answered", metered


def test_random_numbers_are_the_same_in_every_call(notebook: Notebook) -> None:
    talk = notebook(
        "import random\ndef f():\n    return torch.rand(3), np.random.rand(3), random.random(), torch.zeros(1), "
        "np.random.default_rng().random(), np.random.default_rng().random()"
    )

    first, second = plain(answer(talk)), plain(answer(talk))

    assert first == second
    assert first[4] != first[5]
    assert first[3][1] == "float32"


# ---------------------------------------------------------------- ends


def test_exiting_is_seen_as_the_peer_going_away(notebook: Notebook) -> None:
    talk = notebook("import os\ndef f():\n    os._exit(0)")

    with pytest.raises(wire.WireClosed):
        talk.call("f")


def test_garbage_on_the_channel_is_a_wire_error(notebook: Notebook) -> None:
    talk = notebook(
        "import os, stat\ndef f():\n    for fd in range(3, 30):\n"
        "        try: stat.S_ISSOCK(os.fstat(fd).st_mode) and os.write(fd, b'garbage' * 100)\n"
        "        except OSError: pass"
    )

    with pytest.raises(wire.WireError):
        talk.call("f")


def test_no_secret_of_the_examiner_is_in_the_frames_above_a_call(notebook: Notebook) -> None:
    talk = notebook("""
import sys
def f(x):
    frame, names = sys._getframe(), set()
    while frame:
        names |= set(frame.f_locals)
        frame = frame.f_back
    return sorted(names)
""")

    assert not {"expected", "tolerance", "reference", "judge", "points"} & set(answer(talk, x=X))


def test_a_python_file_is_a_module_that_cells_import_and_whose_later_parts_take_the_place_of_former_ones(notebook):
    talk = notebook()
    for source, module in (
        ("import math\nKEPT = 2", "ops"),
        ("class double: pass", "ops"),
        ("import ops, importlib\nfrom ops import double as twice\ndef f(x):\n    return twice(x)", ""),
        ("def double(x):\n    return KEPT * x", "ops"),
        ("def g(x):\n    return importlib.reload(ops).double(x)", ""),
    ):
        reply = talk.ask(ask="load", source=source, file="<part>", module=module)
        assert reply["outcome"] == "answered", reply

    assert plain(answer(talk, x=X))[2] == [[2.0, 4.0], [6.0, 8.0]]
    assert plain(answer(talk, "double", x=X))[2] == [[2.0, 4.0], [6.0, 8.0]]
    assert plain(answer(talk, "g", x=X))[2] == [[2.0, 4.0], [6.0, 8.0]]


def test_a_module_that_was_not_made_is_not_found(notebook):
    talk = notebook()

    reply = talk.ask(ask="load", source="import knn_that_nobody_made", file="<part>", module="")

    assert (reply["outcome"], reply["error"]) == ("raised", "ModuleNotFoundError")
