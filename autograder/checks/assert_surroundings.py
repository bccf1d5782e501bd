"""What a test has to do with the process around it: the clock, files, warnings, settings. On our side that is another one than the student's.

Comes in: a test's text and its notebook, or the test while our own functions answer it. Goes out: half a sentence, why it can't be judged on our
side. There a clock says nothing of the student's code, a file that it reads is one that our own function wrote, and what it sets no student's
function meets.
"""

from __future__ import annotations

import ast
import builtins
import decimal
import os
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch

_TOLD = {
    "it looks at the clock": r"time\.\w*(time|counter|monotonic)(_ns)?|timeit\.\w+|datetime\.\w+\.(now|utcnow|today)|pandas\.\w+\.(now|today)",
    "it looks at warnings": r"pytest\.(warns|deprecated_call|recwarn)|numpy\.testing\.(assert_warns|assert_no_warnings|suppress_warnings)",
    "it looks at what is logged": r"logging\.\w+",
    "it looks at the standard error stream": r"contextlib\.redirect_stderr|sys\.stderr",
    "it measures memory": r"(tracemalloc|resource|psutil)\.\w+",
}
"""What names of libraries say of a test."""

_OF_UNITTEST = {
    "it looks at warnings": {"assertWarns", "assertWarnsRegex"},
    "it looks at what is logged": {"assertLogs", "assertNoLogs"},
}
_AS_THEIR_LIBRARY_SAYS = ("_pytest.recwarn", "pytest"), ("numpy.testing._private.utils", "numpy.testing")
_CHANGES = frozenset(
    {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chdir"}
    | {"sqlite3.connect", "subprocess.Popen", "os.system", "os.putenv", "os.unsetenv"}
)
"""Events by which Python tells that something of a process, or of its files, is changed."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def looked_at(tree: ast.AST, names: Mapping[str, Any]) -> Iterator[str]:
    """Say what a test's text looks at. names: what stands in its notebook."""
    known = _libraries(names) | _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)):
            dotted = _dotted(node, known)
            yield from (why for why, pattern in _TOLD.items() if re.fullmatch(pattern, dotted))
        if isinstance(node, ast.Attribute):
            yield from (why for why, methods in _OF_UNITTEST.items() if node.attr in methods)
        if isinstance(node, ast.Call) and _keeps_warnings(node, _dotted(node.func, known)):
            yield "it looks at warnings"


def _keeps_warnings(call: ast.Call, dotted: str) -> bool:
    """Tell a test that asks about warnings from one that silences them."""
    if dotted == "warnings.catch_warnings":
        return any(named.arg == "record" for named in call.keywords)
    values = [*call.args, *(named.value for named in call.keywords)]
    said = {one.value for one in values if isinstance(one, ast.Constant)}
    return dotted in ("warnings.simplefilter", "warnings.filterwarnings") and "error" in said


def _libraries(names: Mapping[str, Any]) -> dict[str, str]:
    """Say of names in a notebook which module, or which part of one, they stand for."""
    found = {}
    for name, value in names.items():
        if isinstance(value, ModuleType):
            found[name] = value.__name__
        elif callable(value) and isinstance(getattr(value, "__qualname__", None), str):
            found[name] = f"{getattr(value, '__module__', '')}.{value.__qualname__}"
    return found


def _imported(tree: ast.AST) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {
                one.asname or one.name.split(".")[0]: one.name if one.asname else one.name.split(".")[0]
                for one in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


def _dotted(node: ast.expr, known: Mapping[str, str]) -> str:
    """Write out which name of a library an expression is; "" where it is none."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in known:
        return ""
    name = ".".join([known[node.id], *reversed(parts)])
    for inner, outer in _AS_THEIR_LIBRARY_SAYS:
        name = name.replace(f"{inner}.", f"{outer}.")
    return name


# ---------------------------------------------------------------- while it runs


def settings() -> dict[str, Any]:
    """Return what a test may set that functions meet, by what it is called."""
    return {
        "decimal's context": str(decimal.getcontext()).partition(", flags=")[0],
        "the recursion limit": sys.getrecursionlimit(),
        "numpy's errors": {kind: way in ("raise", "call") for kind, way in np.geterr().items()},
        "numpy's printing": str(np.get_printoptions()),
        "torch's gradients": torch.is_grad_enabled(),
        "torch's dtype": torch.get_default_dtype(),
        "standard input": id(sys.stdin),
        "built-in functions": {name: id(value) for name, value in vars(builtins).items() if callable(value)},
    }


def changed_since(before: Mapping[str, Any]) -> str:
    """Say which setting is another one; "" for none."""
    now = settings()
    what = next((name for name, value in before.items() if now[name] != value), "")
    return f"it changes {what}, which the student's process doesn't share" if what else ""


@contextmanager
def no_files(refuse: Callable[[str], Any]) -> Iterator[None]:
    """Refuse, while the block lasts, what writes a file, starts a program or changes the environment: the student's stay in the sandbox."""
    _listen()
    _thread.refuse = refuse
    try:
        yield
    finally:
        _thread.refuse = None


_thread = threading.local()  # who refuses in it


@cache
def _listen() -> None:
    sys.addaudithook(_heard)  # which stays for ever


def _heard(event: str, args: tuple[Any, ...]) -> None:
    refuse = getattr(_thread, "refuse", None) if event == "open" or event in _CHANGES else None
    if refuse is None:
        return
    if event != "open":
        refuse("it changes files or the environment, which the student's process doesn't share")
    elif _writes(args) and _is_of_the_test(args[0]):
        refuse("it writes a file, which the student's process doesn't share")


def _writes(args: tuple[Any, ...]) -> bool:
    _, mode, flags = args
    return bool(set(mode) & set("wax+")) if isinstance(mode, str) else isinstance(flags, int) and bool(flags & _WRITES)


def _is_of_the_test(path: Any) -> bool:
    """Tell what a test or a function names from what libraries keep for themselves, such as caches."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return False
    place = Path(os.fsdecode(path))
    if ".pyc" in place.name or any(part.startswith(".") for part in place.parts):
        return False
    return not place.is_absolute() or place.is_relative_to(Path.cwd()) or place.is_relative_to(tempfile.gettempdir())
