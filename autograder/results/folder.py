"""A results folder: where each file of a run lies, and who may write there."""

from __future__ import annotations

import glob
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import GradingError, nearest
from autograder.model import Record
from autograder.results import atomic, locks, record, saved_run
from autograder.results.record import NewerVersion
from autograder.results.saved_run import ForThePage
from autograder.untrusted_text import for_file_name

_STAMP = "????????T??????Z"  # of a folder in removed/
_BROUGHT_BACK = "graded-again"  # a file in such a folder


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a run's results lie. Records say a student's id as it is written; only here it becomes a file's name, untrusted_text.for_file_name's."""

    path: Path

    def record(self, student_id: str) -> Path:
        """records/<student_id>.json"""
        return self.path / "records" / f"{for_file_name(student_id)}.json"

    def page(self, student_id: str) -> Path:
        """feedback/<student_id>.html"""
        return self.path / "feedback" / f"{for_file_name(student_id)}.html"

    def saved_run(self, student_id: str) -> Path:
        """kept/<student_id>.run: the program, its observations, the page's pictures; for regrade and report"""
        return self.path / "kept" / f"{for_file_name(student_id)}.run"

    @property
    def roster(self) -> Path:
        """roster.csv: who is expected, where the run was told"""
        return self.path / "roster.csv"

    @property
    def received(self) -> Path:
        """received.csv: when each hand-in came, as far as any run was told"""
        return self.path / "received.csv"

    @property
    def alike(self) -> Path:
        """similar/index.html: who hands in alike, where `autograder similar` was run"""
        return self.path / "similar" / "index.html"

    @property
    def hand_marks(self) -> Path:
        """hand_marks.json: what people gave by hand, as it was last read in nbgrader's gradebook"""
        return self.path / "hand_marks.json"

    def own(self, student_id: str) -> Path:
        """kept/<student_id>.json: what the student's own hand-in earned, where their record is another: excused, or the group's"""
        return self.path / "kept" / f"{for_file_name(student_id)}.json"

    def files(self, student_id: str) -> tuple[Path, ...]:
        """Name all that comes of a hand-in, the record last: without it there is none."""
        return self.page(student_id), self.saved_run(student_id), self.own(student_id), self.record(student_id)

    def aside(self, student_id: str) -> Path:
        """Name a folder of removed/ for what is taken out of a student's now."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        return self.path / "removed" / f"{stamp}-{for_file_name(student_id)}"

    def set_aside(self, student_id: str, place: Path | None = None) -> Path:
        """Move all that came of a hand-in to removed/, into a folder of its own, the record last; returns it."""
        place = place or self.aside(student_id)
        for path in self.files(student_id):
            if path.exists():
                taken = place / path.relative_to(self.path)
                atomic.make_folder(taken.parent)
                shutil.move(path, taken)
        return place

    def removed(self, student_id: str) -> list[Path]:
        """List the folders of what was taken out of a student's and not brought back, the oldest first."""
        places = sorted((self.path / "removed").glob(f"{_STAMP}-{glob.escape(for_file_name(student_id))}"))
        return [place for place in places if not (place / _BROUGHT_BACK).exists()]

    def bring_back(self, student_id: str) -> None:
        """Let what was taken out of a student's be graded again."""
        for place in self.removed(student_id):
            atomic.write(place / _BROUGHT_BACK, b"")

    def accept(self, student_id: str, data: bytes, ending: str) -> None:
        """Keep a file that a person gave in place of one that couldn't be graded, in a folder of its own in accepted/."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        atomic.write(self.path / "accepted" / stamp / f"{student_id}{ending}", data)

    def accepted(self, student_id: str) -> Path | None:
        """Give the last of these files of a student's."""
        files = sorted(path for path in (self.path / "accepted").glob("*/*") if path.stem == student_id)
        return files[-1] if files else None

    def save(self, record_json: bytes, page: bytes, run: bytes | None) -> Record:
        """Write all that came of a hand-in, the record last: a record on disk means that the rest is there."""
        made = record.decode(record_json)
        if run is not None:
            atomic.write(self.saved_run(made.student_id), run)
        atomic.write(self.page(made.student_id), page)
        atomic.write(self.record(made.student_id), record_json)
        return made

    def demand_records(self, name: str, what: str = "records") -> None:
        """Raise GradingError where nothing was graded, which says what else may be meant; nothing is made."""
        if record.paths(self.path):
            return
        others = [one.parent.name for one in self.path.parent.glob("*/records") if any(one.glob("*.json"))]
        mistyped = self.path.name != name  # else it is where the assignment's own results will lie
        near = nearest(self.path.name, others) if mistyped else ""
        raise GradingError(
            found=f"{self.path} " + ("holds no " if self.path.is_dir() else "doesn't exist, so it holds no ") + what,
            fix=f"Did you mean {self.path.with_name(near)}?" if near else f"Grade first: autograder grade {name} PATH…",
        )

    def for_the_page(self, student_id: str) -> ForThePage | None:
        """Read what was kept of a student's run for pages; None where it is gone or damaged, NewerVersion where it is a later version's."""
        path = self.saved_run(student_id)
        try:
            return saved_run.for_the_page(path.read_bytes()) if path.exists() else None
        except NewerVersion:
            raise
        except GradingError:
            return None

    def demand_apart(self, student_ids: Iterable[str]) -> None:
        """Raise GradingError where two students' files would be one, as this disk takes capitals and small letters for the same."""
        here = [path.stem for path in record.paths(self.path)]
        by_name: dict[str, set[str]] = {}
        for name in (*here, *map(for_file_name, student_ids)):
            by_name.setdefault(name.casefold(), set()).add(name)
        alike = [sorted(names) for names in by_name.values() if len(names) > 1]
        if alike and ignores_case(self.path):
            raise GradingError(
                found=f"the ids {' and '.join(alike[0])} differ in capitals only, and the disk of {self.path} takes their files for one",
                fix="Give an --out on a disk that tells capitals apart, as Linux's do.",
            )

    def demand_known_versions(self) -> None:
        """Raise NewerVersion when a later version of this package has written here: its files must not be overwritten."""
        for path in record.paths(self.path):
            record.demand_known_version(path)
        for path in (self.path / "kept").glob("*.run"):
            saved_run.demand_known_version(path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one run at a time write here; raises GradingError for the second, and NewerVersion where this version must not write."""
        lock = locks.of(self.path / ".lock", seconds=0)
        try:
            atomic.make_folder(self.path)
            lock.acquire()
        except locks.Timeout as error:
            raise GradingError(
                found=f"another run is writing into {self.path}", fix="Wait for it, or give another --out."
            ) from error
        except OSError as error:  # root's lock; or a disk without locks, as some shared ones are mounted
            raise GradingError(
                found=f"{self.path / '.lock'} can't be locked: {error.strerror}",
                fix="Make it yours, or give an --out on a disk that knows locks, as this machine's own does.",
            ) from error
        try:
            self.demand_known_versions()
            for place in (self.path, *self.path.glob("*/")):
                atomic.remove_stale(place)
            for name in ("records", "feedback", "kept"):  # they may be older than this rule
                atomic.close_to_others(self.path / name)
            yield
        finally:
            lock.release()


def ignores_case(folder: Path) -> bool:
    """Say whether names that differ in capitals only are the same file in this folder, as on most disks of macOS and Windows."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".case-") as probe:
            path = Path(probe.name)
            return path.with_name(path.name.swapcase()).exists()
    except OSError:
        return False
