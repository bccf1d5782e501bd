"""Read any TOML file as a struct; the first value that doesn't fit is one sentence with the file, the line and what was meant.

In: a path and a msgspec struct, or a dict of lists of them, which is the whole description of the file. Out: the struct, or AssignmentBroken.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect as kinds

from autograder.errors import AssignmentBroken, nearest

Kind = TypeVar("Kind")

_TOO_LARGE = 2**63  # no setting is; TOML's own whole numbers end here


def read(path: Path, kind: type[Kind]) -> Kind:
    """Read a TOML file as a struct, or as a table of them; raises AssignmentBroken for what isn't TOML, and for the first value that doesn't fit."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AssignmentBroken(found=f"{path}: {error}", fix="Correct the file.") from error
    for problem in _problems(path, "", table, _declared(kind)):  # type: ignore[arg-type]
        raise problem
    return msgspec.convert(table, kind)


@lru_cache(maxsize=64)
def _declared(kind: Any) -> kinds.Type:
    """Give what a struct declares, which stays: finding it out takes longer than reading the file."""
    return kinds.type_info(kind)


def _problems(path: Path, key: str, value: Any, wanted: kinds.Type) -> Iterator[AssignmentBroken]:
    """Compare a value with its declared type and yield what is wrong; key is the innermost one above it."""
    if isinstance(wanted, kinds.UnionType):
        table = next((one for one in wanted.types if isinstance(value, dict) and _is_table(one)), None)
        if table is not None:
            yield from _problems(path, key, value, table)
        elif not any(_fits(value, one) for one in wanted.types):
            yield _misfit(path, key, value, wanted)
    elif not _fits(value, wanted):
        yield _misfit(path, key, value, wanted)
    elif isinstance(wanted, (kinds.StructType, kinds.DataclassType)):
        yield from _problems_of_table(path, key, value, wanted.fields)
    elif isinstance(wanted, kinds.DictType):
        for inner, item in value.items():
            yield from _problems(path, inner, item, wanted.value_type)
    elif isinstance(wanted, kinds.ListType):
        for item in value:
            yield from _problems(path, key, item, wanted.item_type)


def _problems_of_table(
    path: Path, key: str, table: Mapping[str, Any], fields: Iterable[kinds.Field]
) -> Iterator[AssignmentBroken]:
    known = {field.encode_name: field for field in fields}
    for name in table:
        if name not in known:
            near = nearest(name, known)
            fix = f"Did you mean '{near}'?" if near else f"Known keys: {', '.join(known)}."
            yield AssignmentBroken(found=f"{path}:{line_of(path, name)}: unknown key '{name}'", fix=fix)
    for name, field in known.items():
        if name in table:
            yield from _problems(path, name, table[name], field.type)
        elif field.required:
            place = f"{path}:{line_of(path, key)}" if key else str(path)
            yield AssignmentBroken(found=f"{place}: {name} is missing", fix=f"Write {name} = {_words(field.type)}.")


def _misfit(path: Path, key: str, value: Any, wanted: kinds.Type) -> AssignmentBroken:
    found = f"{path}:{line_of(path, key)}: {key} is {_said(value)}, not {_words(wanted)}"
    return AssignmentBroken(found=found, fix="Correct the value.")


def _is_table(wanted: kinds.Type) -> bool:
    return isinstance(wanted, (kinds.StructType, kinds.DataclassType, kinds.DictType))


def _fits(value: Any, wanted: kinds.Type) -> bool:
    """Tell whether a value is of the declared kind, what it holds apart; a bool is no number."""
    if isinstance(value, bool):
        return isinstance(wanted, kinds.BoolType)
    match wanted:
        case kinds.IntType():
            return isinstance(value, int) and abs(value) < _TOO_LARGE
        case kinds.FloatType():
            return isinstance(value, (int, float)) and (isinstance(value, float) or abs(value) < _TOO_LARGE)
        case kinds.StrType():
            return isinstance(value, str)
        case kinds.DateTimeType():
            return isinstance(value, datetime)
        case kinds.ListType():
            return isinstance(value, list)
        case _:
            return isinstance(value, dict) and _is_table(wanted)


def _words(wanted: kinds.Type) -> str:
    """Name a declared kind as an author would: 'a whole number'."""
    match wanted:
        case kinds.UnionType():
            return " or ".join(_words(one) for one in wanted.types if not isinstance(one, kinds.NoneType))
        case kinds.IntType():
            return "a whole number"
        case kinds.FloatType():
            return "a number"
        case kinds.StrType():
            return "a text in quotes"
        case kinds.DateTimeType():
            return "a date and time such as 2026-10-05T23:59:00+09:00"
        case kinds.ListType():
            return "a list in [ ]"
        case _:
            return "a table of keys"


def _said(value: Any) -> str:
    """Show what stands there, shortly."""
    if isinstance(value, (dict, list)):
        return "a table of keys" if isinstance(value, dict) else "a list"
    text = repr(value) if isinstance(value, (str, int, float)) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def line_of(path: Path, key: str) -> int:
    """Return the line, from 1, at which a TOML file sets a key or opens its table; 1 when it does neither."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if _key_of(line) == key), 1)


def _key_of(line: str) -> str:
    """Return the key that a line of TOML begins with, or the last part of the table that it opens; "" without one."""
    text = line.strip()
    if text.startswith("["):
        return text.strip("[").partition("]")[0].rpartition(".")[2].strip(" \"'")
    return text.partition("=")[0].strip(" \"'") if "=" in text else ""
