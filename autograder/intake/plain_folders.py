"""Tell whose files are that no LMS has named: by their own names, by the folder that varies, or by what they say inside.

Comes in: the files of a folder or zip. Goes out: Attempts, the files that nobody can be told of, and a sentence on what was done. Where two
files may be two people's, they are never put together: then they are refused, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.errors import GradingError
from autograder.intake import filenames, own_cells
from autograder.intake.filenames import SUBMITTED, Evidence, ParsedName
from autograder.intake.found_files import Attempt, FoundFile, NotTaken, attempt
from autograder.untrusted_text import for_message, same_id

LIKELY = (".7z", ".rar", ".gz", ".tar", ".tgz", ".py", ".pdf", ".docx")  # what is handed in by mistake
UNLIKE = "it is no zip or notebook, and no name on its way tells a student"
SEVERAL = "it may be anyone's: other files have the same name, and none says inside whose it is"

_SECTION = re.compile(
    r"(?:section|sec|group|class|lab|tutorial|tut|team|day|week|room|gruppe|분반|반|조)?[ _-]?(?:\d{1,3}|[A-Za-z])[ _-]?(?:분반|반|조)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What could be told of the files of a folder."""

    attempts: list[Attempt]
    not_taken: list[NotTaken]
    said: list[str]


def tell(files: Sequence[FoundFile], assignment: str, *, roster: Collection[str] = (), named: bool = False) -> Told:
    """Tell whose each file is. roster: ids of the class, to know them from other folders; named: the paths were given one by one."""
    told = Told([], [], [])
    owned = {found: own for found in files if (own := _own(found, assignment)) is not None}
    for common in _common_words(owned):
        owned.pop(common)
    told.attempts.extend(attempt(own, found) for found, own in owned.items())
    left = [found for found in files if found not in owned]
    _by_folder([found for found in left if len(found.parts) > 1], told, roster, {one.parts[:-1] for one in owned})
    _by_themselves([found for found in left if len(found.parts) == 1], told, named=named)
    return told


def _own(found: FoundFile, assignment: str) -> ParsedName | None:
    """Read a name as our submission cell writes it; in a folder, only this assignment's."""
    own = filenames.of_zip(found.parts[-1])
    if own is None or (own.assignment != assignment and assignment and len(found.parts) > 1):
        return None
    return own


def _common_words(owned: Mapping[FoundFile, ParsedName]) -> list[FoundFile]:
    """List files such as kim/my-knn.ipynb and lee/my-knn.ipynb: 'my' is no id, as each lies alone in another folder."""
    held = Counter(found.parts[:-1] for found in owned)
    alone: dict[str, list[FoundFile]] = {}
    for found, own in owned.items():
        if len(found.parts) > 1 and held[found.parts[:-1]] == 1 and not re.search(r"\d", own.student_id):
            alone.setdefault(own.student_id, []).append(found)
    return [found for files in alone.values() if len(files) > 1 for found in files]


# ---------------------------------------------------------------- folders


def _by_folder(
    files: Sequence[FoundFile], told: Told, roster: Collection[str], owned: Collection[tuple[str, ...]]
) -> None:
    """Tell by the folders; owned: those in which a file lies that its own name tells of."""
    submitted = [found for found in files if found.kind in SUBMITTED]
    likely = submitted or [found for found in files if found.kind in LIKELY and found.parts[:-1] not in owned]
    level = _level(likely, roster)
    if level is None:
        told.said.append("No level of the folders is one of students: what the files say inside was used.")
        _by_themselves(files, told, named=False)
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
            name = ParsedName(found.parts[level], Evidence.FOLDER, found.parts[-1])
            told.attempts.append(attempt(name, found, below=level + 1))
        else:
            lone.append(found)
    _by_themselves(lone, told, named=False)


def _level(files: Sequence[FoundFile], roster: Collection[str]) -> int | None:
    """Return the level of folders, from 0, that is one for each student; None when there is none."""
    if not files:
        return 0
    deepest = min(len(found.parts) for found in files) - 1
    fitting = [level for level in range(deepest) if _is_of_people(files, level)]
    fitting = [
        level for level in fitting if any(found.parts[level] != filenames.stem(found.parts[-1]) for found in files)
    ]
    if len({found.parts[:-1] for found in files}) == 1 and fitting:
        return fitting[-1]  # one folder, the innermost, as nothing varies
    varied = [level for level in fitting if len({found.parts[level] for found in files}) > 1] or fitting
    if len(varied) < 2:
        return varied[0] if varied else None
    for knows in (_on_roster, _inside):
        scores = {level: knows(files, level, roster) for level in varied}
        best = [level for level in varied if scores[level] and scores[level] == max(scores.values())]
        if len(best) == 1:
            return best[0]
    people = [level for level in varied if not all(_SECTION.fullmatch(found.parts[level]) for found in files)]
    return (people or varied)[0]


def _is_of_people(files: Sequence[FoundFile], level: int) -> bool:
    """Say whether each folder of a level lies in one place only, and holds no two files of the same name."""
    places: dict[str, set[tuple[str, ...]]] = {}
    for found in files:
        places.setdefault(found.parts[level], set()).add(found.parts[:level])
    if any(len(above) > 1 for above in places.values()):
        return False
    held = Counter((found.parts[level], filenames.stem(found.parts[-1]).casefold(), found.kind) for found in files)
    lies = {
        (found.parts[level], filenames.stem(found.parts[-1]).casefold(), found.kind, found.parts[:-1])
        for found in files
    }
    return len(lies) == len(held)


def _on_roster(files: Sequence[FoundFile], level: int, roster: Collection[str]) -> int:
    return len({found.parts[level] for found in files} & set(roster))


def _inside(files: Sequence[FoundFile], level: int, _roster: Collection[str]) -> int:
    """Count files that say inside what the folder at this level says."""
    return sum(same_id(_claimed(found), found.parts[level]) for found in files[:50])


# ---------------------------------------------------------------- what the files say


def _by_themselves(files: Sequence[FoundFile], told: Told, *, named: bool) -> None:
    """Tell whose files are by what they say inside; for want of that, a file's own name is the id if no other has it."""
    submitted = [found for found in files if named or found.kind in SUBMITTED]
    told.not_taken.extend(NotTaken(found.source, UNLIKE) for found in files if found not in submitted)
    alike = Counter(filenames.stem(found.parts[-1]).casefold() for found in submitted)
    inside = 0
    for found in submitted:
        claimed = _claimed(found)
        name = ParsedName(claimed, Evidence.INSIDE, found.parts[-1], attempt=filenames.attempt_of(found.parts[-1]))
        stem = filenames.stem(found.parts[-1])
        if claimed:
            inside += 1
            told.attempts.append(attempt(name, found, below=len(found.parts) - 1))
        elif alike[stem.casefold()] == 1:
            nobody = replace(name, student_id=stem, evidence=Evidence.NONE)
            told.attempts.append(attempt(nobody, found, below=len(found.parts) - 1))
        else:
            told.not_taken.append(NotTaken(found.source, SEVERAL))
    if inside and len(submitted) > 1:
        told.said.append(f"{inside} files are named for nobody: whose they are was taken from what they say inside.")


def _claimed(found: FoundFile) -> str:
    try:
        return own_cells.claimed_id(found.load())
    except GradingError:
        return ""


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(for_message(name) for name in names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
