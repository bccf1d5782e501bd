"""Find what was handed in, and tell whose it is by the names around it.

Comes in: paths of zips, notebooks, folders of them, bulk downloads of an LMS. Goes out: one SubmittedFile per student, whose bytes are
read when it is reached, the files that are nobody's, and sentences on what was done. Of what names tell apart, only directories of zips are
read before; where names don't tell, files are looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import overload

from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import archive, downloads, filenames, other_files, owners, plain_folders, teams
from autograder.intake.archive import Archive
from autograder.intake.downloads import Roster
from autograder.intake.found_files import Attempt, Beside, FoundFile, Loader, NotTaken
from autograder.model import SubmittedFile
from autograder.untrusted_text import for_message

MAX_FILE = 256 * 2**20
_DEEPEST = 3  # zips in zips on the way to a download


@dataclass(frozen=True, slots=True)
class Discovered(Sequence[SubmittedFile]):
    """Each student's last attempt, sorted by id. A file is read each time it is reached, so that a class needn't fit into memory."""

    _files: tuple[tuple[SubmittedFile, Loader, Beside], ...]  # without data, and how to get it
    not_taken: tuple[NotTaken, ...] = ()
    said: tuple[str, ...] = ()  # what was done to tell whose the files are

    def unread(self) -> tuple[SubmittedFile, ...]:
        """Give all files as far as their names tell, without their data."""
        return tuple(file for file, *_ in self._files)

    def __len__(self) -> int:
        """Count the students."""
        return len(self._files)

    def __iter__(self) -> Iterator[SubmittedFile]:
        """Read one file after the other."""
        return (self[at] for at in range(len(self)))

    @overload
    def __getitem__(self, at: int) -> SubmittedFile: ...
    @overload
    def __getitem__(self, at: slice) -> Discovered: ...
    def __getitem__(self, at: int | slice) -> SubmittedFile | Discovered:
        """Read one file; raises GradingError when this machine can't, while one that is no fair file says so in `refused`."""
        if isinstance(at, slice):
            return Discovered(self._files[at], self.not_taken, self.said)
        file, load_it, beside = self._files[at]
        try:
            return replace(file, data=load_it(), together=other_files.raw(beside))
        except SubmissionRejected as error:
            return replace(file, refused=str(error))


@dataclass(slots=True)
class _Found:
    """What the paths hold, one after the other."""

    attempts: list[Attempt]
    not_taken: list[NotTaken]
    said: list[str]


def find(
    paths: Sequence[Path],
    *,
    assignment: str = "",
    roster: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    members: Callable[[str], Sequence[str]] | None = None,
    ours: Callable[[bytes], bool] | None = None,
    zone: tzinfo | None = None,
) -> Discovered:
    """Find one file per student, sorted by id. Raises GradingError for a path that isn't there, and where whose files they are can't be told.

    assignment: its name, to prefer the file named by it where one attempt holds several.
    roster: the LMS's id of a student → the id that the course knows them by; without it the LMS's own id is used.
    names: the LMS's id of a student → their name, to tell a team's number from a person's.
    members: a team's name in a download → the course's ids of its members, whose one file it then is.
    ours: says of a file's bytes whether it holds the assignment's notebook; asked where one attempt holds several files.
    zone: of the LMS's server, for times that stand in names; without it they are left out.
    """
    known = Roster(roster or {}, names or {}, members or (lambda _: ()))
    found = _Found([], [], [])
    alone = [path for path in paths if path.is_file()]
    if len(alone) == len(paths) == 1:
        _demand_whole(alone[0], assignment)
    for path in paths:
        if path not in alone:
            _look(path, found, assignment, known)
    singles = []
    for path in alone:
        if (bulk := _bulk(path, assignment)) is not None:
            _tell(bulk, found, assignment, known)
        else:
            singles.append(FoundFile((path.name,), partial(load, path.resolve())))
    if singles:
        _tell(singles, found, assignment, known, named=True)
    made = owners.files(found.attempts, assignment, known, ours=ours, zone=zone)
    found.said.extend(_shared_files([file for file, *_ in made]))
    return Discovered(tuple(made), tuple(sorted(found.not_taken, key=lambda one: one.source)), tuple(found.said))


def _shared_files(files: Sequence[SubmittedFile]) -> Iterator[str]:
    """Say for whom Canvas has one and the same file."""
    shared: dict[str, list[str]] = {}
    for file in files:
        if file.team.startswith(teams.SHARED):
            shared.setdefault(file.team, []).append(for_message(file.student_id))
    for team, students in shared.items():
        yield f"{', '.join(students)} have one and the same file in Canvas ({team}), as members of a group do: each has a record of it."


def _look(path: Path, found: _Found, assignment: str, roster: Roster) -> None:
    """Look into a folder."""
    if not path.is_dir():
        raise GradingError(found=f"there is no file or folder {path}", fix="Check the path.")
    held = sorted(file for file in path.rglob("*") if file.is_file())
    _tell([FoundFile(file.relative_to(path).parts, partial(load, file)) for file in held], found, assignment, roster)


def _tell(files: Sequence[FoundFile], found: _Found, assignment: str, roster: Roster, *, named: bool = False) -> None:
    """Tell whose the files of one folder, zip or list are."""
    files = [one for one in files if not archive.is_ignored(one.parts)]
    decision = downloads.decide(files)
    if decision is not None:
        attempts, left = downloads.attempts(files, decision, roster)
        if not named:
            found.said.append(f"Read as a {decision.lms} download: {len(attempts)} files.")
    else:
        whole = [one for one in files if not named and _holds_a_class(one)]
        told = plain_folders.tell(
            [one for one in files if one not in whole], assignment, roster=roster.known, named=named
        )
        attempts, left = told.attempts, told.not_taken
        left += [
            NotTaken(one.source, "it holds files of several students; if it is the class's download, give it itself")
            for one in whole
        ]
        found.said.extend(told.said)
    found.attempts.extend(attempts)
    found.not_taken.extend(left)


# ---------------------------------------------------------------- a zip of many


def _bulk(path: Path, assignment: str) -> list[FoundFile] | None:
    """Open a zip as a download of many, if it is one; raises GradingError when it is, and is named like one student's.

    Only a zip that was named to us can be one: a student's zip with other students' names inside is never split up.
    """
    if path.suffix.lower() != ".zip":
        return None
    try:
        opened = Archive(path, archive.BULK)
    except GradingError:
        return None  # whoever reads it as a student's will say what is wrong with it
    files = _members(opened)
    deeper = files
    for _ in range(_DEEPEST):
        if len(deeper) != 1 or deeper[0].kind != ".zip" or _is_a_persons(deeper[0].parts[-1], assignment):
            break
        deeper = _inner(deeper[0]) or []
        if _people_in(deeper) > 1:
            opened.close()
            return deeper
    people_held = _people_in(files)
    if _is_a_persons(path.name, assignment):
        opened.close()
        if people_held > 1:
            raise GradingError(
                found=f"{for_message(path.name)} is named like one student's hand-in, and holds files of {people_held} students",
                fix="If it is the class's download, rename it, say to class.zip; if not, put it into a folder and give that.",
            )
        return None
    if people_held:
        return files
    opened.close()
    return None


def _demand_whole(path: Path, assignment: str) -> None:
    """Refuse what can only be a class's download and can't be read as one: cut off, or with several downloads in it."""
    if filenames.kind(path.name) != ".zip" or _is_a_persons(path.name, assignment):
        return
    if archive.is_cut_off(path):
        raise GradingError(
            found=f"{for_message(path.name)} is cut off, as a download that didn't end is", fix="Download it again."
        )
    try:
        with Archive(path, archive.BULK) as opened:
            classes = [one.parts[-1] for one in _members(opened) if _holds_a_class(one)]
    except GradingError:
        return
    if len(classes) > 1:
        raise GradingError(
            found=f"{for_message(path.name)} holds several downloads: {', '.join(map(for_message, classes[:5]))}",
            fix="Unpack it, and grade them one after the other.",
        )


def _members(opened: Archive) -> list[FoundFile]:
    return [FoundFile(member.parts, partial(opened.read, member)) for member in opened.members]


def _inner(found: FoundFile) -> list[FoundFile] | None:
    """Open a zip that is all that another zip holds."""
    try:
        return _members(Archive(found.load(), archive.BULK))
    except GradingError:
        return None


def _is_a_persons(name: str, assignment: str) -> bool:
    own = filenames.of_zip(name)
    if own is not None and own.assignment == (assignment or own.assignment):
        return True
    decision = downloads.decide([FoundFile((name,), bytes)])
    return decision is not None


def _people_in(files: Sequence[FoundFile]) -> int:
    """Count the people of whom the names in a zip tell; 0 where it is no download of many."""
    decision = downloads.decide(files)
    if decision is not None:
        inner = [replace(one, parts=one.parts[decision.below :]) for one in files]
        return len(downloads.owners(inner, decision.lms)) or len({one.parts[0] for one in inner})
    zips = {one.parts[-1]: own for one in files if one.kind == ".zip" and (own := filenames.of_zip(one.parts[-1]))}
    return len({own.student_id for own in zips.values()}) if len(zips) * 2 > len(files) else 0


def _holds_a_class(found: FoundFile) -> bool:
    """Say whether a zip whose name tells nobody holds the files of several students."""
    if found.kind != ".zip" or filenames.of_zip(found.parts[-1]) is not None:
        return False
    try:
        with Archive(found.load(), archive.BULK) as opened:
            return _people_in(_members(opened)) > 1
    except GradingError:
        return False


def load(path: Path) -> bytes:
    """Read a file within bounds; a link isn't followed."""
    if path.is_symlink():
        raise SubmissionRejected(found=f"{for_message(path.name)} is a link, not a file", fix=archive.RESUBMIT_HINT)
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise SubmissionRejected(
                found=f"the file is {size / 2**20:.0f} MB",
                fix="Hand in the notebook only, with smaller pictures in it.",
            )
        return path.read_bytes()
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read: {error.strerror or error}", fix="Check its permissions."
        ) from error
