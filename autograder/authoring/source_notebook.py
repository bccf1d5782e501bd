"""Read a source notebook with all that lies beside it when it runs, once: what is hashed, what runs and what is remembered are the same bytes.

Comes in: the notebook's path below source/. Goes out: its bytes, and those of its data files and of the Python files that it imports. Whoever
writes there meanwhile, a build in another terminal or JupyterLab, changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.cache import digest_of_bytes
from autograder.authoring.notebook_file import bytes_of, parsed
from autograder.course import code_files
from autograder.course.layout import DATA, files_below
from autograder.errors import AssignmentBroken
from autograder.intake.ipynb import Json


@dataclass(frozen=True, slots=True)
class SourceAsRead:
    """A source notebook as it was when it was read."""

    path: Path
    data: bytes
    beside: Mapping[str, bytes]  # by where each lies seen from the notebook, such as data/iris.csv

    @property
    def content(self) -> Json:
        """Return what its bytes hold, each cell's source one string; raises AssignmentBroken where it's damaged."""
        return parsed(self.data, self.path)

    def digest(self, salt: str) -> str:
        """Hash the notebook and what lies beside it, names and bytes. salt: what else its run depends on."""
        return digest_of_bytes({"": self.data, **self.beside}, salt)

    def lay_out(self, folder: Path) -> None:
        """Write what lies beside it into an empty folder."""
        for name, data in self.beside.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def read(path: Path) -> SourceAsRead:
    """Read it; raises AssignmentBroken for what is missing, or goes meanwhile."""
    folder = path.resolve().parents[2] / "assignments" / path.stem
    own = code_files.read(folder) if (folder / "assignment.toml").is_file() else {}  # with our own solutions
    data = bytes_of(path)
    try:
        beside = {one.relative_to(path.parent).as_posix(): one.read_bytes() for one in files_below(path.parent / DATA)}
    except FileNotFoundError as error:
        raise AssignmentBroken(
            found=f"{error.filename} was taken away while it was read", fix="Run the same again."
        ) from None
    return SourceAsRead(path, data, {**beside, **{name: text.encode() for name, text in own.items()}})
