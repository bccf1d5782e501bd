"""Tell at which level of folders each folder is one person's, and never take a section's, a day's or a helper's folder for a person.

Comes in: files in folders that no LMS named, the roster's ids, and what the files say inside. Goes out: a level, or None where no level is of
people. Where a folder may be one person's as well as several people's, nothing is guessed: DecisionNeeded says so, and nothing is graded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum

from autograder.errors import DecisionNeeded
from autograder.intake import filenames, name_words
from autograder.intake.downloads import Roster
from autograder.intake.filenames import SUBMITTED
from autograder.intake.found_files import FoundFile
from autograder.intake.insides import Insides, different
from autograder.untrusted_text import for_message, same_id

_SHOWN = 5
_COUNTED = re.compile(r" \d{1,2}$")  # by macOS, where a folder of that name is there
PACKED = (".rar", ".7z")  # unread, and somebody's


class _Holds(IntEnum):
    """Whose files a folder holds."""

    ONE = 0
    UNCLEAR = 1
    SEVERAL = 2


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of a level, with the files below it."""

    name: str
    files: tuple[FoundFile, ...]
    holds: _Holds


class Levels:
    """What is known of the files when their level is looked for."""

    def __init__(self, assignment: str, roster: Roster, insides: Insides) -> None:
        """Take the assignment's name, the class, and what files say."""
        self.assignment = assignment
        self.insides = insides
        self.course = roster.course
        self.known = roster.known

    def person(self, folder: str) -> str:
        """Give whom a folder's name tells of: the student of a zip that was unpacked into one of its name, or the name as it is."""
        own = filenames.of_zip(_COUNTED.sub("", folder))
        return own.student_id if own is not None and own.assignment == self.assignment else folder

    def place(self, file: FoundFile) -> tuple[str, ...]:
        """Give the folders on a file's way without those at the end that are nobody's, such as 'old' or a day."""
        return name_words.without_nobodys(file.parts[:-1], self.assignment, self.known)

    def sure(self, files: Sequence[FoundFile]) -> dict[FoundFile, int]:
        """Give the files in folders that are named by one id of the class, or by one number, with the folder's level, wherever these lie."""
        held: dict[tuple[str, ...], list[FoundFile]] = {}
        for file in files:
            ids = [at for at, part in enumerate(file.parts[:-1]) if self._is_id(part)]
            if len({self.person(file.parts[at]) for at in ids}) == 1:
                held.setdefault(file.parts[: ids[0] + 1], []).append(file)
        return {
            file: len(folder) - 1
            for folder, own in held.items()
            if self._holds(folder[-1], own, frozenset()) is _Holds.ONE
            for file in own
        }

    def choose(self, files: Sequence[FoundFile]) -> int | None:
        """Return the level of folders, from 0, that is one for each person; None when there is none. Raises DecisionNeeded in doubt."""
        if not files:
            return 0
        deepest = min(len(self.place(file)) for file in files)
        levels = {level: self._folders(files, level) for level in range(deepest) if self._apart(files, level)}
        whole = [level for level, folders in levels.items() if all(one.holds is _Holds.ONE for one in folders)]
        if not whole:
            self._demand_undoubted(files, levels)
            return None
        chosen = self._best(files, levels, whole)
        for level, folders in levels.items():
            if level > chosen and (
                mixed := [one for one in folders if one.holds is _Holds.SEVERAL and self._is_a_persons(one)]
            ):
                raise _undecided(mixed[0], self.insides)
        return None if self._told_better_inside(files, levels[chosen]) else chosen

    def _best(self, files: Sequence[FoundFile], levels: Mapping[int, Sequence[_Folder]], whole: Sequence[int]) -> int:
        """Choose among levels whose folders may all be of one person each."""
        if len({self.place(file) for file in files}) == 1:
            return whole[-1]  # one folder, the innermost, as nothing varies
        varied = [level for level in whole if len(levels[level]) > 1] or whole
        if len(varied) == 1:
            return varied[0]
        for knows in (self._on_roster, self._inside):
            scores = {level: knows(files, level) for level in varied}
            best = [level for level in varied if scores[level] and scores[level] == max(scores.values())]
            if len(best) == 1:
                return best[0]
        people = [level for level in varied if not all(name_words.is_section(one.name) for one in levels[level])]
        return (people or varied)[0]

    def _told_better_inside(self, files: Sequence[FoundFile], folders: Sequence[_Folder]) -> bool:
        """Say whether folders are by no word a person's, while what the files say inside is on the roster, or the folders look like sections."""
        if any(self._is_a_persons(one) for one in folders):
            return False
        inside = [self.insides.one_id(file.load) for file in files]
        if all(name_words.is_section(one.name) for one in folders):
            return any(inside)
        return all(one in self.course for one in inside)

    def _apart(self, files: Sequence[FoundFile], level: int) -> bool:
        """Say whether each folder of a level lies in one place only, or is a person's by the roster."""
        places: dict[str, set[tuple[str, ...]]] = {}
        for file in files:
            places.setdefault(file.parts[level], set()).add(file.parts[:level])
        return all(len(above) == 1 or self._is_id(name) for name, above in places.items())

    def _folders(self, files: Sequence[FoundFile], level: int) -> list[_Folder]:
        held: dict[str, list[FoundFile]] = {}
        for file in files:
            held.setdefault(file.parts[level], []).append(file)
        words = Counter(word for name, own in held.items() for word in {self._words(file, name) for file in own})
        common = {word for word, count in words.items() if count > 1}
        return [_Folder(name, tuple(own), self._holds(name, own, common)) for name, own in held.items()]

    def _holds(self, name: str, own: Sequence[FoundFile], common: Set[str]) -> _Holds:
        """Say whether a folder's files are one person's; common: the words of files that lie in several folders of the level."""
        submitted = [file for file in own if file.kind in SUBMITTED]
        if len([file for file in own if file.kind in (*SUBMITTED, *PACKED)]) < 2:
            return _Holds.ONE
        people = different([one for file in submitted for one in self.insides.ids(file.load)])
        stems = {filenames.stem(file.parts[-1]) for file in submitted}
        if len(people) > 1 or len(different([stem for stem in stems if self._is_id(stem)])) > 1:
            return _Holds.SEVERAL
        if self._is_id(name) or (people and same_id(self.person(name), people[0])):
            return _Holds.ONE
        return _Holds.ONE if self._look_like_one(name, own, common) else _Holds.UNCLEAR

    def _is_id(self, name: str) -> bool:
        return any(one in self.known or name_words.is_number(one) for one in (name, self.person(name)))

    def _look_like_one(self, folder: str, own: Sequence[FoundFile], common: Set[str]) -> bool:
        """Say whether the names of files tell that they are versions of one, in one place, or one with what it needs beside."""
        if len({self.place(file) for file in own}) > 1:
            return False
        words = {file: self._words(file, folder) for file in own}
        main = any(self.insides.worth(file.load) for file, word in words.items() if not word or word in common)
        counted = {word for file, word in words.items() if not (main and self._is_no_hand_in(file))}
        return len(counted) == 1

    def _is_no_hand_in(self, file: FoundFile) -> bool:
        """Say whether a file is a notebook or zip that is none of ours; whoever it names is the one whom all in the folder name."""
        return file.kind in SUBMITTED and not self.insides.worth(file.load)

    def _words(self, file: FoundFile, folder: str) -> str:
        word = name_words.own_words(filenames.stem(file.parts[-1]), self.assignment)
        return "" if same_id(word, name_words.own_words(folder, self.assignment)) else word

    def _demand_undoubted(self, files: Sequence[FoundFile], levels: Mapping[int, Sequence[_Folder]]) -> None:
        """Where no level is of people, raise DecisionNeeded if folders are people's all the same, or if it can't be told."""
        for folders in levels.values():
            mixed = [one for one in folders if one.holds is _Holds.SEVERAL]
            unclear = [one for one in folders if one.holds is _Holds.UNCLEAR and not name_words.is_section(one.name)]
            known = [one for one in mixed if self._is_a_persons(one)]
            all_say = all(self.insides.ids(file.load) for file in files)
            if known or (mixed and len(mixed) * 2 < len(folders) and not all_say):
                raise _undecided((known or mixed)[0], self.insides)
            if unclear and not mixed:
                raise _undecided(unclear[0], self.insides)

    def _is_a_persons(self, folder: _Folder) -> bool:
        inside = [one for file in folder.files for one in self.insides.ids(file.load)]
        return self._is_id(folder.name) or any(same_id(self.person(folder.name), one) for one in inside)

    def _on_roster(self, files: Sequence[FoundFile], level: int) -> int:
        return len({self.person(file.parts[level]) for file in files} & set(self.known))

    def _inside(self, files: Sequence[FoundFile], level: int) -> int:
        """Count files that say inside what the folder at this level says."""
        return sum(same_id(self.insides.one_id(file.load), self.person(file.parts[level])) for file in files[:50])


def _undecided(folder: _Folder, insides: Insides) -> DecisionNeeded:
    people = different([one for file in folder.files for one in insides.ids(file.load)])
    names = [for_message("/".join(file.parts)) for file in folder.files[:_SHOWN]]
    held = ", ".join(names) + (f" and {len(folder.files) - _SHOWN} more" if len(folder.files) > _SHOWN else "")
    inside = (
        f"say inside that they are of {', '.join(map(for_message, people))}"
        if len(people) > 1
        else "may be one person's or several people's"
    )
    return DecisionNeeded(
        found=f"whose the files in the folder {for_message(folder.name)} are can't be told: {held} {inside}. Nothing was graded",
        fix="Give each person a folder of their own, or name each file by its student's id (2022123456.ipynb), and leave one person's older files out.",
    )
