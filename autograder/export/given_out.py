"""Remember what was given out, so that whatever somebody else wrote, in the LMS or here, is told from what is ours.

Comes in: results/NAME/sent.json. Goes out: the texts that were ever written for a student, where a new file may lie so that it takes no other
one's place, and sent.json with what was written now. A cell or a file that isn't known from here is somebody's: it is never overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.errors import GradingError, UsageError
from autograder.export.rows_match import Person
from autograder.results import atomic
from autograder.untrusted_text import for_file_name, for_message

FILE = "sent.json"
VERSION = 1
_NAMED = 20


class _Written(msgspec.Struct, frozen=True):
    """A file that an export or feedback wrote."""

    sha256: str
    people: tuple[str, ...] = ()  # whose rows or pages are in it
    before: str = ""  # the sha256 of ours whose place it takes: a command that is killed may leave that one there


class _Content(msgspec.Struct):
    version: int = VERSION
    cells: dict[str, dict[str, tuple[str, ...]]] = {}  # kind of cell → student_id → every text that was written
    files: dict[str, _Written] = {}  # by their place in the results folder


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is to be written."""

    path: Path
    notes: tuple[str, ...] = ()  # what stays beside it, and who is no longer in it


class GivenOut:
    """What was written for others of one results folder."""

    def __init__(self, folder: Path) -> None:
        """Read it; raises GradingError where it can't be read, or a later version wrote it."""
        self.folder, self._path = folder, folder / FILE
        self._content = _Content()
        self._unwritten: dict[Path, bytes] = {}
        if self._path.exists():
            try:
                self._content = msgspec.json.decode(self._path.read_bytes(), type=_Content)
            except (OSError, msgspec.MsgspecError) as error:
                raise GradingError(
                    found=f"{self._path} can't be read: {error}",
                    fix="It says which marks in the LMS are ours. Put a copy of it back, or move it away: then every mark there counts as "
                    "entered by somebody.",
                ) from error
        if self._content.version > VERSION:
            raise GradingError(f"{self._path} is of a later version", "Export with that version, or a later one.")

    def cells(self, kind: str, who: Iterable[Person]) -> dict[str, tuple[str, ...]]:
        """Give by student all texts that were ever written into their cell of this kind, whichever of their ids they had then.

        Those of whom nothing is known any more are in it by the id that they had.
        """
        known = self._content.cells.get(kind, {})
        found, others = {}, dict(known)
        for person in who:
            ids = dict.fromkeys((person.student_id, *person.others, person.lms_id))
            if texts := tuple(dict.fromkeys(text for one in ids for text in known.get(one, ()))):
                found[person.student_id] = texts
            for one in ids:
                others.pop(one, None)
        return others | found

    def demand_downloaded(self, template: Path) -> None:
        """Raise UsageError where a template is a file that was written from here, and nothing else since."""
        ours = (path for name in self._content.files if self.is_as_written(path := self.folder / name))
        if any(path.resolve() == template.resolve() for path in ours):
            raise UsageError(
                found=f"{template} is what was written for the LMS, not what it gave",
                fix="Download the file from the LMS again, to another folder, and give that one.",
            )

    def is_as_written(self, path: Path) -> bool:
        """Tell whether a file is just what was written from here."""
        known = self._content.files.get(self._name(path))
        try:
            return known is not None and _sha256(path.read_bytes()) in (known.sha256, known.before)
        except OSError:
            return False

    def place(self, name: str, people: Collection[str], template: Path | None) -> Place:
        """Choose where a file for these people goes: by its own name, or by the template's too where that one is another section's or somebody's."""
        first = Path(name)
        stem = f"{first.stem}-{for_file_name(template.stem)}" if template else first.stem
        beside = (f"{stem}{f'-{number}' if number else ''}{first.suffix}" for number in (0, *range(2, 1000)))
        notes: list[str] = []
        for one in (name, *(other for other in beside if other != name)):
            path = self.folder / one
            if not path.exists():
                break
            before = set(self._content.files[one].people) if one in self._content.files else set()
            if not self.is_as_written(path):
                notes.append(
                    f"{path} isn't as it was written from here, so it stays: what is new goes into another file"
                )
                continue
            if 2 * len(before & set(people)) < len(before):
                notes.append(f"{path} is about other people ({_named(before - set(people))}), so it stays")
                continue
            if gone := before - set(people):
                notes.append(f"In the {one} from before and not in this one ({len(gone)}): {_named(gone)}")
            break
        else:
            raise GradingError(f"{self.folder} is full of files called {stem}", "Move them away.")
        return Place(path, tuple(notes))

    def age(self, path: Path) -> str:
        """Say when a file was written, "" where there is none."""
        try:
            return f"{datetime.fromtimestamp(path.stat().st_mtime).astimezone():%Y-%m-%d %H:%M}"
        except OSError:
            return ""

    def write(self, path: Path, data: bytes, people: Iterable[str]) -> None:
        """Remember a file, which `save` writes."""
        before = _sha256(path.read_bytes()) if self.is_as_written(path) else ""
        self._content.files[self._name(path)] = _Written(_sha256(data), tuple(sorted(people)), before)
        self._unwritten[path] = data

    def forget(self, path: Path) -> None:
        """Take a file away that is ours."""
        path.unlink(missing_ok=True)
        self._content.files.pop(self._name(path), None)

    def under(self, folder: Path) -> list[Path]:
        """List the files below a folder that were written from here."""
        start = f"{self._name(folder)}/"
        return [self.folder / name for name in sorted(self._content.files) if name.startswith(start)]

    def note(self, kind: str, texts: Mapping[str, str]) -> None:
        """Remember what was written into cells."""
        known = self._content.cells.setdefault(kind, {})
        for student, text in texts.items():
            known[student] = tuple(dict.fromkeys((*known.get(student, ()), text)))

    def save(self) -> None:
        """Write sent.json, and then the files: one that lies here without it would be somebody's, and its marks in the LMS too."""
        atomic.write(self._path, msgspec.json.format(msgspec.json.encode(self._content), indent=1) + b"\n")
        for path, data in self._unwritten.items():
            atomic.write(path, data)
        self._unwritten.clear()

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _named(people: Iterable[str]) -> str:
    named = sorted(people)
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return ", ".join(for_message(one) for one in named[:_NAMED]) + more
