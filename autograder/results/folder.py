"""A results folder: where each file of a run lies, and who may write there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.errors import GradingError
from autograder.model import Record
from autograder.results import atomic, record


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a run's results lie."""

    path: Path

    def record(self, student_id: str) -> Path:
        """records/<student_id>.json"""
        return self.path / "records" / f"{student_id}.json"

    def page(self, student_id: str) -> Path:
        """feedback/<student_id>.html"""
        return self.path / "feedback" / f"{student_id}.html"

    def kept(self, student_id: str) -> Path:
        """kept/<student_id>.run: the program and its observations, for regrade"""
        return self.path / "kept" / f"{student_id}.run"

    @property
    def roster(self) -> Path:
        """roster.csv: who is expected, where the run was told"""
        return self.path / "roster.csv"

    @property
    def received(self) -> Path:
        """received.csv: when each hand-in came, as far as any run was told"""
        return self.path / "received.csv"

    def own(self, student_id: str) -> Path:
        """kept/<student_id>.json: what the student's own hand-in earned, where their record is another: excused, or the group's"""
        return self.path / "kept" / f"{student_id}.json"

    def save(self, record_json: bytes, page: bytes, saved_run: bytes | None) -> Record:
        """Write all that came of a hand-in, the record last: a record on disk means that the rest is there."""
        made = record.decode(record_json)
        if saved_run is not None:
            atomic.write(self.kept(made.student_id), saved_run)
        atomic.write(self.page(made.student_id), page)
        atomic.write(self.record(made.student_id), record_json)
        return made

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one run at a time write into a results folder."""
        lock = FileLock(self.path / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise GradingError(
                found=f"another run is writing into {self.path}", fix="Wait for it, or give another --out."
            ) from error
        try:
            atomic.remove_stale(self.path)
            yield
        finally:
            lock.release()
