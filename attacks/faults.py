"""Faults of ours, one after the other: a full disk, a locked database, a broken check, … through the command that instructors type.

    python -m attacks.faults                 every fault, then 50 random kills (kills.py)
    python -m attacks.faults --kills 0 full_disk locked_database

Of each must hold: the exit status is the documented one, the message says what is wrong and what to do, and is no traceback; what was
graded before stays, byte for byte; nobody has a score that isn't theirs, 0 least of all; and when the fault is gone, the same command
ends with status 0 and everybody graded, without grading again what was graded. A fault that can't be made here is skipped aloud.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attacks import class_run, kills
from attacks.bench import STUDENTS, Bench, Skipped
from tests.fixtures import course

# ---------------------------------------------------------------- disks


def full_disk(bench: Bench) -> None:
    """The disk is full after the first records, then has room again; then nothing may be written to it."""
    shutil.rmtree(bench.out)
    bench.out.mkdir(parents=True)
    _mount(bench.out, "size=200k,mode=755")
    try:
        bench.run(status=2, says="can't be written: No space left on device.*free some space")
        bench.no_score_is_wrong()
        before = bench.files()
        _mount(bench.out, "remount,size=64m")
        bench.goes_on(before)
        read_only = bench.files()
        _mount(bench.out, "remount,ro")
        bench.run(status=2, says="can't be written: Read-only file system.*--out")
        bench.demand(bench.files() == read_only, "records changed on a disk that can't be written")
        _mount(bench.out, "remount,rw")
        bench.goes_on(read_only)
        kept = bench.files()
    finally:
        subprocess.run(["umount", "--lazy", str(bench.out)], check=False, capture_output=True)
    bench.demand(set(kept) == set(STUDENTS), "records are missing")


def _mount(place: Path, options: str) -> None:
    if shutil.which("mount") is None:
        raise Skipped("there is no mount command")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Skipped(f"no small disk can be made here: {done.stderr.strip()[:200]}")


# ---------------------------------------------------------------- databases


def locked_database(bench: Bench) -> None:
    """Another program holds the gradebook."""
    before = bench.files()
    other = sqlite3.connect(bench.course / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        bench.run(
            status=2, says="gradebook can't be written .*locked.*Close other programs.*run the same command again"
        )
    finally:
        other.close()
    bench.goes_on(before)


def corrupt_database(bench: Bench) -> None:
    """The gradebook's file is damaged."""
    before, entered = bench.files(), class_run.marks(bench.course)
    book = bench.course / "gradebook.db"
    book.write_bytes(os.urandom(5000))
    bench.run(status=2, says="damaged: restore a copy, or move it away and run the same command again")
    book.rename(book.with_suffix(".damaged"))
    bench.goes_on(before)
    bench.demand(class_run.marks(bench.course) == entered, "the new gradebook holds other marks")


# ---------------------------------------------------------------- results


def corrupt_records(bench: Bench) -> None:
    """Two records are damaged: the command grades those two again; one that isn't handed in this time is named."""
    first, second, third = (bench.out / "records" / f"{student}.json" for student in STUDENTS)
    before = {third.stem: bench.files()[third.stem]}
    first.write_bytes(first.read_bytes()[:-300])
    second.write_bytes(b"\xff\xfe\0 no record")
    only_third = str(next((bench.course / "in").glob(f"{third.stem}*")))
    command = [*class_run.MODULE, "grade", class_run.NAME, only_third, "--device", "cpu"]
    done = class_run.typed(bench.course, command)
    bench.demand(
        done.returncode == 2 and f"{first.name}: this is no record" in done.stderr and "Traceback" not in done.stderr,
        f"a damaged record of somebody else: {done.returncode}: {done.stderr[-800:]}",
    )
    bench.goes_on(before)


def corrupt_kept_run(bench: Bench) -> None:
    """What was kept for marking again is damaged: it is named, the others are marked, and grading mends it."""
    kept = bench.out / "kept" / f"{STUDENTS[0]}.run"
    kept.write_bytes(kept.read_bytes()[:200])
    bench.run(
        "--workers",
        "1",
        command="regrade",
        status=1,
        says=f"not graded:.*{STUDENTS[0]}.*kept observations can't be read",
    )
    bench.no_score_is_wrong()
    bench.goes_on({student: then for student, then in bench.files().items() if student != STUDENTS[0]})


# ---------------------------------------------------------------- assignments


def check_raises(bench: Bench) -> None:
    """A check can't draw its inputs."""
    broken = "\n\n@question('predict_labels').check(0)\ndef odd(draw):\n    '''Odd.'''\n    return 1 / 0\n"
    says = r"checks_labels\.py.*odd raised ZeroDivisionError"
    _while_broken(bench, "hidden/checks_labels.py", broken, status=1, says=says)


def judge_raises(bench: Bench) -> None:
    """A judge breaks on a right answer."""
    broken = (
        "\n\ndef _breaks(got, expected, inputs):\n    raise KeyError('mistyped')\n\n\n"
        "@question('knn_get_best_k', judge=_breaks).check(0)\ndef odd(draw):\n    '''Odd.'''\n"
        "    return {'k_to_accuracies': {1: [1.0]}}\n"
    )
    _while_broken(bench, "hidden/checks_folds.py", broken, status=1, says=r"not graded:.*raised KeyError")


def reference_raises(bench: Bench) -> None:
    """The reference breaks on the inputs of a check."""
    broken = "\n\ndef knn_get_best_k(**inputs):\n    raise ValueError('mistyped')\n"
    _while_broken(
        bench,
        "hidden/reference.py",
        broken,
        status=1,
        says=r"not graded:.*reference\.py: knn_get_best_k raised ValueError",
    )


def _while_broken(bench: Bench, file: str, more: str, *, status: int, says: str) -> None:
    path = bench.own_assignment() / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text + more, encoding="utf-8")
    try:
        bench.run(status=status, says=says)
        bench.no_score_is_wrong()
    finally:
        path.write_text(text, encoding="utf-8")
    bench.goes_on({student: then for student, then in bench.files().items() if b'"not_graded"' not in then[1]})


# ---------------------------------------------------------------- processes


def unfit_sandbox(bench: Bench) -> None:
    """This machine doesn't give the sandbox that the course demands."""
    before = bench.files()
    settings = bench.course / "course.toml"
    original = settings.resolve()
    settings.unlink()
    settings.write_text("least_sandbox_level = 4\n", encoding="utf-8")
    bench.run("--fresh", status=3, says="level 4 is required")
    bench.demand(bench.files() == before, "records changed without a sandbox")
    settings.unlink()
    settings.symlink_to(original)
    bench.goes_on(before)


def no_worker_starts(bench: Bench) -> None:
    """Every grading process is killed as soon as it is there."""
    before = bench.files()
    with tempfile.TemporaryFile() as log:
        run = subprocess.Popen(
            class_run.grading(bench.course, "--fresh"),
            cwd=bench.course,
            env=class_run.environment(),
            stdout=log,
            stderr=log,
        )
        while run.poll() is None:
            for pid, kind in list(class_run.below(run.pid)):
                if kind == "worker":
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        log.seek(0)
        said = log.read().decode(errors="replace")
    bench.demand(run.returncode == 3 and "could not start" in said, f"it ended with {run.returncode}: {said[-800:]}")
    bench.demand("Traceback" not in said, f"it shows a traceback: {said[-1500:]}")
    bench.demand(bench.files() == before, "records changed without a grading process")
    bench.goes_on(before)


def interrupted(bench: Bench) -> None:
    """Someone presses Ctrl-C in the middle."""
    shutil.rmtree(bench.out)
    run = subprocess.Popen(
        class_run.grading(bench.course, workers=1),
        cwd=bench.course, env=class_run.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while run.poll() is None and not list((bench.out / "records").glob("*.json")):
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    bench.demand(run.returncode in (0, 130), f"it ended with {run.returncode}: {said[-800:]}")
    bench.demand(run.returncode == 0 or "The same command goes on" in said, f"it says {said[-300:]!r}")
    bench.no_score_is_wrong()
    bench.goes_on(bench.files())


FAULTS: Sequence[Callable[[Bench], None]] = (
    full_disk, locked_database, corrupt_database, corrupt_records, corrupt_kept_run, check_raises, judge_raises,
    reference_raises, unfit_sandbox, no_worker_starts, interrupted,
)  # fmt: skip


def suffer(faults: Sequence[Callable[[Bench], None]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each fault's name and what went wrong under it; a fault that can't be made here has the name of its reason."""
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        bench = Bench(course.make_course(Path(scratch)))
        for student in STUDENTS:
            course.hand_in(bench.course / "in", student)
        bench.run(status=0)
        bench.everybody_has_full_marks()
        yield "no fault", bench.complaints
        for fault in faults:
            bench.complaints = []
            name = fault.__name__.replace("_", " ")
            try:
                fault(bench)
            except Skipped as why:
                name = f"{name} (SKIPPED: {why})"
            if not bench.out.is_dir():
                bench.run(status=0)
            yield name, bench.complaints


def rows(count: int = 50, *, chosen: Sequence[str] = ()) -> Iterator[tuple[str, int, int]]:
    """Yield (fault, how often it was made, what went wrong), random kills last; what went wrong is told on standard error."""
    faults = [fault for fault in FAULTS if not chosen or fault.__name__ in chosen]
    for name, complaints in suffer(faults):
        for complaint in complaints:
            sys.stderr.write(f"{name}: {complaint}\n")
        yield f"fault: {name}", 0 if "SKIPPED" in name else 1, len(complaints)
    if count:
        yield from kills.rows(count)


def main() -> int:
    """Make the faults that the arguments name; status 1 when something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", help=", ".join(fault.__name__ for fault in FAULTS))
    parser.add_argument("--kills", type=int, default=50, metavar="N")
    given = parser.parse_args()
    bad = 0
    for name, tried, wrong in rows(given.kills, chosen=given.faults):
        sys.stdout.write(f"{name:64} {tried:>5}, {wrong} wrong\n")
        sys.stdout.flush()
        bad += wrong
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
