"""Read members of a zip in memory, with caps, and without ever extracting one.

Comes in: a zip as a path or as bytes, from anywhere. Goes out: the names of its plain files, and their bytes on demand. A
zip's own claims (sizes, counts, names) are checked before they are believed; what breaks a rule is one SubmissionRejected.
"""

from __future__ import annotations

import contextlib
import io
import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, NoReturn, Self

from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import names_as_text, zip_names
from autograder.untrusted_text import for_message

RESUBMIT_HINT = "Make the zip again with the notebook's last cell, and submit that file."

_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OverflowError,
    struct.error, zlib.error, lzma.LZMAError,
)  # fmt: skip
_IGNORED_FOLDERS = ("__macosx", ".ipynb_checkpoints", "__pycache__", ".git", ".trashes")
_IGNORED_FILES = (".ds_store", "thumbs.db", "desktop.ini")
_ENTRY = 46  # an entry's least bytes in the directory
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_SUPPORTED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a zip may hold; bytes."""

    entries: int = 2_000
    directory: int = 2 * 2**20
    unpacked: int = 2**30  # as declared, all together
    member: int = 64 * 2**20  # as read
    ratio: int = 200  # bytes out of one byte in, past the first 4 MiB
    alike: bool = False  # whether two names may be one but for capitals, as one student's files in a class's zip may


STUDENT = Caps()
BULK = Caps(entries=30_000, directory=32 * 2**20, unpacked=200 * 2**30, member=256 * 2**20, alike=True)


@dataclass(frozen=True, slots=True)
class Member:
    """A plain file in a zip."""

    name: str  # with / between folders, never leading outside; a name to look at, not a path to open
    size: int  # as declared
    entry: zipfile.ZipInfo

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the folders and the file's own name."""
        return tuple(part for part in self.name.split("/") if part not in ("", "."))


class Archive:
    """An open zip, checked."""

    def __init__(self, source: Path | bytes, caps: Caps = STUDENT) -> None:
        """Check the whole directory; raises SubmissionRejected, or GradingError when the file can't be opened."""
        self._caps = caps
        try:
            with contextlib.ExitStack() as stack:
                file = stack.enter_context(_opened(source))
                end = _check_end(file, caps)
                self._file = zip_names.corrected(file, end.offset, end.size) or file
                self._zip = zipfile.ZipFile(self._file)
                stack.pop_all()
        except _DAMAGED as error:
            raise _damaged() from error
        except OSError as error:
            raise _unreadable(source, error) from error
        try:
            self.members = _members(self._zip, end.entries, caps)
        except SubmissionRejected:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; members can't be read afterwards."""
        self._zip.close()
        self._file.close()

    def read(self, member: Member, limit: int | None = None) -> bytes:
        """Return a member's bytes, counting what really comes out; SubmissionRejected past a cap."""
        cap = self._caps.member if limit is None else limit
        if member.size > cap:
            _reject(
                f"{for_message(member.name)} in the zip is {member.size / 2**20:.0f} MB",
                f"Keep it under {cap / 2**20:.0f} MB: show fewer or smaller pictures.",
            )
        chunks: list[bytes] = []
        total = 0
        try:
            with self._zip.open(member.entry) as file:
                while chunk := file.read(2**16):
                    total += len(chunk)
                    if total > cap:
                        _reject(f"{for_message(member.name)} in the zip is larger than it says", RESUBMIT_HINT)
                    if total > 4 * 2**20 and total > self._caps.ratio * max(1, member.entry.compress_size):
                        _reject(
                            f"{for_message(member.name)} in the zip unpacks to far more than a notebook can",
                            RESUBMIT_HINT,
                        )
                    chunks.append(chunk)
        except _DAMAGED as error:
            raise _damaged() from error
        except OSError as error:
            raise _unreadable(Path(self._zip.filename or "the zip"), error) from error
        return b"".join(chunks)


def is_zip(data: bytes) -> bool:
    """Say whether the bytes begin as a zip does."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_cut_off(path: Path) -> bool:
    """Say whether a file begins as a zip does, and the record at a zip's end is missing or isn't at the end."""
    try:
        with path.open("rb") as file:
            if not is_zip(file.read(4)):
                return False
            length = file.seek(0, io.SEEK_END)
            file.seek(max(0, length - 2**16 - _END.size))
            tail = file.read()
    except OSError:
        return False
    at = tail.rfind(b"PK\x05\x06")
    return at < 0 or at + _END.size > len(tail) or at + _END.size + _END.unpack_from(tail, at)[-1] != len(tail)


def is_ignored(parts: tuple[str, ...]) -> bool:
    """Say whether a system or a tool left this file there, not its owner."""
    folded = [part.casefold() for part in parts]
    return (
        not folded
        or any(part in _IGNORED_FOLDERS for part in folded[:-1])
        or folded[-1] in _IGNORED_FILES
        or folded[-1].startswith("._")
    )


def same_name(name: str) -> str:
    """Return what two names share that some file system would take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


# ---------------------------------------------------------------- checks


def _opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


class _End(NamedTuple):
    """What the record at a zip's end says; counts of entries, sizes and places in bytes."""

    disk: int
    first_disk: int
    here: int  # entries on this disk
    entries: int
    size: int  # of the directory
    offset: int  # of the directory


def _check_end(file: BinaryIO, caps: Caps) -> _End:
    """Read the record at the file's end, where a zip says what it holds."""
    length = file.seek(0, io.SEEK_END)
    tail_at = max(0, length - 2**16 - _END.size - _LOCATOR.size - _END64.size)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise _damaged()
    _, *numbers, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail):
        _reject("the zip is followed by other data", RESUBMIT_HINT)
    end = _End(*numbers)
    locator = at - _LOCATOR.size
    if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07":
        at = locator - _END64.size
        end = _widened(end, tail, at)
    _check_counts(end, tail_at + at, caps)
    return end


def _widened(end: _End, tail: bytes, at: int) -> _End:
    """Return the end with the 64-bit record's numbers, which must not contradict the small ones."""
    if at < 0 or tail[at : at + 4] != b"PK\x06\x06":
        raise _damaged()
    *_, here, entries, size, offset = _END64.unpack_from(tail, at)
    wide = end._replace(here=here, entries=entries, size=size, offset=offset)
    for small, large, said_elsewhere in (
        (end.entries, wide.entries, 0xFFFF),
        (end.size, wide.size, 2**32 - 1),
        (end.offset, wide.offset, 2**32 - 1),
    ):
        if small not in (large, said_elsewhere):
            _reject("the zip contradicts itself about its size", RESUBMIT_HINT)
    return wide


def _check_counts(end: _End, record_at: int, caps: Caps) -> None:
    """Demand a whole zip within the caps whose directory ends where its record begins."""
    if end.disk not in (0, 0xFFFF) or end.first_disk not in (0, 0xFFFF) or end.here != end.entries:
        _reject("the zip is one part of several", RESUBMIT_HINT)
    if end.entries > caps.entries:
        _reject(f"the zip holds {end.entries:,} files, more than {caps.entries:,}", "Hand in the notebook only.")
    if end.size > caps.directory or end.size < end.entries * _ENTRY:
        _reject("the zip contradicts itself about the number of its files", RESUBMIT_HINT)
    if end.offset + end.size != record_at:
        _reject("the zip holds data that belongs to none of its files", RESUBMIT_HINT)


def _members(archive: zipfile.ZipFile, entries: int, caps: Caps) -> tuple[Member, ...]:
    infos = archive.infolist()
    if len(infos) != entries:
        _reject("the zip contradicts itself about the number of its files", RESUBMIT_HINT)
    if sum(info.file_size for info in infos) > caps.unpacked:
        _reject("the zip unpacks to more than a gigabyte", "Hand in the notebook only.")
    seen: dict[str, str] = {}
    members = []
    for info in infos:
        name = _checked_name(info)
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        if name.endswith("/") or is_ignored(parts):  # an entry without any name is none to look for
            continue
        _check_entry(info, name)
        other = seen.setdefault(same_name("/".join(parts)), name)
        if other is not name and not caps.alike:
            _reject(f"the zip is ambiguous: it holds both {for_message(other)} and {for_message(name)}", RESUBMIT_HINT)
        members.append(Member(name="/".join(parts), size=info.file_size, entry=info))
    return tuple(members)


def _checked_name(info: zipfile.ZipInfo) -> str:
    name = names_as_text.of_entry(info.orig_filename, says_utf8=bool(info.flag_bits & zip_names.SAYS_UTF8)).replace(
        "\\", "/"
    )
    if "\0" in name:
        _reject(f"a name in the zip holds a NUL character: {for_message(name)}", RESUBMIT_HINT)
    if name.startswith("/") or ".." in name.split("/") or (len(name) > 1 and name[1] == ":"):
        _reject(f"a name in the zip leads outside of it: {for_message(name)}", RESUBMIT_HINT)
    return name


def _check_entry(info: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        _reject(f"{for_message(name)} in the zip is a link, not a file", RESUBMIT_HINT)
    if kind not in (0, stat.S_IFREG):
        _reject(f"{for_message(name)} in the zip is no plain file", RESUBMIT_HINT)
    if info.flag_bits & 0x1:
        _reject(f"{for_message(name)} in the zip is encrypted", "Make the zip again, without a password.")
    if info.compress_type not in _SUPPORTED:
        _reject(f"{for_message(name)} in the zip is compressed in an unusual way", RESUBMIT_HINT)


def _damaged() -> SubmissionRejected:
    return SubmissionRejected(found="the file is no zip, or a damaged one", fix=RESUBMIT_HINT)


def _unreadable(source: Path | bytes, error: OSError) -> GradingError:
    where = source if isinstance(source, Path) else "the zip"
    return GradingError(
        found=f"{where} can't be read: {error.strerror or error}", fix="Check the path and its permissions."
    )


def _reject(found: str, fix: str) -> NoReturn:
    raise SubmissionRejected(found=found, fix=fix)
