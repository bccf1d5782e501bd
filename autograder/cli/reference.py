"""Write the references in docs/ from what the code says of itself: `python -m autograder.cli.reference`, or `make docs`.

In: the commands' docstrings and options, and the public names of autograder.checks. Out: docs/reference-cli.md and docs/reference-checks.md,
which a test compares with what this module would write.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

_MADE = "<!-- Made by `make docs` from the code; edit the docstrings there. -->"


def cli_reference() -> str:
    """Describe every command that --help lists: what it does, an example, what it takes; as Markdown."""
    from autograder.cli.verbs import app_of, named, verbs

    group: Any = typer.main.get_command(app_of())
    parts = [
        "# The command line\n",
        f"{_MADE}\n",
        "Every command also explains itself: `autograder grade --help`. Results go to standard output, progress to standard error.",
        "Exit status: 0 when the work was done, however students fared; 1 when something of ours broke; 2 for wrong usage; "
        "3 for an unfit sandbox; 4 where a person must decide first, and nothing was written.\n",
    ]
    for verb in verbs():
        parts += _command(group.commands[named(verb)])
    for name, sub_group in group.commands.items():
        for command in getattr(sub_group, "commands", {}).values():
            parts += _command(command, before=f"{name} ")
    return "\n".join(parts).rstrip() + "\n"


def _command(command: Any, *, before: str = "") -> Iterator[str]:
    said, _, example = (command.help or "").partition(" Example: ")
    yield f"## {before}{command.name}\n"
    yield f"{said}\n"
    if example:
        yield f"    {example}\n"
    rows = [_parameter(one) for one in command.params if one.name != "help" and not getattr(one, "hidden", False)]
    if rows:
        yield "| takes | default | |\n|---|---|---|"
        yield from rows
        yield ""


def _parameter(one: Any) -> str:
    if one.param_type_name == "argument":
        named = one.name.upper() + ("…" if one.nargs == -1 else "")
    else:
        named = ", ".join(one.opts)
    default = one.default
    if one.required:
        shown = "needed"
    elif default is None or default is False or default in ("", ()):
        shown = ""
    else:
        shown = f"`{default}`"
    return f"| `{named}` | {shown} | {(getattr(one, 'help', None) or '').replace('|', chr(92) + '|')} |"


def checks_reference() -> str:
    """Describe every public name of autograder.checks, in the order of the names; as Markdown."""
    from autograder import checks

    parts = ["# What checks are written with\n", f"{_MADE}\n", _paragraphs(inspect.getdoc(checks) or ""), ""]
    other_names = _other_names(checks.collecting)
    for name, value in sorted(_public(checks)):
        shown, said = other_names.get(name) or (_signature(name, value), inspect.getdoc(value) or "")
        parts += [f"## {name}\n", f"    {shown}\n", _paragraphs(said), ""]
        parts += [*(() if name in other_names else _fields(value)), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Give what a module offers: what __all__ names, else what it defines itself or takes from its own submodules."""
    listed: Iterable[str] | None = getattr(module, "__all__", None)
    for name in vars(module) if listed is None else listed:
        value = getattr(module, name)
        home = getattr(value, "__module__", "")
        own = isinstance(home, str) and (home == module.__name__ or home.startswith(f"{module.__name__}."))
        if not name.startswith("_") and (listed is not None or own) and (inspect.isclass(value) or callable(value)):
            yield name, value


def _other_names(module: ModuleType) -> dict[str, tuple[str, str]]:
    """Give the names that a module has for types of Python's own, which say nothing of it: each as it is written there, and the text below it."""
    lines = ast.parse(inspect.getsource(module)).body
    return {
        line.targets[0].id: (ast.unparse(line), inspect.cleandoc(below.value.value))
        for line, below in itertools.pairwise(lines)
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }


class _AsWritten(str):
    """An annotation that is shown without quotation marks."""

    __slots__ = ()
    __repr__ = str.__str__


def _signature(name: str, value: Any) -> str:
    try:
        told = inspect.signature(value)
    except (TypeError, ValueError):
        return name
    taken = [_plain_annotation(one) for one in told.parameters.values()]
    given = told.return_annotation
    shown = told.replace(parameters=taken, return_annotation=_AsWritten(given) if isinstance(given, str) else given)
    return f"{name}{re.sub(r'<[a-z]+ .*? at 0x[0-9a-f]+>', '…', str(shown))}"


def _plain_annotation(one: inspect.Parameter) -> inspect.Parameter:
    return one.replace(annotation=_AsWritten(one.annotation)) if isinstance(one.annotation, str) else one


def _fields(value: Any) -> Iterator[str]:
    """Describe a class's own public methods, each in one line."""
    if not inspect.isclass(value):
        return
    for name, member in vars(value).items():
        is_field = dataclasses.is_dataclass(value) and name in {field.name for field in dataclasses.fields(value)}
        if name.startswith("_") or is_field or not (inspect.isfunction(member) or isinstance(member, property)):
            continue
        shown = _signature(name, member) if inspect.isfunction(member) else name
        yield f"- `{shown}`: {(inspect.getdoc(member) or '').split(chr(10) * 2)[0]}"


def _paragraphs(text: str) -> str:
    """Turn a docstring's lines on its parameters, `dtypes: the check is asked…`, into a list, and keep the rest as it stands."""
    lines: list[str] = []
    in_list = False
    for line in text.split("\n"):
        if item := re.match(r"([a-z_]+): (.+)", line):
            lines += [*([] if in_list else [""]), f"- `{item[1]}`: {item[2]}"]
            in_list = True
        elif in_list and line.startswith("    "):
            lines.append(f"  {line.strip()}")
        else:
            lines += [*([""] if in_list and line else []), line]
            in_list = False
    return "\n".join(lines)


def write(docs: Path) -> list[Path]:
    """Write both references into a folder; returns the files."""
    made = {docs / "reference-cli.md": cli_reference(), docs / "reference-checks.md": checks_reference()}
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return list(made)


if __name__ == "__main__":
    for written in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(written)
