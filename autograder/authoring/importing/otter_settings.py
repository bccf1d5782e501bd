"""What otter's settings say: an assignment's, in its notebook or in a file that it names, and the points of a question's tests.

Comes in: what YAML gave. Goes out: all settings together, what of them isn't taken along, and the points of each test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from autograder.conventions.plurals import counted
from autograder.errors import UsageError

_NEEDS_NOTHING = frozenset(  # settings that this kit has another way for, or that change nothing here
    {"name", "tests", "files", "init_cell", "check_all_cell", "export_cell", "run_tests", "runs_on", "colab"}
    | {"config_file", "strip_solutions_from_all_cells", "suppress_no_tests_warning"}
)


def with_file(said: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Add the settings of a file that a notebook names, its own first; raises UsageError where that file can't be read."""
    name = said.get("config_file")
    if not name:
        return said
    try:
        there = yaml.safe_load((path.parent / str(name)).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(
            found=f"{path.name} takes its settings from {name}, which can't be read: {error}", fix="Put it there."
        ) from None
    if not isinstance(there, dict):
        raise UsageError(
            found=f"{name}, with the settings of {path.name}, holds no names and values", fix="Correct it."
        )
    both = {key for key, value in there.items() if isinstance(value, dict) and isinstance(said.get(key), dict)}
    return {**there, **said, **{key: {**there[key], **said[key]} for key in both}}


def left_out(config: Mapping[str, Any]) -> list[str]:
    """Say which settings aren't taken along."""
    remarks = [
        f"otter's setting {key} isn't taken along" for key in config if config[key] and key not in _NEEDS_NOTHING
    ]
    if config.get("runs_on") not in (None, "", "default"):
        remarks.append(f"otter's setting runs_on = {config['runs_on']} isn't needed here")
    return remarks


def names(said: Any) -> tuple[str, ...]:
    """List the files that a setting names: one, or several."""
    return tuple(map(str, said if isinstance(said, list) else [said] if said else []))


def shared(said: Sequence[float | None], total: Any, name: str) -> list[float]:
    """Share out a question's points among its tests as otter does: those that say theirs have them, the others share what is left.

    Where the question says nothing, others have nothing beside tests that say theirs, and where none does the question is worth 1.
    """
    if isinstance(total, list):
        if len(total) != len(said):
            raise UsageError(
                found=f"{name} has {counted(len(said), 'test')} and points for {len(total)}", fix="Correct its points."
            )
        return shared(total, None, name)
    if isinstance(total, dict):
        total = total.get("each", 1) * len(said)
    if total is not None and not isinstance(total, (int, float)):
        raise UsageError(found=f"{name} gives {total!r} points", fix="Write a number, a list of them, or each: …")
    silent = sum(each is None for each in said)
    known = sum(each or 0.0 for each in said)
    if total is None:
        total = known if known else 1
    if known > total + 1e-9:  # 0.1 three times is more than 0.3
        raise UsageError(
            found=f"the tests of {name} say {counted(known, 'point')}, and it says {total:g}", fix="Correct one."
        )
    rest = iter(_parts(total - known, silent))
    return [next(rest) if each is None else round(float(each), 6) for each in said]


def _parts(points: float, count: int) -> list[float]:
    """Part points among so many, in six digits that add up to them: the last has what rounding leaves."""
    each = round(points / count, 6) if count else 0.0
    return [*[each] * (count - 1), round(points - each * (count - 1), 6)][:count]
