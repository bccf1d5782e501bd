"""What the names in a test stand for: libraries and their parts, by its own imports, by what our notebook has, and inside of the set-up's helpers.

Comes in: a test's text, and the names of our own notebook with their values. Goes out: names written out as their library has them, such as
time.perf_counter. What a helper uses the test uses too: its code is gone through, and that of all that it calls of the notebook's.
"""

from __future__ import annotations

import ast
import dis
import functools
from collections.abc import Iterator, Mapping
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

_AS_THEIR_LIBRARY_SAYS = ("_pytest.recwarn", "pytest"), ("numpy.testing._private.utils", "numpy.testing")
_BETWEEN = frozenset({"CACHE", "EXTENDED_ARG", "NOP"})  # instructions that say nothing


def root_of(node: ast.expr) -> str:
    """Return the name that an expression of attributes begins with; "" where it begins with something else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def known(tree: ast.AST, ours: Mapping[str, Any]) -> dict[str, str]:
    """Say what names stand for in a test: those of the notebook, and those that it imports."""
    found = _of_notebook(ours)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            firsts = {one.name.split(".")[0] for one in node.names if not one.asname}
            found |= {first: first for first in firsts} | {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


def written_out(node: ast.expr, known: Mapping[str, str]) -> str:
    """Write out which name of a library an expression is; "" where it is none."""
    root = root_of(node)
    return _as_said(known[root] + ast.unparse(node).removeprefix(root)) if root in known else ""


def stands_for(value: Any) -> str:
    """Say which part of a library a value is, or is of; "" for what no library has."""
    if isinstance(value, ModuleType):
        return value.__name__
    library, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(library, str):
        return ""
    return f"{library}.{name if isinstance(name, str) else type(value).__qualname__}"


def reached(value: Any, ours: Mapping[str, Any]) -> list[Any]:
    """List a value of the notebook's, and all that it uses: what it is made of, and what the code in that looks up by the notebook's names."""
    found, seen, waiting = [], set(), [value]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            found.append(one)
            waiting += _parts(one)
            if isinstance(one, FunctionType):
                waiting += [ours[name] for name in looked_up(one.__code__, {}) if name in ours]
    return found


def codes_of(value: Any, ours: Mapping[str, Any]) -> list[CodeType]:
    """List the code of a function, class or object of the notebook's, and of all that it uses of it; none for anything else."""
    return [one.__code__ for one in reached(value, ours) if isinstance(one, FunctionType)]


def looked_up(code: CodeType, ours: Mapping[str, Any], above: Mapping[str, str] | None = None) -> Iterator[str]:
    """Give the names that code has from around it or imports, each with what it looks up of it, written out. above: what stands around it."""
    stand, held = _of_notebook(ours), dict(above or {})
    now = module = ""
    for one in dis.get_instructions(code):
        names = one.argval if isinstance(one.argval, tuple) else (one.argval,)  # where two instructions are one
        if one.opname in _BETWEEN:
            continue
        if one.opname.startswith("STORE_") and now:
            held[str(names[0])] = now
        match one.opname:
            case "LOAD_GLOBAL" | "LOAD_NAME":
                now = stand.get(one.argval, one.argval)
            case "IMPORT_NAME":
                module, now = one.argval, one.argval.partition(".")[0]
            case "IMPORT_FROM":
                now = f"{module}.{one.argval}"
            case "LOAD_ATTR" | "LOAD_METHOD" if now:
                now = f"{now}.{one.argval}"
            case name if "LOAD_FAST" in name or name in ("LOAD_DEREF", "LOAD_CLASSDEREF"):
                now = held.get(str(names[-1]), "")
            case _:
                now = ""
        if now:
            yield _as_said(now)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from looked_up(inner, ours, held)


def said_in(code: CodeType) -> set[Any]:
    """List the texts that stand in code, names of arguments that it gives included."""
    found: set[Any] = set()
    for one in code.co_consts:
        found |= said_in(one) if isinstance(one, CodeType) else set(one) if isinstance(one, tuple) else {one}
    return found


# ---------------------------------------------------------------- parts


def _of_notebook(ours: Mapping[str, Any]) -> dict[str, str]:
    return {name: said for name, value in ours.items() if (said := stands_for(value))}


def _as_said(name: str) -> str:
    for inner, outer in _AS_THEIR_LIBRARY_SAYS:
        name = name.replace(f"{inner}.", f"{outer}.")
    return name


def _parts(value: Any) -> Iterator[Any]:
    """Give what a function has around it and is given by default, what is wrapped, and the methods of a class of the notebook's, or of an object of one."""
    match value:
        case FunctionType():
            yield from (cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell))
            yield from (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
        case functools.partial():
            yield from (value.func, *value.args, *value.keywords.values())
        case staticmethod() | classmethod() | MethodType():
            yield value.__func__
        case property():
            yield value.fget
        case type() if value.__module__ == "notebook":
            yield from (*vars(value).values(), *value.__bases__)
        case _ if type(value).__module__ == "notebook":
            yield type(value)


def _is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # of a name that isn't bound yet
        return False
