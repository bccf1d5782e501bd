"""Tell which hand-ins are to be graded: not those that are done, that came before the one that counts, or that a person took out.

Comes in: the files that were found, with their times, and the records of earlier runs. Goes out: a Job for each that is to be graded or marked again,
and a sentence for each file that takes another's place or is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder import intake, reuse
from autograder.conventions.drawings import seed_of
from autograder.conventions.plurals import counted
from autograder.course import secret
from autograder.dispatch.messages import Before, Job
from autograder.errors import DecisionNeeded, GradingError, SubmissionRejected, UsageError, nearest
from autograder.export import arrivals
from autograder.export.arrivals import Arrivals
from autograder.intake.found_files import NotTaken
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.people import groups, settling
from autograder.people.settling import People
from autograder.results import record, saved_run
from autograder.results.folder import Folder
from autograder.untrusted_text import as_id, for_file_name, for_message

_NAMED = 5  # students at most whose ids are said, instead of how many they are


def demand_decided_groups(
    people: People, own: Mapping[str, Record], files: Sequence[SubmittedFile] = (), unread: Sequence[SubmittedFile] = ()
) -> None:
    """Raise DecisionNeeded, before anything is graded, where different hand-ins, now or before, come from one group and nobody said what that means.

    unread: the files without their bytes; only those are read of which several come from one group.
    """
    if people.groups:
        return
    found = {student: settling.what(one) for student, one in own.items()}
    numbers = {as_id(one.student_id): number for number, one in enumerate(unread)}
    for group in groups.of_roster(people.students):
        those = [member for member in group.members if member in found or member in numbers]
        for member in those if len(those) > 1 else ():
            if member in numbers:
                file = files[numbers[member]]
                found[member] = hashlib.sha256(file.data).hexdigest() if file.data else file.source
    groups.demand_decided(people.groups, people.students, found)


def of_another_key(before: Iterable[Record], assignment: Assignment, seed: int) -> Iterator[str]:
    """Say where .course-key isn't the one that kept records were asked with: it was lost, or another folder's is here."""
    drawn = [one for one in before if one.seed and one.release_version == assignment.release_version]
    if others := sum(one.seed != seed_of(one.version_drawn, seed) for one in drawn):
        yield (
            f"{counted(others, 'hand-in was', 'hand-ins were')} graded with another {secret.NAME}: whoever is graded or marked again from now on is "
            "asked other hidden inputs than they were. Put the former file back to have the same"
        )


def before_marking(before: Sequence[Record], assignment: Assignment, folder: Folder) -> Iterator[str]:
    """Say what marking kept runs leaves as it was.

    Raises GradingError where a former version kept too little to mark, and DecisionNeeded where a question is asked now that nothing kept answers.
    """
    if former := sum(saved_run.is_former(folder.saved_run(one.student_id)) for one in before):
        raise GradingError(
            found=f"{former} of {counted(len(before), 'run')} in {folder.path / 'kept'} {'is' if former == 1 else 'are'} of a former version, "
            "which kept too little of banned calls to mark them again. Nothing was changed",
            fix=f"Have the files read anew, which keeps marks by hand: autograder grade {assignment.name} PATH… --fresh",
        )
    there = [question.id for question in assignment.questions]
    lacking = [set(there) - {question.id for question in one.questions} for one in before]
    if new := sorted(set().union(*lacking), key=there.index):
        count = sum(map(bool, lacking))
        raise DecisionNeeded(
            found=f"{', '.join(map(for_message, new))} {'is a question' if len(new) == 1 else 'are questions'} now and "
            f"{'was' if len(new) == 1 else 'were'} none when {'this hand-in was' if count == 1 else f'{count} of these hand-ins were'} read, "
            "so nothing written there is kept. Nothing was changed",
            fix=f"To have the files read anew: autograder grade {assignment.name} PATH… Or give the question its former name again.",
        )
    if others := sum(not reuse.of_same_rules(one, assignment) for one in before):
        yield (
            f"{counted(others, 'of these was', 'of these were')} read when assignment.toml or the release was another: what was found then "
            f"stands, and costs what it costs now. To have the files read anew: autograder grade {assignment.name} PATH…"
        )


def not_taken(files: Sequence[NotTaken]) -> Iterator[str]:
    """Name all files that are nobody's record, and why."""
    if files:
        yield f"{counted(len(files), 'file was', 'files were')} not taken:"
    for one in files:
        yield f"  {for_message(one.source)}: {one.why}"


def told_before(record: Record, faults: set[str]) -> bool:
    """Tell whether a fault of ours was told of another hand-in already, and remember it: at the end it is told once, with whose hand-ins these are."""
    reason = record.reason or ""
    if record.status is not RecordStatus.NOT_GRADED or reason not in faults:
        faults.add(reason)
        return False
    return True


@dataclass(slots=True)
class ToDo:
    """What there is to do of one run."""

    folder: Folder
    assignment: Assignment
    key: Callable[[SubmittedFile], str]
    own: Mapping[str, Record]  # what each student's own hand-in earned before
    known: Arrivals
    say: Callable[[str], object]
    fresh: bool = False
    # by student, files that don't count beside the one that does
    passed_over: dict[str, list[str]] = field(default_factory=dict)
    graded: list[str] = field(default_factory=list)  # whose hand-ins were graded, or marked again
    as_before: list[str] = field(default_factory=list)  # whose kept record is of the same file and checks
    # whose graded hand-in counts on, since the file after it can't be graded
    standing: set[str] = field(default_factory=set)

    def jobs(self, files: Sequence[SubmittedFile]) -> Iterator[Job]:
        """Skip hand-ins whose kept record was made of the same file, release, checks, seed and device, and what isn't to be graded."""
        for number, found in enumerate(files):
            last = self.own.get(found.student_id)
            file = replace(found, received=self.known.times.get(found.student_id))
            if place := self._taken_out(file, last):
                self.say(_is_out(file, place))
                continue
            if last is not None and file.student_id in self.known.older:
                self.passed_over.setdefault(file.student_id, []).append(file.source)
                self.say(arrivals.older(file, self.known.older[file.student_id], last))
                continue
            if last is not None and self._uploaded_before(file, last):
                self.standing.add(file.student_id)
                self.passed_over.setdefault(file.student_id, []).append(file.source)
                self.say(arrivals.uploaded_before(file, last))
                continue
            if last is not None:
                other = (last.source,) if reuse.is_other(last, file) else ()
                file = replace(file, earlier=(*last.attempts, *other))
            before = None if self.fresh or last is None or last.status is RecordStatus.NOT_GRADED else last
            if before is None:
                yield Job(number, file)
            elif reuse.is_current(before, self.key(file)):
                self.as_before.append(before.student_id)
            else:
                yield self._changed(number, file, before)

    def became(self) -> str:
        """Say of the files that were given what came of them, when all is done; what was left out was told when it was."""
        found = [f"Graded now: {_those(dict.fromkeys(self.graded))}."] if self.graded else []
        if self.as_before:
            found.append(
                f"As before, since nothing has changed: {_those(dict.fromkeys(self.as_before))} (--fresh grades anyway)."
            )
        return " ".join(found) or "Nothing was graded."

    def stays(self, job: Job, made: Record) -> Record | None:
        """Return what was graded before where it counts on, since the other file that came now can't be graded; say which of them counts."""
        file, last = job.file, self.own.get(made.student_id)
        self.graded += [made.student_id] if made.status is RecordStatus.GRADED else []
        if job.before is not None or last is None or not reuse.is_other(last, file):
            return None
        if last.status is not RecordStatus.GRADED or made.status is not RecordStatus.REJECTED:
            self.say(arrivals.replaced(file, last, self.known))
            return None
        why = (made.reason or "").rstrip(".")
        self.standing.add(last.student_id)
        self.passed_over.setdefault(last.student_id, []).append(f"{file.source} (can't be graded: {why})")
        self.say(arrivals.stays(file, last, why))
        return last

    def _changed(self, number: int, file: SubmittedFile, before: Record) -> Job:
        """Mark the saved run again where only checks changed, so that only their questions run; else grade the hand-in."""
        may_be_marked = reuse.may_be_marked(before, self.key(file), self.assignment)
        kept = self.folder.saved_run(before.student_id)
        if may_be_marked and kept.exists() and not saved_run.is_former(kept):
            return marking(number, before, self.folder)
        return Job(number, file)

    def _uploaded_before(self, file: SubmittedFile, last: Record) -> bool:
        """Tell whether the LMS's numbers say that a file came before the one that was graded; one that couldn't be graded gives way to it."""
        earlier = self.known.uploads.get(file.student_id) is False
        return earlier and last.status is not RecordStatus.REJECTED and reuse.is_other(last, file)

    def _taken_out(self, file: SubmittedFile, last: Record | None) -> Path | None:
        """Find where this very hand-in lies, if a person took it out and didn't bring it back."""
        if not file.student_id or (last is not None and not reuse.is_other(last, file)):
            return None
        places = self.folder.removed(file.student_id)
        return next((place for place in reversed(places) if _lies_there(file, place, self.assignment)), None)


def _those(students: Collection[str]) -> str:
    return ", ".join(map(for_message, students)) if len(students) <= _NAMED else f"{len(students)} hand-ins"


def marking(number: int, before: Record, folder: Folder) -> Job:
    """Make a job of a saved run that is marked again."""
    run = folder.saved_run(before.student_id).read_bytes()
    return Job(number, SubmittedFile(b"", before.source, before.student_id), Before(record.encode(before), run))


def demand_graded(
    typed: Iterable[str], graded: Iterable[Record], folder: Folder, records: Iterable[Record], people: People
) -> frozenset[str]:
    """Return the ids that were typed as records have them; raises UsageError for one of whom nothing is graded.

    graded: whose saved run can be marked. Nobody else is offered in place of somebody who is known.
    """
    ids = {one.student_id for one in graded}
    others = {one.student_id: one for one in records} | {student.key: None for student in people.students}
    found = set()
    for one in typed:
        match = _meant(one, ids)
        if match is None:
            known = _meant(one, others)
            near = "" if known is not None else nearest(one, ids)
            raise UsageError(
                found=f"{folder.path} holds no graded submission of {for_message(one)}",
                fix=_instead(known, near, folder),
            )
        found.add(match)
    return frozenset(found)


def _meant(typed: str, ids: Iterable[str]) -> str | None:
    """Return the id that was typed as it is written, or as its page is named."""
    return next((one for one in ids if as_id(typed) == one or typed == for_file_name(one)), None)


def _instead(known: str | None, near: str, folder: Folder) -> str:
    if known is not None and folder.record(known).exists():
        return "Their record says why: they are excused, their group's hand-in counts for them, or theirs couldn't be graded."
    if known is not None:
        return "They are on the roster, and handed nothing in."
    return f"Did you mean {near}?" if near else "Look into its records/ for the ids."


def demand_one_of(student: str, found: Sequence[str]) -> None:
    """Raise UsageError unless the one file that was found is this student's."""
    if list(found) != [student]:
        others = ", ".join(for_message(one) for one in found[:5]) or "nobody"
        raise UsageError(
            found=f"by its names and by what it says inside, the file isn't {for_message(student)}'s alone but {others}'s",
            fix="Give a zip or notebook of this student's alone; nothing was graded.",
        )


def bring_back(typed: Iterable[str], folder: Folder, known: Iterable[str]) -> None:
    """Let the hand-ins of those whose ids were typed be graded though they were taken out; raises UsageError where nothing of theirs was.

    known: ids of students whose files were found.
    """
    taken = {student: folder.removed(student) for student in known}
    out = [student for student, places in taken.items() if places]
    found = []
    for one in typed:
        match = next(
            (student for student in out if one in (student, for_file_name(student)) or as_id(one) == student), None
        )
        if match is None:
            near = "" if _meant(one, taken) else nearest(one, out)
            raise UsageError(
                found=f"no hand-in of {for_message(one)} that was taken out is among these files",
                fix=f"Did you mean {near}?" if near else "Leave --again out.",
            )
        found.append(match)
    for student in found:
        folder.bring_back(student)


def _lies_there(file: SubmittedFile, place: Path, assignment: Assignment) -> bool:
    """Tell whether a file is what was taken out, by its bytes or its notebook's."""
    for path in (place / "records").glob("*.json"):
        try:
            if record.load(path).submission_sha256 == hashlib.sha256(file.data).hexdigest():
                return True
        except GradingError:
            continue
    notebook = place / "submitted" / f"{assignment.name}.ipynb"
    try:
        return notebook.exists() and intake.parts(file, assignment)[notebook.name] == notebook.read_bytes()
    except SubmissionRejected:
        return False


def _is_out(file: SubmittedFile, place: Path) -> str:
    student = for_message(file.student_id)
    return f"{student}: {for_message(file.source)} was taken out of the results, and stays out; it lies in {place}. To grade it after all: --again {student}"
