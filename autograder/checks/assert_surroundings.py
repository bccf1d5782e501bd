"""What a test has to do with the process around it: the clock, files, warnings, settings. On our side that is another one than the student's.

Comes in: a test's text and its notebook, whose helpers are looked into, or the test while our own functions answer it. Goes out: half a sentence, why it can't be judged on our
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
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.checks import assert_names

_TOLD = {
    "looks at the clock": r"time\.\w*(time|counter|monotonic)(_ns)?|timeit\.\w+|datetime\.\w+\.(now|utcnow|today)|pandas\.\w+\.(now|today)|signal\.(alarm|setitimer)",
    "looks at warnings": r"pytest\.(warns|deprecated_call|recwarn)|numpy\.testing\.(assert_warns|assert_no_warnings|suppress_warnings)",
    "looks at what is logged": r"logging\.\w+",
    "looks at the standard error stream": r"contextlib\.redirect_stderr|sys\.stderr",
    "measures memory": r"(tracemalloc|resource|psutil)\.\w+",
    "sets a random seed, which the student's process doesn't share": r"(random|numpy|torch)\.(\w+\.)*(seed|(set|manual)_?(rng_)?(seed|state)(_all)?)",
    "replaces functions by others": r"unittest\.mock(\.\w+)*",
}
"""What names of libraries say of a test."""

_OF_UNITTEST = {
    "looks at warnings": {"assertWarns", "assertWarnsRegex"},
    "looks at what is logged": {"assertLogs", "assertNoLogs"},
}
_CHANGES = frozenset(
    {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chdir"}
    | {"sqlite3.connect", "subprocess.Popen", "os.system", "os.putenv", "os.unsetenv"}
)
"""Events by which Python tells that something of a process, or of its files, is changed."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def looked_at(tree: ast.AST, names: Mapping[str, Any]) -> Iterator[str]:
    """Say what a test looks at, itself or by a helper of the set-up's. names: what stands in its notebook."""
    known = assert_names.known(tree, names)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Name, ast.Attribute)):
            yield from (f"it {why}" for why in _told(assert_names.written_out(node, known)))
        if isinstance(node, ast.Attribute):
            yield from (f"it {why}" for why, methods in _OF_UNITTEST.items() if node.attr in methods)
        if isinstance(node, ast.Call) and _keeps_warnings(assert_names.written_out(node.func, known), _said(node)):
            yield "it looks at warnings"
        if isinstance(node, ast.Name) and node.id in names:
            yield from (f"it uses {node.id}, which {why}" for why in _of_helper(names[node.id], names))


def _told(name: str) -> Iterator[str]:
    yield from (why for why, pattern in _TOLD.items() if re.fullmatch(pattern, name))


def _of_helper(value: Any, names: Mapping[str, Any]) -> Iterator[str]:
    """Say what a function, a class or an object of the notebook's looks at."""
    for one in assert_names.reached(value, names)[1:]:  # the first is one of the test's own names
        yield from _told(assert_names.stands_for(one))
    for code in assert_names.codes_of(value, names):
        said = assert_names.said_in(code)
        for name in assert_names.looked_up(code, names):
            yield from _told(name)
            if _keeps_warnings(name, said):
                yield "looks at warnings"


def _keeps_warnings(name: str, said: Collection[Any]) -> bool:
    """Tell what asks about warnings from what silences them. said: texts, and names of arguments, that stand beside the call."""
    if name == "warnings.catch_warnings":
        return "record" in said
    return name in ("warnings.simplefilter", "warnings.filterwarnings") and "error" in said


def _said(call: ast.Call) -> set[Any]:
    values = [*call.args, *(named.value for named in call.keywords)]
    return {one.value for one in values if isinstance(one, ast.Constant)} | {named.arg for named in call.keywords}


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
    refuse = getattr(_thread, "refuse", None)  # first of all: as Python ends, what a module holds is None
    if refuse is None or (event != "open" and event not in _CHANGES):
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
