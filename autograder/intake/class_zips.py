"""Tell a zip of the whole class from one person's zip, and refuse what can only be a class's and can't be read.

Comes in: a path that was given, or a zip that lies among others. Goes out: the files in it where it is a class's, or None. Only a zip that was
given itself, or that is all that a given folder holds, is ever opened as one: a student's zip with others' names inside is never split up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from autograder.errors import DecisionNeeded, GradingError
from autograder.intake import archive, downloads, filenames, name_words, names_as_text, own_cells
from autograder.intake.archive import Archive
from autograder.intake.downloads import Roster
from autograder.intake.filenames import SUBMITTED
from autograder.intake.found_files import FoundFile, Loader
from autograder.intake.insides import Insides, content, different
from autograder.untrusted_text import for_message

_DEEPEST = 3  # zips in zips on the way to a download
_LOOKED_INTO = 20  # files of a zip that are read to tell whether it is a class's


@dataclass(frozen=True, slots=True)
class ClassZips:
    """What is known when zips are looked at."""

    assignment: str
    roster: Roster
    insides: Insides

    def files(self, path: Path, *, alone: bool, sure: bool = False) -> list[FoundFile] | None:
        """Open a zip as a class's, if it is one; raises GradingError when it is and is named like one student's, DecisionNeeded in doubt.

        alone: nothing else was given, so that it isn't one student's of several; sure: it is at least one student's, by the folder it is in.
        """
        if filenames.kind(path.name) != ".zip":
            return None
        try:
            opened = Archive(path, archive.BULK)
        except GradingError:
            return None  # whoever reads it as a student's will say what is wrong with it
        files = _members(opened)
        deeper = files
        for _ in range(_DEEPEST):
            if len(deeper) != 1 or deeper[0].kind != ".zip" or self.is_a_persons(deeper[0].parts[-1]):
                break
            deeper = _inner(deeper[0].load) or []
            if self._people_in(deeper) > 1:
                opened.close()
                return deeper
        people = self._people_in(files)
        if self.is_a_persons(path.name):
            opened.close()
            if people > 1:
                raise GradingError(
                    found=f"{for_message(names_as_text.of_name(path.name))} is named like one student's hand-in, and holds files of {people} students",
                    fix="If it is the class's download, rename it, say to class.zip; if not, put it into a folder and give that.",
                )
            return None
        if people > 1 and not alone and not self._named_people(files):
            opened.close()
            raise DecisionNeeded(
                found=f"{for_message(names_as_text.of_name(path.name))} holds notebooks that say they are of {people} people, and other files were given with it. "
                "Nothing was graded",
                fix="Give it by itself if it is the class's; else unpack it, and give each person's file.",
            )
        if people:
            return files
        if alone and not sure:
            self._demand_one_persons(path, files)
        opened.close()
        return None

    def demand_whole(self, path: Path) -> None:
        """Refuse what can only be a class's download and can't be read as one: cut off, or with several downloads in it."""
        if filenames.kind(path.name) != ".zip" or self.is_a_persons(path.name):
            return
        if archive.is_cut_off(path):
            raise GradingError(
                found=f"{for_message(names_as_text.of_name(path.name))} is cut off, as a download that didn't end is",
                fix="Download it again.",
            )
        try:
            with Archive(path, archive.BULK) as opened:
                held = [one for one in _members(opened) if one.kind in SUBMITTED and not archive.is_ignored(one.parts)]
                classes = [one.parts[-1] for one in held if self.holds_a_class(one)]
        except GradingError:
            return
        if classes and len(held) > 1:
            what = "several downloads" if len(classes) > 1 else "a class's download beside other hand-ins"
            raise GradingError(
                found=f"{for_message(names_as_text.of_name(path.name))} holds {what}: {', '.join(map(for_message, classes[:5]))}",
                fix="Unpack it, and grade them one after the other.",
            )

    def is_a_persons(self, name: str) -> bool:
        """Say whether a file is named as one person's hand-in."""
        name = names_as_text.of_name(name)
        own = filenames.of_zip(name)
        if own is not None and own.assignment == (self.assignment or own.assignment):
            return True
        stem = filenames.stem(name)
        if stem in self.roster.known or name_words.is_number(stem):
            return True
        return downloads.decide([FoundFile((name,), bytes)]) is not None

    def holds_a_class(self, found: FoundFile) -> bool:
        """Say whether a zip whose name tells nobody holds the files of several students."""
        stem = filenames.stem(found.parts[-1])
        named = filenames.of_zip(found.parts[-1]) is not None or stem in self.roster.known or name_words.is_number(stem)
        if found.kind != ".zip" or named:
            return False
        try:
            with Archive(found.load(), archive.BULK) as opened:
                return self._people_in(_members(opened)) > 1
        except GradingError:
            return False

    # ---------------------------------------------------------------- who is in it

    def _people_in(self, files: Sequence[FoundFile]) -> int:
        """Count the people of whom a zip tells, by its names or else by what its files say inside; 0 where it is no zip of many."""
        decision = downloads.decide(files)
        if decision is not None:
            inner = [replace(one, parts=one.parts[decision.below :]) for one in files]
            return len(downloads.owners(inner, decision.lms)) or len({one.parts[0] for one in inner})
        return self._named_people(files) or self._people_inside(files)

    def _named_people(self, files: Sequence[FoundFile]) -> int:
        if downloads.decide(files) is not None:
            return len(files)
        zips = {one.parts[-1]: own for one in files if one.kind == ".zip" and (own := filenames.of_zip(one.parts[-1]))}
        return len({own.student_id for own in zips.values()}) if len(zips) * 2 > len(files) else 0

    def _people_inside(self, files: Sequence[FoundFile]) -> int:
        """Count those whom several files of a zip name; one person's isn't a class's, and says nothing."""
        submitted = [one for one in files if one.kind in SUBMITTED and not archive.is_ignored(one.parts)]
        if len(submitted) < 2:
            return 0
        told = [own_cells.claimed_ids(content(one.load)) for one in submitted[:_LOOKED_INTO]]
        people = different([one for ids in told for one in ids])
        return len(people) if len(people) > 1 else 0

    def _demand_one_persons(self, path: Path, files: Sequence[FoundFile]) -> None:
        """Refuse a zip with several hand-ins whose names have nothing in common, and that don't say whose they are."""
        held = [one for one in files if one.kind in SUBMITTED and self.insides.worth(one.load)][:_LOOKED_INTO]
        words = {name_words.own_words(filenames.stem(one.parts[-1]), self.assignment) for one in held}
        folders = {name_words.without_nobodys(one.parts[:-1], self.assignment) for one in held}
        all_say = all(self.insides.ids(one.load) for one in held)
        if len(held) > 1 and not all_say and (len(words) > 1 or len(folders) > 1):
            raise DecisionNeeded(
                found=f"{for_message(names_as_text.of_name(path.name))} holds {len(held)} hand-ins, such as {for_message('/'.join(held[0].parts))} and "
                f"{for_message('/'.join(held[1].parts))}, which may be one person's or several people's. Nothing was graded",
                fix="Unpack it, give each person's file a name by the student's id (2022123456.ipynb), and give the folder.",
            )


def _members(opened: Archive) -> list[FoundFile]:
    return [FoundFile(member.parts, partial(opened.read, member)) for member in opened.members]


def _inner(load: Loader) -> list[FoundFile] | None:
    """Open a zip that is all that another zip holds."""
    try:
        return _members(Archive(load(), archive.BULK))
    except GradingError:
        return None
