"""Which libraries a test may use that is judged on our side: none that runs, opens or evaluates what it is given, for that may be a student's text.

sympy.simplify("…") evaluates the text as Python does. Comes in: the test's text, and what the names of our own notebook are, from which it may have such
a library, or a helper that uses one. Goes out: reasons, each half a sentence.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from autograder.checks import assert_names
from autograder.checks.assert_names import root_of

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
                yield from (f"it uses {name}, which {why}" for why in _why(ours[name], ours))
            case ast.Attribute(attr=name) if name in _OF_FILES.split() or name.startswith("read_"):
                if root_of(node) in modules:
                    yield f"it uses {root_of(node)}'s {name}, which opens files or runs code"
            case ast.ImportFrom(names=names) if found := [one.name for one in names if one.name in _OF_FILES.split()]:
                yield f"it imports {found[0]}, which opens files or runs code"
            case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]) if name in _OF_TEXTS:
                if not isinstance(first, ast.Constant):
                    yield f"it uses .{name}, which evaluates what it is given"


def _why(value: Any, ours: Mapping[str, Any]) -> Iterator[str]:
    """Say why a value of the notebook's acts on what it is given: whose it is, or what it uses."""
    if (library := assert_names.stands_for(value).partition(".")[0]) in _ACT:
        yield f"is of {library} and runs or opens what it is given"
    for code in assert_names.codes_of(value, ours):
        for used in assert_names.looked_up(code, ours):
            if used.partition(".")[0] in _ACT | _EVALUATE:
                yield f"uses {used}"
