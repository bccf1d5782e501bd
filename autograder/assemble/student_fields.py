"""Read what students write of themselves, as literals: the cell is parsed and never run."""

from __future__ import annotations

import ast
from typing import Any

from autograder.assemble.source_text import parse, without_magics
from autograder.conventions import option
from autograder.model import Fields, Manifest
from autograder.untrusted_text import encodable

NAMES = ("name", "student_id", "option", "group")
MAX_TEXT = 200


def read_fields(source: str, manifest: Manifest | None) -> Fields:
    """Return the literals of the fields cell; what is empty there is taken from the manifest."""
    values = literals(source)
    claimed = manifest.fields if manifest else Fields()
    return Fields(
        name=_text(values.get("name")) or claimed.name,
        student_id=_text(values.get("student_id")) or claimed.student_id,
        option=option(values["option"]) if "option" in values else claimed.option,
        group=_text(values.get("group")) or claimed.group,
    )


def literals(source: str) -> dict[str, Any]:
    """Return the values assigned to the known names at the cell's left edge, where they are plain texts or numbers."""
    tree, _ = parse(without_magics(source))
    values: dict[str, Any] = {}
    for statement in tree.body if tree else ():
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and target.id in NAMES and isinstance(value, ast.Constant):
                values[target.id] = value.value
    return values


def missing(fields: Fields) -> list[str]:
    """Name the fields that every student must fill in and this one didn't."""
    return [name for name, value in (("name", fields.name), ("student_id", fields.student_id)) if not value]


def _text(value: object) -> str:
    """Read a text, or a number typed without quotes; everything else is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == 0:
        return ""
    try:
        return encodable(" ".join(str(value).split()))[:MAX_TEXT]
    except ValueError:  # a number of more digits than Python prints
        return ""
