"""Read what a student handed in, within bounds.

Comes in: a SubmittedFile, or a path or bytes of a zip or notebook. Goes out: a Submission, or one SubmissionRejected with the reason.
Nothing is unpacked to disk and nothing is run. It runs in the process that grades; `discovery` runs in the driver's. It imports no other
stage and no torch; pipeline, dispatch, course and authoring may import it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from autograder.conventions import file_cells, finding
from autograder.errors import SubmissionRejected
from autograder.intake import archive, code_files, ipynb, manifest, other_files, own_cells, zipped_notebook
from autograder.intake.discovery import MAX_FILE, find
from autograder.intake.persons_zip import PersonsZip
from autograder.model import Assignment, Finding, Manifest, Notebook, RawFile, Submission, SubmittedFile
from autograder.untrusted_text import as_id, for_message, same_id

__all__ = ["find", "receive"]

_MAGIC = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF"}

_NAMED = 30  # files beside the notebook at most: a folder that somebody unpacked there, such as an environment, has thousands


def receive(file: SubmittedFile | Path | bytes, assignment: Assignment) -> Submission:
    """Read one student's file; raises SubmissionRejected with the reason when it can't be graded."""
    if isinstance(file, Path):
        file = find([file], assignment=assignment.name)[0]
    elif isinstance(file, bytes):
        file = SubmittedFile(file, source="", comparable=False)
    if file.refused:
        raise SubmissionRejected(found=file.refused)
    held = _unwrapped(file, assignment)
    content, claim = held.notebook, held.manifest
    handed_out = {*assignment.data.values()}  # data files that come back as they were are nobody's words
    read = ipynb.read(content)
    _check_assignment(read, claim, assignment)
    together = _together(held, file)
    files = code_files.find(together, assignment)
    rest = [one for at, one in enumerate(together) if at not in files.used and one.data not in handed_out]
    submission = Submission(
        student_id=file.student_id or as_id(claim.fields.student_id if claim else ""),
        assignment=assignment.name,
        notebook=read,
        sha256=hashlib.sha256(file.data).hexdigest(),
        source=file.source,
        manifest=claim,
        received=file.received,
        own_id=file.comparable,
        others=other_files.of_files(rest),
        files=files.files,
    )
    taken = {together[at].name for at in files.used}
    told = _findings(submission, file, held, assignment, taken)
    return replace(submission, findings=(*files.findings, *told))


def parts(file: SubmittedFile, assignment: Assignment) -> dict[str, bytes]:
    """Give a hand-in's files as nbgrader's folders have them: NAME.ipynb, its Python files, and manifest.json where one counts; raises SubmissionRejected."""
    held = _unwrapped(file, assignment)
    found = {f"{assignment.name}.ipynb": held.notebook}
    others = _together(held, file)
    for one in code_files.find(others, assignment).files:
        data = next((other.data for other in others if one.source and other.name == one.source), None)
        found |= {} if data is None else {one.name: data}
    return found | ({"manifest.json": held.manifest_data} if held.manifest else {})


def beside(file: SubmittedFile, assignment: Assignment) -> tuple[RawFile, ...]:
    """Give the files that came with a hand-in's notebook, the manifest and other copies of the notebook aside; raises SubmissionRejected."""
    return _together(_unwrapped(file, assignment), file)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a hand-in holds."""

    notebook: bytes  # the one that is graded
    manifest: Manifest | None = None
    manifest_data: bytes = b""
    left: tuple[str, ...] = ()  # names of other notebooks of ours
    others: tuple[RawFile, ...] = ()  # all else
    inner: str = ""  # the name of the zip that was read, where it was all that another one held
    manifests: frozenset[str] = frozenset()  # files that came beside it, and are the kit's own


def _together(held: _Held, file: SubmittedFile) -> tuple[RawFile, ...]:
    """Give all that came with the notebook and is the student's."""
    return (*held.others, *(one for one in file.together if one.name not in held.manifests))


def _unwrapped(file: SubmittedFile, assignment: Assignment) -> _Held:
    """Open a hand-in; raises SubmissionRejected."""
    data = file.data
    if len(data) > MAX_FILE:
        _reject(f"the file is {len(data) / 2**20:.0f} MB", "Hand in the notebook only, with smaller pictures in it.")
    if not data:
        _reject("the file is empty", archive.RESUBMIT_HINT)
    if not archive.is_zip(data):
        for magic, kind in _MAGIC.items():
            if data.startswith(magic):
                _reject(f"the file is {kind}, not a zip", archive.RESUBMIT_HINT)
        if data.lstrip(b"\xef\xbb\xbf \t\r\n\0")[:1] not in (b"{", b"[") and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            _reject("the file is neither a zip nor a notebook", archive.RESUBMIT_HINT)
        loose = manifest.beside(data, file.source, file.together)
        return _Held(data, loose.claim, loose.data, manifests=loose.names)
    with PersonsZip(data) as opened:
        claimed, raw = manifest.of(opened)
        known = [claimed.fields.student_id] if claimed and claimed.fields.student_id else []
        known += [one for one in (file.claim, file.student_id if file.comparable else "") if one]
        chosen, left = zipped_notebook.choose(opened, assignment, known)
        aside = (chosen, *left)
        others = [one for one in opened.members if one not in aside and not (claimed and manifest.is_named(one))]
        content = opened.read(chosen, ipynb.MAX_BYTES)
        return _Held(
            content,
            claimed,
            raw,
            tuple(one.name for one in left),
            other_files.members(opened, others, file_cells.files_of(assignment.release)),
            opened.inner,
            manifest.beside(content, None, file.together).names,
        )


def _check_assignment(read: Notebook, claim: Manifest | None, assignment: Assignment) -> None:
    """Refuse another assignment's notebook."""
    cells = own_cells.resemblance(read, assignment)
    claimed = claim.assignment if claim else ""
    if cells.ours:
        return
    if claimed and claimed != assignment.name:
        _reject(
            f"this is the notebook of '{for_message(claimed)}', not of '{assignment.name}'", "Submit the right one."
        )
    if cells.foreign > cells.own:
        _reject(f"this is the notebook of another assignment, not of '{assignment.name}'", "Submit the right one.")
    _reject(f"no answer cell of '{assignment.name}' is in the notebook", "Submit the notebook that was handed out.")


def _findings(
    submission: Submission,
    file: SubmittedFile,
    held: _Held,
    assignment: Assignment,
    taken: Set[str],
) -> Iterator[Finding]:
    for attempt in file.attempts:
        yield finding(
            assignment, "earlier_attempt", f"An earlier file, {for_message(attempt)}, is kept and wasn't graded."
        )
    claim = submission.manifest
    if held.inner:
        message = f"The zip held another zip, {for_message(held.inner)}, and nothing else: that one was read."
        yield finding(assignment, "zip_in_zip", message)
    if claim is None:
        yield finding(assignment, "zipped_by_hand", "This wasn't zipped by the notebook's submission cell.")
    elif claim.notebook_sha256 != hashlib.sha256(held.notebook).hexdigest():
        yield finding(assignment, "zipped_by_hand", "The notebook isn't the one that the submission cell zipped.")
    given = [one for one in file.beside if any(f"/{one}".endswith(f"/{name}") for name in assignment.data)]
    others = [one for one in file.beside if one not in given and one not in taken | held.manifests]
    if unnamed := max(0, len(others) - _NAMED):
        others = sorted(others, key=lambda one: one not in file.rivals)[:_NAMED]
    for other in others:
        rule = "several_notebooks" if other in file.rivals else "earlier_attempt"
        message = f"Another file, {for_message(other)}, came with it and wasn't graded."
        yield finding(assignment, rule, message + (f" And {unnamed} more." if unnamed and other is others[-1] else ""))
    if file.time and not file.received:
        message = (
            f"The download says that this came '{for_message(file.time)}', which can't be read: no day is counted."
        )
        yield finding(assignment, "time_unread", message)
    for other in held.left:
        message = f"Another notebook, {for_message(other)}, is in the zip and wasn't graded."
        yield finding(assignment, "several_notebooks", message)
    for message in _mismatches(submission, file):
        yield finding(assignment, "identity_mismatch", message)


def _mismatches(submission: Submission, file: SubmittedFile) -> Iterator[str]:
    """Compare what the names around the file and the manifest say of whose it is."""
    inside = submission.manifest.fields.student_id if submission.manifest else ""
    said = {"the file's name": file.claim, "the manifest": inside}
    if file.comparable:
        said = {"whoever handed it in": submission.student_id, **said}
    ids = {where: claim for where, claim in said.items() if claim}
    if not all(same_id(claim, next(iter(ids.values()))) for claim in ids.values()):
        told = ", ".join(f"{where} is or says {for_message(claim)}" for where, claim in ids.items())
        yield f"It is unclear whose this is: {told}."
    yield from file.doubts
    if file.shared:
        yield f"Another student's file is named for {for_message(file.claim)} too."


def _reject(found: str, fix: str) -> NoReturn:
    raise SubmissionRejected(found=found, fix=fix)
