"""Live through a term of a course and compare every mark that is shown with the one that is right: `python -m term`.

Exit status 1 when a mark differs anywhere, or a file of a download is in no record and in no list.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from term import account, run
from term.account import Line

MAX_NAMED = 12


def main() -> int:
    """Live through it; return the exit status."""
    asked = _arguments()
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    with _folder(asked.keep) as root:
        began = time.monotonic()
        term = run.prepare(root, asked.students, asked.seed, asked.labs)

        def say(sentence: str) -> None:
            files, seconds = sum(len(lab.download) for lab in term.labs), time.monotonic() - began
            err.print(f"{seconds:6.0f} s  {files:5} files, {files / seconds:5.1f} a second  {sentence}", markup=False)

        run.live(term, say)
        lines = run.lines(term)
    return show(lines, asked.students, out)


def show(lines: list[Line], students: int, out: Console) -> int:
    """Print the table; return the exit status."""
    table = Table(
        title=f"Expected mark = shown mark: {students} students, {len({line.lab for line in lines})} assignments"
    )
    for heading, side in (
        ("assignment", "left"),
        ("place", "left"),
        ("compared", "right"),
        ("differences", "right"),
        ("unaccounted", "right"),
    ):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for line in lines:
        style = "red" if line.differences or line.unaccounted else ""
        table.add_row(
            line.lab,
            line.place,
            str(line.compared),
            str(len(line.differences)),
            str(len(line.unaccounted)),
            style=style,
        )
    out.print(table)
    for line in lines:
        for what in (*line.differences, *(f"{name} is in no record and no list" for name in line.unaccounted))[
            :MAX_NAMED
        ]:
            out.print(f"{line.lab}, {line.place}: {what}", markup=False, soft_wrap=True)
    differences, files = account.total(lines)
    out.print(f"{differences} differences, {files} files unaccounted for.")
    return 1 if differences or files else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m term", description=__doc__)
    parser.add_argument("--students", type=int, default=200, metavar="N", help="how many students the class has")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes another class")
    parser.add_argument("--labs", nargs="+", default=list(run.LABS), choices=run.LABS, help="which assignments")
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="leave the course in this empty folder")
    return parser.parse_args()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="term-") as made:
            yield Path(made)
        return
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise SystemExit(f"{keep} isn't empty: name an empty folder with --keep.")
    yield keep.resolve()


if __name__ == "__main__":
    raise SystemExit(main())
