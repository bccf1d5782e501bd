"""A siege from its beginning to its end: what gained once first, then new hand-ins, on several cores, with a state from which it goes on.

Comes in: how many hand-ins, which seed, how many minutes. Goes out: counts for each primitive and each gain as it comes; a file in the corpus
for each gain. What is asked again with the same seed goes on where it was stopped.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import torch

from attacks.siege import generate, hand_in
from attacks.siege.field import Field
from attacks.siege.field import field as start_field
from attacks.siege.hand_in import HandIn

AHEAD = 4  # hand-ins under way for each worker


@dataclass
class Tally:
    """What came of a siege so far."""

    done: int = 0  # new hand-ins, in their order
    tried: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    gains: list[str] = field(default_factory=list)
    stopped: bool = False

    def note(self, one: HandIn, gains: Sequence[str]) -> None:
        """Count one."""
        self.tried[one.row] += 1
        if gains:
            self.gained[one.row] += 1
            self.gains.append(f"{one.digest} level {one.level}, {one.assignment} {one.question}: {one.way} | {one.hide} | {one.send}: {'; '.join(gains)[:300]}")  # fmt: skip

    def save(self, path: Path) -> None:
        """Write it down, whole or not at all."""
        content = {"done": self.done, "tried": self.tried, "gained": self.gained, "gains": self.gains}
        half = path.with_name(path.name + ".half")
        half.write_text(json.dumps(content), encoding="utf-8")
        half.replace(path)


def load(path: Path) -> Tally:
    """Read what an earlier siege of this name came to, or begin one."""
    if not path.exists():
        return Tally()
    content = json.loads(path.read_text(encoding="utf-8"))
    return Tally(content["done"], Counter(content["tried"]), Counter(content["gained"]), content["gains"])


def besiege(
    tally: Tally,
    grade: Callable[[Iterable[HandIn]], Iterator[tuple[HandIn, list[str]]]],
    *,
    seed: int,
    count: int,
    levels: Sequence[int],
    keep: Path | None = None,
    until: float = float("inf"),
    each: Callable[[Tally], None] = lambda _tally: None,
) -> Tally:
    """Try what gained once, at each level, then new hand-ins up to `count`; whatever gains is kept in the folder `keep`.

    Ends early, with `stopped` set, at the time `until` (of time.monotonic).
    """
    old = [one.at(level) for one in hand_in.kept() for level in levels] if not tally.done else []
    new = itertools.islice(generate.hand_ins(seed, levels), tally.done, count)
    for number, (one, gains) in enumerate(grade(itertools.chain(old, new))):
        tally.note(one, gains)
        tally.done += number >= len(old)
        if gains and keep is not None:
            one.write(keep, "; ".join(gains))
        each(tally)
        if time.monotonic() > until:
            tally.stopped = tally.done < count
            break
    return tally


# ---------------------------------------------------------------- on several cores

_fields: list[Field] = []
_stacks: list[ExitStack] = []  # kept, so that sandboxes live as long as their worker


def _begin(levels: Sequence[int]) -> None:
    """Make a worker ready: one thread, sandboxes of its own, and the terminal's Ctrl-C left to who began it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
    stack = ExitStack()
    _fields.append(stack.enter_context(start_field(levels)))
    _stacks.append(stack)


def _one(hand: HandIn) -> tuple[HandIn, list[str]]:
    return hand, _fields[0].gains(hand)


def in_workers(workers: int, levels: Sequence[int]) -> Callable[[Iterable[HandIn]], Iterator[tuple[HandIn, list[str]]]]:
    """Grade in processes of our own; results come in the order of the hand-ins."""

    def grade(hands: Iterable[HandIn]) -> Iterator[tuple[HandIn, list[str]]]:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(levels,)) as pool:
            pending = iter(hands)
            under_way = [pool.submit(_one, hand) for hand in itertools.islice(pending, AHEAD * workers)]
            try:
                while under_way:
                    yield under_way.pop(0).result()
                    under_way += [pool.submit(_one, hand) for hand in itertools.islice(pending, 1)]
            finally:
                for future in under_way:
                    future.cancel()

    return grade
