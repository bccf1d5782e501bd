"""Stop where a file that is named for one person lies in another's folder: whoever fills a folder chooses the names in it.

Comes in: files with the ids that their names, or folders deep inside, tell of. Goes out: nothing, or one DecisionNeeded that names the files.
Folders are people's here where most of a level hold one person's each; a section's, a day's or a tutor's hold several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from autograder.errors import DecisionNeeded
from autograder.intake import name_words
from autograder.intake.filenames import SUBMITTED
from autograder.intake.found_files import FoundFile
from autograder.untrusted_text import for_message, same_id

_FIX = "Leave out what isn't theirs, or take it out of the other's folder, and give the rest again."


def demand_one(
    files: Sequence[FoundFile], named: Mapping[FoundFile, str], inside: Mapping[FoundFile, int], assignment: str
) -> None:
    """Raise DecisionNeeded for an id that has files in two people's folders, or a folder of its own in somebody's who has files too.

    named: whom a file's own name tells of, as our submission cell writes it. inside: at which level the folder lies that tells of a file.
    """
    for level in range(max((len(file.parts) - 1 for file in named), default=0)):
        folders = _people(files, named, level)
        places: dict[str, dict[tuple[str, ...], FoundFile]] = defaultdict(dict)
        for file, own in named.items():
            folder = file.parts[: level + 1]
            nobodys = name_words.is_section(folder[-1]) or name_words.is_of_nobody(folder[-1], assignment)
            if folder in folders and not nobodys:
                places[own].setdefault(folder, file)
        for own, held in places.items():
            if len(held) > 1 and not all(same_id(own, folder[-1]) for folder in held):
                _stop(own, [*held.values()])
    for above in {file.parts[:level]: None for file, level in inside.items() if level}:
        told = [file for file, level in inside.items() if file.parts[:level] == above]
        beside = [one for one in files if _lies_in(one, above) and one not in inside]
        others = [one for one in files if not _lies_in(one, above)]
        if beside and above in _people([*beside, *others], {}, len(above) - 1):
            _stop(told[0].parts[len(above)], [told[0], *beside])


def _people(files: Sequence[FoundFile], named: Mapping[FoundFile, str], level: int) -> set[tuple[str, ...]]:
    """Give the folders of a level where they are people's: two at least, and more than half with one person's files, told or not."""
    held: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for file in files:
        if len(file.parts) > level + 1 and file.kind in SUBMITTED:
            held[file.parts[: level + 1]].add(named.get(file, ""))
    single = sum(len(people) == 1 for people in held.values())
    return set(held) if len(held) > 1 and 2 * single > len(held) else set()


def _lies_in(file: FoundFile, folder: tuple[str, ...]) -> bool:
    return file.parts[: len(folder)] == folder and file.kind in SUBMITTED


def _stop(own: str, files: Sequence[FoundFile]) -> None:
    held = ", ".join(for_message(file.source) for file in files[:5])
    raise DecisionNeeded(
        found=f"a file for {for_message(own)} lies in somebody else's folder, and nothing tells who put it there: {held}. Nothing was graded",
        fix=_FIX,
    )
