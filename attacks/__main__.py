"""Try every attack at every level that this machine gives, and say in a table what came of it: `python -m attacks`.

Exit status 1 when anything succeeded, or an ablation let nothing through, or (with --fuzz and --kills) anything crashed, got lost or doubled.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
from collections.abc import Iterable
from contextlib import ExitStack

import torch
from rich.console import Console
from rich.status import Status
from rich.table import Table

from attacks import ablations, desk, honest, registry
from attacks.ground import Ground, ground
from autograder.errors import SandboxFailed

LEVELS = (1, 2, 3)
Row = tuple[str, int, int]  # what was tried, how often, how often it went badly


def main() -> int:
    """Try everything; return the exit status."""
    asked = _arguments()
    torch.set_num_threads(1)
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    bad = False
    with ExitStack() as stack:
        grounds = _grounds(stack, err)
        if not grounds:
            err.print("This machine gives no level at which anything is promised: see `autograder doctor`.")
            return 1
        with err.status("attacking") as status:
            bad |= _try_attacks(grounds, asked.group, out, err, status)
            if not asked.group:
                bad |= _try_ablations(grounds, out, status)
    if not asked.group:
        bad |= _show_rows("Forged requests to the desk, and texts on its pages", "got through", desk.rows(), out)
    bad |= _show_rows("Fuzzed inputs", "crashes", _rows("fuzz", asked.fuzz), out)
    bad |= _show_rows("Faults and random kills", "lost or doubled", _rows("faults", asked.kills), out)
    if asked.honest:
        names = () if asked.honest == ["all"] else tuple(asked.honest)
        bad |= _show_rows("Right answers under honest habits and circumstances", "lost points", honest.rows(names), out)
    for id_, why in registry.NOT_TRIED.items():
        out.print(f"{id_} isn't tried: {why}.", style="dim", soft_wrap=True)
    return 1 if bad else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m attacks", description=__doc__)
    parser.add_argument("--fuzz", type=int, default=0, metavar="N", help="fuzz the readers with N inputs each")
    parser.add_argument(
        "--kills", type=int, default=0, metavar="N", help="kill processes N times at random while a batch is graded"
    )
    parser.add_argument(
        "--honest", nargs="+", default=[], metavar="NAME", help="hand in all of right/ under every habit; or: all"
    )
    parser.add_argument("--group", default="", choices=("", *registry.GROUPS), help="try only this group of attacks")
    return parser.parse_args()


def _grounds(stack: ExitStack, err: Console) -> dict[int, Ground]:
    found = {}
    for level in LEVELS:
        try:
            found[level] = stack.enter_context(ground(level))
        except SandboxFailed as error:
            err.print(f"Level {level}: {error}", markup=False)
    return found


def _try_attacks(grounds: dict[int, Ground], only: str, out: Console, err: Console, status: Status) -> bool:
    table = Table(title="Attacks: tried, and succeeded")
    table.add_column("group")
    for level in grounds:
        table.add_column(f"level {level}", justify="right")
    succeeded = 0
    totals = dict.fromkeys(grounds, 0)
    for group in (only,) if only else registry.GROUPS:
        cells = []
        for level, where in grounds.items():
            attacks, won = registry.at(level, group), 0
            for attack in attacks:
                status.update(f"level {level}: {attack.name}")
                if problems := where.try_out(attack):
                    won += 1
                    err.print(f"level {level}: {attack.name}: {'; '.join(problems)[:2000]}", style="red", markup=False)
            totals[level] += len(attacks)
            succeeded += won
            cells.append(f"[{'red' if won else 'green'}]{won}[/] of {len(attacks)}")
        table.add_row(group, *cells)
    table.add_section()
    table.add_row("all", *[f"{total} tried" for total in totals.values()])
    out.print(table)
    out.print(f"{sum(totals.values())} attacks tried, {succeeded} succeeded.")
    return succeeded > 0


def _try_ablations(grounds: dict[int, Ground], out: Console, status: Status) -> bool:
    table = Table(
        "layer turned off", "attack", "gets through", title="Ablations: without its layer, an attack must get through"
    )
    tried = through = 0
    for ablation in ablations.ABLATIONS:
        status.update(f"without {ablation.name}")
        won = ablation.get_through(grounds.__getitem__) if ablation.level in grounds else None
        if won is None:
            table.add_row(ablation.layer, ablation.attack.what, "not on this machine")
            continue
        tried += 1
        through += bool(won)
        table.add_row(ablation.layer, ablation.attack.what, "[green]yes[/]" if won else "[red]no[/]")
    out.print(table)
    out.print(f"{tried} layers turned off, {through} let their attack through.")
    return through < tried


def _rows(module: str, count: int) -> Iterable[Row]:
    """Ask attacks/<module>.py for its figures: rows(count) → (what, tried, bad)."""
    if not count or importlib.util.find_spec(f"attacks.{module}") is None:
        return []
    found: Iterable[Row] = importlib.import_module(f"attacks.{module}").rows(count)
    return found


def _show_rows(title: str, wrong: str, rows: Iterable[Row], out: Console) -> bool:
    table = Table("what", "tried", wrong, title=title)
    failed = 0
    for what, tried, bad in rows:
        failed += bad
        table.add_row(what, f"{tried:,}", f"[{'red' if bad else 'green'}]{bad}[/]")
    if table.row_count:
        out.print(table)
    return failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
