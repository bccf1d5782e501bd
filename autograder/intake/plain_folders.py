"""Tell whose files are that no LMS has named: by their own names, by the folder that varies, or by what they say inside.

Comes in: the files of a folder or zip. Goes out: Attempts, the files that nobody can be told of, and a sentence on what was done. Where two
files may be two people's, they are never put together: then they are refused, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.intake import filenames, name_words
from autograder.intake.downloads import Roster
from autograder.intake.filenames import SUBMITTED, Evidence, ParsedName
from autograder.intake.folder_levels import PACKED, Levels
from autograder.intake.found_files import Attempt, FoundFile, NotTaken, attempt
from autograder.intake.insides import Insides
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
    owned = {found: own for found in files if (own := _own(found, levels)) is not None}
    for common in _common_words(owned):
        owned.pop(common)
    told.attempts.extend(attempt(own, found) for found, own in owned.items())
    left = [found for found in files if found not in owned]
    sure = levels.sure(left)
    told.attempts.extend(_in_a_folder(found, level) for found, level in sure.items())
    left = [found for found in left if found not in sure]
    in_folders = [found for found in left if levels.place(found)]
    loose = [found for found in left if not levels.place(found)]
    _by_folder(in_folders, told, levels, {one.parts[:-1] for one in owned})
    _by_themselves(loose, told, levels, named=named)
    return told


def _own(found: FoundFile, levels: Levels) -> ParsedName | None:
    """Read a name as our submission cell writes it, in a folder only this assignment's; or a name that is nothing but a student's id."""
    own = filenames.of_zip(found.parts[-1])
    if own is not None and (own.assignment == levels.assignment or not levels.assignment or len(found.parts) == 1):
        return own
    if found.kind not in (*SUBMITTED, *LIKELY):
        return None
    by_folder = any(part in levels.known or name_words.is_number(part) for part in found.parts[:-1])
    whole, stem = filenames.bare(found.parts[-1]), filenames.stem(found.parts[-1])
    ids = [one for one in (whole, stem) if one in levels.course] or [stem][: name_words.is_number(stem)]
    if by_folder or not ids:
        return None
    counted = 0 if ids[0] == whole else filenames.attempt_of(found.parts[-1])
    return ParsedName(ids[0], Evidence.NAME, found.parts[-1], attempt=counted)


def _common_words(owned: Mapping[FoundFile, ParsedName]) -> list[FoundFile]:
    """List files such as kim/my-knn.ipynb and lee/my-knn.ipynb: 'my' is no id, as each lies alone in another folder."""
    held = Counter(found.parts[:-1] for found in owned)
    alone: dict[str, list[FoundFile]] = {}
    for found, own in owned.items():
        if len(found.parts) > 1 and held[found.parts[:-1]] == 1 and not re.search(r"\d", own.student_id):
            alone.setdefault(own.student_id, []).append(found)
    return [found for files in alone.values() if len(files) > 1 for found in files]


# ---------------------------------------------------------------- folders


def _by_folder(files: Sequence[FoundFile], told: Told, levels: Levels, owned: Collection[tuple[str, ...]]) -> None:
    """Tell by the folders; owned: those in which a file lies that its own name tells of."""
    submitted = [found for found in files if found.kind in SUBMITTED]
    kinds = (*SUBMITTED, *PACKED) if submitted else LIKELY
    level = levels.choose(
        [one for one in files if one.kind in kinds and not (_unread(one) and one.parts[:-1] in owned)]
    )
    if level is None:
        told.said.append("No level of the folders is one of students: what the files say inside was used.")
        _by_themselves(files, told, levels, named=False)
        return
    people = {
        found.parts[level] for found in files if found.kind in (*SUBMITTED, *LIKELY) and len(found.parts) > level + 1
    }
    if level and people:
        told.said.append(f"The folders at level {level + 1} were taken for students: {_listed(sorted(people))}.")
    lone = []
    for found in files:
        beside = found.kind not in SUBMITTED and any(found.parts[: len(folder)] == folder for folder in owned if folder)
        if len(found.parts) > level + 1 and found.parts[level] in people and not beside:
            told.attempts.append(_in_a_folder(found, level))
        else:
            lone.append(found)
    _by_themselves(lone, told, levels, named=False)


def _unread(found: FoundFile) -> bool:
    return found.kind not in SUBMITTED


def _in_a_folder(found: FoundFile, level: int) -> Attempt:
    """Make a file a person's whose folder it lies in; a file that is named by another's number says so."""
    stem = filenames.stem(found.parts[-1])
    counted = max((name_words.number_in(folder) for folder in found.parts[level + 1 : -1]), default=0)
    name = ParsedName(
        found.parts[level], Evidence.FOLDER, found.parts[-1], attempt=filenames.attempt_of(found.parts[-1]) or counted
    )
    return attempt(name, found, claim=stem if name_words.is_number(stem) else "", below=level + 1)


# ---------------------------------------------------------------- what the files say


def _by_themselves(files: Sequence[FoundFile], told: Told, levels: Levels, *, named: bool) -> None:
    """Tell whose files are by what they say inside; for want of that, a file's own name is the id if no other has it."""
    submitted = [found for found in files if named or found.kind in SUBMITTED]
    told.not_taken.extend(
        NotTaken(found.source, UNREAD if found.kind in ARCHIVES else UNLIKE)
        for found in files
        if not (named or found.kind in SUBMITTED)
    )
    alike = Counter(filenames.stem(found.parts[-1]).casefold() for found in submitted)
    inside = 0
    for found in submitted:
        claimed = levels.insides.one_id(found.load)
        name = ParsedName(claimed, Evidence.INSIDE, found.parts[-1], attempt=filenames.attempt_of(found.parts[-1]))
        stem = filenames.stem(found.parts[-1])
        words = name_words.own_words(stem, levels.assignment)
        if claimed:
            inside += 1
            made = attempt(name, found, below=len(found.parts) - 1)
            told.attempts.append(replace(made, alike=words or "/".join(levels.place(found))))
        elif len(submitted) > 1 and not words and levels.insides.worth(found.load) == UNTOUCHED:
            told.not_taken.append(NotTaken(found.source, RELEASE))
        elif alike[stem.casefold()] == 1:
            nobody = replace(name, student_id=stem, evidence=Evidence.NONE)
            told.attempts.append(attempt(nobody, found, below=len(found.parts) - 1))
        else:
            told.not_taken.append(NotTaken(found.source, SEVERAL))
    if inside and len(submitted) > 1:
        told.said.append(f"{inside} files are named for nobody: whose they are was taken from what they say inside.")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(for_message(name) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
