"""Feed hostile bytes to everything that reads strangers' bytes, and count what isn't refused as declared.

    python -m attacks.fuzz --fuzz 100000            all targets, each its share of so many inputs
    python -m attacks.fuzz --fuzz 100000 wire       one of them
    python -m attacks.fuzz --atheris 60 wire        guided by coverage, for so many seconds, where atheris is installed

What fails is written to corpus/TARGET/, and is replayed by tests/test_fuzz.py for ever after.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from attacks.targets import TARGETS, Target

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 150.0  # of processor time for a target
SLOW = 2.0  # seconds of processor time for one input: more is a find, as a crash is
LARGEST = 1 << 17  # an input doesn't grow past this
MOST_PARENTS = 2_000


@dataclass
class Found:
    """What fuzzing one target came to."""

    target: str
    tried: int = 0
    outcomes: int = 0
    failures: list[tuple[bytes, str]] = field(default_factory=list)


def attempt(target: Target, data: bytes) -> tuple[str, str]:
    """Give bytes to a target: what it said, and the fault if that is no declared outcome."""
    start = time.process_time()
    try:
        said = target.read(data)
    except Exception as error:
        *_, last = traceback.extract_tb(error.__traceback__)
        return "", f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {str(error)[:200]}"
    taken = time.process_time() - start
    return said, f"it took {taken:.1f} s" if taken > SLOW else ""


def fuzz(target: Target, count: int, *, seed: int = 0, seconds: float = SECONDS, keep: bool = True) -> Found:
    """Try so many mutations of the seeds, and of what made the target say something new."""
    rng = random.Random(f"{target.name} {seed}")
    parents = target.seeds() + [path.read_bytes() for path in target.kept()]
    found, known, faults = Found(target.name), set(), set()
    end = time.process_time() + seconds
    for number in range(count):
        if time.process_time() > end:
            break
        data = parents[number] if number < len(parents) else target.mutate(rng, rng.choice(parents), parents)
        data = data[:LARGEST]
        said, fault = attempt(target, data)
        found.tried += 1
        if fault and (kind := fault[:40]) not in faults:
            faults.add(kind)
            found.failures.append((data, fault))
            if keep:
                _keep(target, data)
        if said not in known:
            known.add(said)
            if len(parents) < MOST_PARENTS:
                parents.append(data)
    found.outcomes = len(known)
    return found


def replay(target: Target) -> list[str]:
    """Give a target its seeds and all that ever failed again; return the faults."""
    inputs = [(f"seed {i}", data) for i, data in enumerate(target.seeds())]
    inputs += [(path.name, path.read_bytes()) for path in target.kept()]
    return [f"{target.name}, {name}: {fault}" for name, data in inputs if (fault := attempt(target, data)[1])]


def _keep(target: Target, data: bytes) -> None:
    folder = target.corpus / target.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


# ---------------------------------------------------------------- guided by coverage


def has_atheris() -> bool:
    """Say whether atheris is installed."""
    return importlib.util.find_spec("atheris") is not None


def guided(target: Target, seconds: int) -> Found:
    """Fuzz with atheris in a process of its own, which it ends when it has done; what fails goes to the corpus."""
    folder = target.corpus / target.name
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    command = [sys.executable, "-m", "attacks.guided", target.name, str(seconds), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    units = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    found = Found(target.name, tried=int(units[1]) if units else 0)
    for path in set(folder.iterdir()) - before:
        found.failures.append(
            (path.read_bytes(), attempt(target, path.read_bytes())[1] or f"{path.name}, which can't be repeated")
        )
    if not units and not found.failures:
        found.failures.append((b"", "atheris ended early: " + done.stderr[-300:]))
    if not any(folder.iterdir()):
        folder.rmdir()
    return found


# ---------------------------------------------------------------- for `make attacks`


def rows(
    count: int, *, chosen: Sequence[str] = (), seed: int | None = None, atheris_seconds: int = 0
) -> Iterator[tuple[str, int, int]]:
    """Yield (name, inputs tried, finds) for each target; finds are told on standard error."""
    seed = random.randrange(2**32) if seed is None else seed
    for target in TARGETS:
        if chosen and target.name not in chosen:
            continue
        found = fuzz(target, max(100, int(count * target.share)), seed=seed)
        _tell(found)
        yield f"fuzz {target.name}", found.tried, len(found.failures)
        if atheris_seconds and not has_atheris():
            yield f"fuzz {target.name} (SKIPPED: atheris isn't installed)", 0, 0
        elif atheris_seconds:
            found = guided(target, atheris_seconds)
            _tell(found)
            yield f"fuzz {target.name} (atheris)", found.tried, len(found.failures)


def _tell(found: Found) -> None:
    for data, fault in found.failures:
        sys.stderr.write(f"{found.target}: {fault}: {data[:80]!r}\n")


def main() -> int:
    """Fuzz as the arguments say; status 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", help=", ".join(target.name for target in TARGETS))
    parser.add_argument("--fuzz", type=int, default=100_000, metavar="N")
    parser.add_argument("--seed", type=int, help="default: another one each time")
    parser.add_argument("--atheris", type=int, default=0, metavar="SECONDS")
    given = parser.parse_args()
    bad = 0
    for name, tried, finds in rows(given.fuzz, chosen=given.targets, seed=given.seed, atheris_seconds=given.atheris):
        sys.stdout.write(f"{name:28} {tried:>9,} tried, {finds} found\n")
        sys.stdout.flush()
        bad += finds
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
