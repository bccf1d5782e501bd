"""Find what was handed in, and tell whose it is by the names around it.

Comes in: paths of zips, notebooks, folders of them, bulk downloads of an LMS. Goes out: one SubmittedFile per student, whose bytes are
read when it is reached, the files that are nobody's, and sentences on what was done. Of what names tell apart, only directories of zips are
read before; where names don't tell, files are looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import overload

from autograder.conventions.plurals import counted
from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import (
    archive,
    downloads,
    folder_contents,
    names_as_text,
    not_handed_in,
    other_files,
    owners,
    plain_folders,
    teams,
)
from autograder.intake.class_zips import ClassZips
from autograder.intake.downloads import Roster
from autograder.intake.filenames import SUBMITTED
from autograder.intake.found_files import Attempt, Beside, FoundFile, Loader, NotTaken
from autograder.intake.insides import Insides, Worth
from autograder.model import SubmittedFile
from autograder.untrusted_text import for_message

MAX_FILE = 256 * 2**20


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
    students: Collection[str] = (),
    members: Callable[[str], Sequence[str]] | None = None,
    ours: Worth | None = None,
    zone: tzinfo | None = None,
) -> Discovered:
    """Find one file per student, sorted by id. Raises GradingError for a path that isn't there or that can't be read as hand-ins, DecisionNeeded where whose
    files they are can't be told.

    assignment: its name, to prefer the file named by it where one attempt holds several.
    roster: the LMS's id of a student → the id that the course knows them by; without it the LMS's own id is used.
    names: the LMS's id of a student → their name, to tell a team's number from a person's.
    students: the course's ids of all who are expected, to know people from folders of sections.
    members: a team's name in a download → the course's ids of its members, whose one file it then is.
    ours: weighs what is written in a file's bytes, as own_cells.worth does; asked where somebody may have several files.
    zone: of the LMS's server, for times that stand in names; without it they are left out.
    """
    known = Roster(roster or {}, names or {}, members or (lambda _: ()), frozenset(students))
    insides = Insides(ours)
    zips = ClassZips(assignment, known, insides)
    found = _Found([], [], [])
    alone = [path for path in paths if folder_contents.is_file(path)]
    texts = names_as_text.apart(path.name for path in alone)
    if len(alone) == len(paths) == 1:
        zips.demand_whole(alone[0])
    if downloads.decide([_single(path, texts) for path in alone]) is None:
        stray = [path for path in alone if not not_handed_in.is_hand_in(path, zips, only=len(paths) == 1)]
        found.not_taken.extend(NotTaken(texts[path.name], plain_folders.UNLIKE) for path in stray)
        alone = [path for path in alone if path not in stray]
        paths = [path for path in paths if path not in stray]
    for path in paths:
        if path not in alone:
            _look(path, found, zips)
    singles = []
    for path in alone:
        if (bulk := zips.files(path, alone=len(paths) == 1)) is not None:
            _tell(bulk, found, zips)
        else:
            singles.append(_single(path, texts))
    if singles:
        _tell(singles, found, zips, named=True)
    made = owners.files(found.attempts, assignment, known, insides=insides, zone=zone, say=found.said.append)
    found.said.extend(_shared_files([file for file, *_ in made]))
    return Discovered(tuple(made), tuple(sorted(found.not_taken, key=lambda one: one.source)), tuple(found.said))


def _single(path: Path, texts: Mapping[str, str]) -> FoundFile:
    return FoundFile((texts[path.name],), partial(load, path.resolve()))


def _shared_files(files: Sequence[SubmittedFile]) -> Iterator[str]:
    """Say for whom Canvas has one and the same file."""
    shared: dict[str, list[str]] = {}
    for file in files:
        if file.team.startswith(teams.SHARED):
            shared.setdefault(file.team, []).append(for_message(file.student_id))
    for team, students in shared.items():
        yield f"{', '.join(students)} have one and the same file in Canvas ({team}), as members of a group do: each has a record of it."


def _look(path: Path, found: _Found, zips: ClassZips) -> None:
    """Look into a folder; where all that it holds is the class's zip, into that."""
    folder_contents.demand_folder(path)
    contents = folder_contents.of(path)
    held = contents.files
    ways = names_as_text.below(path, [*held, *(other for other, _ in contents.others)])
    files = [FoundFile(way, partial(load, file)) for file, way in zip(held, ways, strict=False)]
    found.not_taken.extend(_others(contents.others, ways[len(held) :]))
    submitted = [
        file
        for file, one in zip(held, files, strict=True)
        if one.kind in SUBMITTED and not archive.is_ignored(one.parts)
    ]
    if len(submitted) == 1 and not submitted[0].is_symlink() and not zips.is_a_persons(submitted[0].name):
        if submitted[0].parent == path:
            zips.demand_whole(submitted[0])
        if (bulk := zips.files(submitted[0], alone=True, sure=submitted[0].parent != path)) is not None:
            found.said.append(
                f"{for_message(names_as_text.of_name(submitted[0].name))} is the class's zip, and was read."
            )
            _tell(bulk, found, zips)
            files = [one for file, one in zip(held, files, strict=True) if file != submitted[0]]
    _tell(files, found, zips)


def _others(others: Sequence[tuple[Path, str]], ways: Sequence[tuple[str, ...]]) -> Iterator[NotTaken]:
    """Tell what lies among the files and is none; what systems leave behind is passed by, as among files and whole folders."""
    for (path, why), way in zip(others, ways, strict=True):
        if not archive.is_ignored((*way, path.name)):
            yield NotTaken("/".join(way) or names_as_text.of_name(path.name), why)


def _tell(files: Sequence[FoundFile], found: _Found, zips: ClassZips, *, named: bool = False) -> None:
    """Tell whose the files of one folder, zip or list are."""
    ignored = [one for one in files if archive.is_ignored(one.parts)]
    files = [one for one in files if not archive.is_ignored(one.parts)]
    decision = downloads.decide(files)
    if decision is not None:
        attempts, left = downloads.attempts(files, decision, zips.roster)
        left += downloads.vanished(files, ignored, decision)
        if not named:
            found.said.append(f"Read as a {decision.lms} download: {counted(len(attempts), 'file')}.")
        found.said.extend(downloads.unread_times(attempts))
    else:
        whole = [] if named else [one for one in files if zips.holds_a_class(one)]
        told = plain_folders.tell(
            [one for one in files if one not in whole],
            zips.assignment,
            roster=zips.roster,
            insides=zips.insides,
            named=named,
        )
        attempts, left = told.attempts, told.not_taken
        left += [
            NotTaken(one.source, "it holds files of several students; if it is the class's download, give it itself")
            for one in whole
        ]
        found.said.extend(told.said)
    found.attempts.extend(attempts)
    found.not_taken.extend(left)


def load(path: Path) -> bytes:
    """Read a file within bounds; a link isn't followed."""
    if path.is_symlink():
        raise SubmissionRejected(
            found=f"{for_message(names_as_text.of_name(path.name))} is a link, not a file", fix=archive.RESUBMIT_HINT
        )
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
