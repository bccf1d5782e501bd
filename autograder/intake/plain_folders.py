"""Tell whose files are that no LMS has named: by their own names, by the folder that varies, or by what they say inside.

Comes in: the files of a folder or zip. Goes out: Attempts, the files that nobody can be told of, and a sentence on what was done. Where two
files may be two people's, they are never put together: then they are refused, with the reason.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.intake import filenames, manifest, name_words, two_places
from autograder.intake.downloads import Roster
from autograder.intake.filenames import SUBMITTED, Evidence, ParsedName
from autograder.intake.folder_levels import PACKED, Levels
from autograder.intake.found_files import Attempt, FoundFile, NotTaken, attempt
from autograder.intake.insides import Insides, content
from autograder.intake.own_cells import UNTOUCHED
from autograder.untrusted_text import for_message

ARCHIVES = (".7z", ".rar", ".gz", ".tar", ".tgz")
LIKELY = (*ARCHIVES, ".py", ".pdf", ".docx")  # what is handed in by mistake
UNLIKE = "it is no zip or notebook, and no name on its way tells a student"
UNREAD = "it is an archive of a kind that isn't read: unpack it, and give the folder"
SEVERAL = "it may be anyone's: other files have the same name, and none says inside whose it is"
RELEASE = "it is the notebook as it was handed out, with nothing written in it, and nothing tells whose it is"


@dataclass(frozen=True, slots=True)
class Told:
    """What could be told of the files of a folder."""

    attempts: list[Attempt]
    not_taken: list[NotTaken]
    said: list[str]


def tell(
    files: Sequence[FoundFile],
    assignment: str,
    *,
    roster: Roster | None = None,
    insides: Insides | None = None,
    named: bool = False,
) -> Told:
    """Tell whose each file is; raises DecisionNeeded where folders may be one person's or several people's.

    roster: the class, to know people from other folders; named: the paths were given one by one.
    """
    told = Told([], [], [])
    levels = Levels(assignment, roster or Roster(), insides or Insides())
    owned = {file: own for file in files if (own := _own(file, levels)) is not None}
    for common in _common_words(owned):
        owned.pop(common)
    told.attempts.extend(attempt(own, file) for file, own in owned.items())
    left = [file for file in files if file not in owned]
    sure = levels.sure(left)
    two_places.demand_one(files, {file: own.student_id for file, own in owned.items()}, sure, assignment)
    told.attempts.extend(_in_a_folder(file, level, levels) for file, level in sure.items())
    left = [file for file in left if file not in sure]
    in_folders = [file for file in left if levels.place(file)]
    loose = [file for file in left if not levels.place(file)]
    _by_folder(in_folders, told, levels, {one.parts[:-1] for one in owned})
    _by_themselves(loose, told, levels, named=named)
    return told


def _own(file: FoundFile, levels: Levels) -> ParsedName | None:
    """Read a name as our submission cell writes it, in a folder only this assignment's; or a name that is nothing but a student's id."""
    own = filenames.of_zip(file.parts[-1])
    if own is not None and (own.assignment == levels.assignment or not levels.assignment or len(file.parts) == 1):
        return own
    if file.kind not in (*SUBMITTED, *LIKELY):
        return None
    by_folder = any(part in levels.known or name_words.is_number(part) for part in file.parts[:-1])
    whole, stem = filenames.bare(file.parts[-1]), filenames.stem(file.parts[-1])
    ids = [one for one in (whole, stem) if one in levels.course] or [stem][: name_words.is_number(stem)]
    if by_folder or not ids:
        return None
    counted = 0 if ids[0] == whole else filenames.attempt_of(file.parts[-1])
    return ParsedName(ids[0], Evidence.NAME, file.parts[-1], attempt=counted)


def _common_words(owned: Mapping[FoundFile, ParsedName]) -> list[FoundFile]:
    """List files such as kim/my-knn.ipynb and lee/my-knn.ipynb: 'my' is no id, as each lies alone in another folder."""
    held = Counter(file.parts[:-1] for file in owned)
    alone: dict[str, list[FoundFile]] = {}
    for file, own in owned.items():
        if len(file.parts) > 1 and held[file.parts[:-1]] == 1 and not re.search(r"\d", own.student_id):
            alone.setdefault(own.student_id, []).append(file)
    return [file for files in alone.values() if len(files) > 1 for file in files]


# ---------------------------------------------------------------- folders


def _by_folder(files: Sequence[FoundFile], told: Told, levels: Levels, owned: Collection[tuple[str, ...]]) -> None:
    """Tell by the folders; owned: those in which a file lies that its own name tells of."""
    submitted = [file for file in files if file.kind in SUBMITTED]
    kinds = (*SUBMITTED, *PACKED) if submitted else LIKELY
    level = levels.choose(
        [one for one in files if one.kind in kinds and not (_unread(one) and one.parts[:-1] in owned)]
    )
    if level is None:
        told.said.append("No level of the folders is one of students: what the files say inside was used.")
        _by_themselves(files, told, levels, named=False)
        return
    people = {file.parts[level] for file in files if file.kind in (*SUBMITTED, *LIKELY) and len(file.parts) > level + 1}
    if level and people:
        told.said.append(f"The folders at level {level + 1} were taken for students: {_listed(sorted(people))}.")
    lone = []
    for file in files:
        beside = file.kind not in SUBMITTED and any(file.parts[: len(folder)] == folder for folder in owned if folder)
        if len(file.parts) > level + 1 and file.parts[level] in people and not beside:
            told.attempts.append(_in_a_folder(file, level, levels))
        else:
            lone.append(file)
    _by_themselves(lone, told, levels, named=False)


def _unread(file: FoundFile) -> bool:
    return file.kind not in SUBMITTED


def _in_a_folder(file: FoundFile, level: int, levels: Levels) -> Attempt:
    """Make a file a person's whose folder it lies in; a file that is named by another's number says so."""
    stem = filenames.stem(file.parts[-1])
    counted = max((name_words.number_in(folder) for folder in file.parts[level + 1 : -1]), default=0)
    counted = filenames.attempt_of(file.parts[-1]) or counted
    name = ParsedName(levels.person(file.parts[level]), Evidence.FOLDER, file.parts[-1], attempt=counted)
    return attempt(name, file, claim=stem if name_words.is_number(stem) else "", below=level + 1)


# ---------------------------------------------------------------- what the files say


def _by_themselves(files: Sequence[FoundFile], told: Told, levels: Levels, *, named: bool) -> None:
    """Tell whose files are by what they say inside; for want of that, a file's own name is the id if no other has it."""
    unzipped = _unzipped(files)
    came_along = {file for rest in unzipped.values() for file in rest}
    files = [file for file in files if file not in came_along]
    submitted = [file for file in files if named or file.kind in SUBMITTED]
    told.not_taken.extend(
        NotTaken(file.source, UNREAD if file.kind in ARCHIVES else UNLIKE)
        for file in files
        if not (named or file.kind in SUBMITTED)
    )
    alike = Counter(filenames.stem(file.parts[-1]).casefold() for file in submitted)
    inside = 0
    for file in submitted:
        claimed = levels.insides.one_id(file.load)
        name = ParsedName(claimed, Evidence.INSIDE, file.parts[-1], attempt=filenames.attempt_of(file.parts[-1]))
        stem = filenames.stem(file.parts[-1])
        words = name_words.own_words(stem, levels.assignment)
        if claimed:
            inside += 1
            made = attempt(name, file, below=len(file.parts) - 1)
            made = replace(made, alike=words or "/".join(levels.place(file)))
            told.attempts.append(made)
            _with_it(made, stem, unzipped.get(file, ()), told)
        elif len(submitted) > 1 and not words and levels.insides.worth(file.load) == UNTOUCHED:
            told.not_taken.append(NotTaken(file.source, RELEASE))
        elif alike[stem.casefold()] == 1:
            nobody = replace(name, student_id=stem, evidence=Evidence.NONE)
            made = attempt(nobody, file, below=len(file.parts) - 1)
            told.attempts.append(made)
            _with_it(made, stem, unzipped.get(file, ()), told)
        else:
            told.not_taken.append(NotTaken(file.source, SEVERAL))
    if inside and len(submitted) > 1:
        told.said.append(
            f"{inside} files are named for nobody: whose they are was taken from what they say inside."
            if inside > 1
            else "1 file is named for nobody: whose it is was taken from what it says inside."
        )


def _unzipped(files: Sequence[FoundFile]) -> dict[FoundFile, list[FoundFile]]:
    """Tell what came out of a zip with a notebook: the manifest beside it that fits it, and the Python files that this one names."""
    found: dict[FoundFile, list[FoundFile]] = {}
    for paper in (file for file in files if manifest.is_called(file.source) and file.kind not in SUBMITTED):
        told = content(paper.load)
        near = [one for one in files if one.parts[:-1] == paper.parts[:-1] and one is not paper]
        own = [one for one in near if one.kind == ".ipynb" and manifest.fits(told, {_digest(one)})]
        if len(own) == 1:
            named = manifest.files(told)
            code = [one for one in near if named.get(one.parts[-1]) and named[one.parts[-1]] == _digest(one)]
            found[own[0]] = [paper, *code]
    return found


def _digest(file: FoundFile) -> str:
    return hashlib.sha256(content(file.load)).hexdigest()


def _with_it(made: Attempt, stem: str, files: Sequence[FoundFile], told: Told) -> None:
    """Make files a part of somebody's hand-in."""
    for file in files:
        name = replace(made.name, file=file.parts[-1])
        alike = made.alike or stem.casefold()
        told.attempts.append(replace(attempt(name, file, below=len(file.parts) - 1), alike=alike, gradeable=False))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(for_message(name) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
