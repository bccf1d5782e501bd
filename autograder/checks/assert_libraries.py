"""Which libraries a test may use that is judged on our side: none that runs, opens or evaluates what it is given, for that may be a student's text.

sympy.simplify("…") evaluates the text as Python does. Comes in: the test's text, and what the names of our own notebook are, from which it may have such
a library, or a helper that uses one. Goes out: reasons, each half a sentence.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

from autograder.checks.answer_flows import root_of

LIBRARIES = frozenset(
    [
        "math",
        "cmath",
        "numpy",
        "torch",
        "random",
        "statistics",
        "itertools",
        "functools",
        "operator",
        "collections",
        "re",
        "string",
        "fractions",
        "decimal",
        "datetime",
        "copy",
        "pytest",
        "unittest",
        "typing",
        "types",
        "numbers",
        "io",
        "contextlib",
        "textwrap",
        "warnings",
        "scipy",
        "json",
        "time",
        "dataclasses",
        "bisect",
        "heapq",
        "hashlib",
    ]
)
"""What a test may import: nothing that opens files, starts processes, or looks into code."""

_LIBRARIES_THAT_ACT = (
    "sympy numexpr asteval os posix subprocess shutil pathlib pickle _pickle dill joblib cloudpickle importlib ctypes runpy code "
    "tempfile glob socket urllib requests sqlite3 multiprocessing zipfile tarfile"
)
_ACT = frozenset(_LIBRARIES_THAT_ACT.split())
_EVALUATE = frozenset({"eval", "exec", "__import__"})
_OF_FILES = "load loadtxt fromfile fromregex genfromtxt memmap save savetxt savez savez_compressed savefig imread imsave loadmat savemat tofile open eval"
"""Functions that modules such as numpy, torch, io and pandas have for files and code, beside pandas' read_csv and the like."""

_OF_TEXTS = frozenset({"query", "eval"})  # of a table


def acting(tree: ast.AST, ours: Mapping[str, Any]) -> Iterator[str]:
    """Find what a test uses that acts on what it is given."""
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    modules = {one.asname or one.name.partition(".")[0] for node in imports for one in node.names}
    modules |= {name for name, value in ours.items() if isinstance(value, ModuleType)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in ours:
                yield from (f"it uses {name}, which {why}" for why in _why(ours[name], ours, set()))
            case ast.Attribute(attr=name) if name in _OF_FILES.split() or name.startswith("read_"):
                if root_of(node) in modules:
                    yield f"it uses {root_of(node)}'s {name}, which opens files or runs code"
            case ast.ImportFrom(names=names) if found := [one.name for one in names if one.name in _OF_FILES.split()]:
                yield f"it imports {found[0]}, which opens files or runs code"
            case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in _OF_TEXTS:
                if not isinstance(first, ast.Constant):
                    yield f"it uses .{name}, which evaluates what it is given"


def _why(value: Any, ours: Mapping[str, Any], seen: set[int]) -> Iterator[str]:
    """Say why a value of the notebook's acts on what it is given: whose it is, or what it uses."""
    if id(value) in seen:
        return
    seen.add(id(value))
    name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    library = name.partition(".")[0] if isinstance(name, str) else ""
    if library in _ACT:
        yield f"is of {library} and runs or opens what it is given"
    for code in _codes(value):
        for used in _globals(code):
            if used.partition(".")[0] in _ACT | _EVALUATE:
                yield f"uses {used}"
            elif used in ours:
                yield from _why(ours[used], ours, seen)


def _codes(value: Any) -> Iterator[CodeType]:
    """Give the code of a function of the notebook's, or of the methods of a class of its own."""
    if isinstance(value, FunctionType):
        yield value.__code__
    elif isinstance(value, type) and value.__module__ == "notebook":
        yield from (one.__code__ for one in vars(value).values() if isinstance(one, FunctionType))


def _globals(code: CodeType) -> Iterator[str]:
    """Give the names that code has from around it, and the modules that it imports."""
    for one in dis.get_instructions(code):
        if one.opname in ("LOAD_GLOBAL", "LOAD_NAME", "IMPORT_NAME") and isinstance(one.argval, str):
            yield one.argval
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _globals(inner)
