"""Besiege the grader with generated hand-ins: `python -m attacks.siege --hand-ins 2000 --seed 1`.

What gained once is tried first, at every level. Ctrl-C stops it; the same command goes on. Exit status 1 when anything gained.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from attacks.siege import campaign, hand_in
from autograder.sandbox.outside import doctor

STATE = Path(".siege")


def main() -> int:
    """Besiege, and return the exit status."""
    asked = _arguments()
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    torch.set_num_threads(1)
    levels = _levels(asked.levels)
    if not levels:
        err.print("This machine gives no level at which anything is promised: see `autograder doctor`.")
        return 1
    STATE.mkdir(exist_ok=True)
    state = STATE / f"seed-{asked.seed}.json"
    if asked.fresh:
        state.unlink(missing_ok=True)
    tally = campaign.load(state)
    if tally.done:
        err.print(f"Going on after {tally.done:,} of {asked.hand_ins:,} (--fresh begins anew).")
    began, first, shown = time.monotonic(), sum(tally.tried.values()), len(tally.gains)

    def each(now: campaign.Tally) -> None:
        nonlocal shown
        for gain in now.gains[shown:]:
            err.print(gain, style="red", markup=False, soft_wrap=True)
        shown = len(now.gains)
        number = sum(now.tried.values())
        if number % 20 == 0:
            now.save(state)
            rate = (number - first) / max(time.monotonic() - began, 0.1)
            left = (asked.hand_ins - now.done) / max(rate, 0.01)
            err.print(f"{now.done:,} of {asked.hand_ins:,}, {rate:.1f} a second, {left / 60:.0f} minutes left, {len(now.gains)} gains")  # fmt: skip

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    grade = campaign.in_workers(asked.workers, levels)
    until = began + 60 * asked.minutes
    try:
        campaign.besiege(tally, grade, seed=asked.seed, count=asked.hand_ins, levels=levels, keep=hand_in.CORPUS, until=until, each=each)  # fmt: skip
    except KeyboardInterrupt:
        tally.stopped = True
    tally.save(state)
    out.print(_table(tally))
    known = len(hand_in.kept())
    out.print(f"{tally.done:,} distinct hand-ins with seed {asked.seed} at levels {', '.join(map(str, levels))}, after {known} that gained once; {len(tally.gains)} gained; {time.monotonic() - began:.0f} s.")  # fmt: skip
    if tally.stopped:
        err.print(f"Stopped at {tally.done:,} of {asked.hand_ins:,}: the same command goes on.")
    return 1 if tally.gains else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m attacks.siege", description=__doc__)
    parser.add_argument("--hand-ins", type=int, default=2000, metavar="N", help="how many new ones, each text once")
    parser.add_argument("--minutes", type=float, default=60.0, metavar="M", help="stop after so long")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same hand-ins")
    parser.add_argument("--levels", type=int, nargs="+", default=[3, 2, 1], metavar="L", help="of the sandbox")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="W", help="processes")
    parser.add_argument("--fresh", action="store_true", help="begin anew, not where this seed was stopped")
    return parser.parse_args()


def _levels(wanted: list[int]) -> list[int]:
    """Leave the levels that this machine gives."""
    best = doctor.examine().level
    return [level for level in wanted if level <= best]


def _table(tally: campaign.Tally) -> Table:
    table = Table("ways", "tried", "gained", title="Siege: generated hand-ins, and those that gained a point, a byte or a second")  # fmt: skip
    for row, tried in sorted(tally.tried.items()):
        gained = tally.gained[row]
        table.add_row(row, f"{tried:,}", f"[{'red' if gained else 'green'}]{gained}[/]")
    return table


if __name__ == "__main__":
    raise SystemExit(main())
