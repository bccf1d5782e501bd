"""Find the Python files that students write in beside the notebook among what came with it: whatever folder they lie in and whatever they are called.

Comes in: the other files of a hand-in, and the Assignment. Goes out: one HandedFile for each file of the assignment, which of those that came it
is, and findings on its name, on copies that don't count, and on files without marks in which what is missing there stands. Raises SubmissionRejected where two copies are equally likely to be meant. Of copies
the one with more answers counts, as of notebooks; nothing of a text is run.
"""

from __future__ import annotations

import ast
import codecs
import hashlib
import re
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from autograder.conventions import file_cells, finding, has_marker, question_of_cell
from autograder.errors import SubmissionRejected
from autograder.intake import archive, filenames, other_files, own_cells
from autograder.intake.persons_zip import PersonsZip
from autograder.model import Assignment, Cell, Finding, HandedFile, RawFile
from autograder.untrusted_text import encodable, for_message

MOST_READ = 100_000  # characters of a file that is looked into; more is no answer, and isn't graded

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
_ENCODING = re.compile(
    r"utf-8(?:-sig)?|ascii|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|euc_\w+|shift_jis\w*|gb\w+|big5\w*|johab"
)
_COPY = re.compile(r"copy of |(?:[ _-]copy|\.py)$")  # what systems and browsers add to a name


@dataclass(frozen=True, slots=True)
class FilesFound:
    """What of a hand-in is which file of the assignment."""

    files: tuple[HandedFile, ...]
    used: frozenset[int]  # positions among the other files, copies that don't count among them
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that may be the one that is looked for."""

    at: int
    raw: RawFile
    text: str | None
    likeness: int  # of its name: 3 the same, 2 but for what systems add, 1 its end; 0 what it defines alone
    written: frozenset[str]  # questions of the file in which something is written
    rank: tuple[int, int]  # folders above it, fewer first; the number that an LMS or a browser gave it

    @property
    def answers(self) -> int:
        """In how many questions something is written."""
        return len(self.written)

    @property
    def order(self) -> tuple[int, int, tuple[int, int]]:
        """Compares as likely as it is meant: how much is written, its name, its place."""
        return self.answers, self.likeness, self.rank


def find(others: Sequence[RawFile], assignment: Assignment) -> FilesFound:
    """Choose the assignment's files among what came."""
    wanted = file_cells.files_of(assignment.release)
    files, used, findings = [], set[int](), list[Finding]()
    for name, questions in wanted.items():
        known = [one for one in _candidates(others, name, questions, set(wanted)) if one.at not in used]
        if not known:
            files.append(HandedFile(name))
            findings += _without_marks(others, name, questions, used, assignment)
            continue
        chosen = _choose(known, name)
        files.append(_handed(name, chosen))
        used.update(one.at for one in known if one.likeness > 1 or one is chosen)
        findings += _findings(name, chosen, known, assignment)
        open_ones = [one for one in questions if one not in chosen.written]
        findings += _without_marks(others, name, open_ones, used, assignment)
    return FilesFound(tuple(files), frozenset(used), tuple(findings))


def worth(data: bytes, assignment: Assignment) -> int:
    """Weigh a zip or notebook as own_cells.worth does, the answers in its Python files too."""
    weight, wanted = own_cells.worth(data, assignment), file_cells.files_of(assignment.release)
    if not weight or not wanted or not archive.is_zip(data):
        return weight
    with PersonsZip(data) as opened:
        others = other_files.members(
            opened, (one for one in opened.members if PurePosixPath(one.name).suffix != ".ipynb"), wanted
        )
    answers = sum(
        max((one.answers for one in _candidates(others, name, questions, set(wanted))), default=0)
        for name, questions in wanted.items()
    )
    return max(weight, own_cells.UNTOUCHED + 1) + answers if answers else weight


# ---------------------------------------------------------------- which file it is


def _candidates(
    others: Sequence[RawFile], name: str, questions: Sequence[str], wanted: set[str]
) -> Iterator[_Candidate]:
    rivals = {one for one in wanted if one != name}
    places = [PurePosixPath(raw.name.replace("\\", "/")) for raw in others]
    alike = [(_likeness(own.name, name, rivals), at) for at, own in enumerate(places)]
    complete, room = False, MOST_READ
    for likeness, at in sorted(((-1 if like is None else like, at) for like, at in alike), key=lambda one: -one[0]):
        if likeness < 0:
            return  # no Python file, as all that follow
        raw, own = others[at], places[at]
        text = _text(raw)
        if not likeness and not has_marker(text or ""):
            continue  # before it is read as Python, which takes its time for a folder of packages
        if not likeness and len(text or "") > (room if complete else MOST_READ):
            continue  # beside a file in which all is written, what has another name is told as long as that takes no time
        room -= 0 if likeness else len(text or "")
        cells = _cells(name, text, tuple(questions)) if text and len(text) <= MOST_READ else ()
        if not likeness and not any(has_marker(cell.source) for cell in cells):
            continue  # it has another name, and may define a function of the same one
        if likeness == 1 and not cells:
            continue
        written = _written(cells)
        rank = -len(own.parts), filenames.attempt_of(own.name)
        complete = complete or len(written) == len(questions)
        yield _Candidate(at, raw, text, likeness, written, rank)


@lru_cache(maxsize=64)  # a hand-in is weighed before it is taken
def _cells(name: str, text: str, questions: tuple[str, ...]) -> tuple[Cell, ...]:
    return file_cells.cut(name, text, questions)[1:]


def _text(raw: RawFile) -> str | None:
    """Read a file as Python does: by the encoding that one of its first two lines names (PEP 263); else as other_files does, which takes more."""
    first, *rest = (raw.data or b"")[:MOST_READ].splitlines()[:2] or [b""]
    head = b"\n".join([first, *rest]) if not first.strip() or first.lstrip().startswith(b"#") else first
    if raw.data is None or not (named := _CODING.search(head)):
        return other_files.as_text(raw)
    try:
        encoding = codecs.lookup(named[1].decode("ascii")).name
        if not _ENCODING.fullmatch(encoding):
            return None
        text = raw.data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (LookupError, UnicodeError):
        return None
    return None if "\0" in text else encodable(text)


def _likeness(own: str, name: str, others: set[str]) -> int | None:
    """Say how alike two names are; None where it is no Python file, or another file of the assignment by its name."""
    plain = own.casefold().strip()
    while plain.endswith((".txt", ".download")):
        plain = plain.rpartition(".")[0]
    if not plain.endswith(".py"):
        return None
    wanted = name.casefold()
    if plain == wanted:
        return 3 if own.casefold() == wanted else 2
    if plain in {one.casefold() for one in others}:
        return None
    stem = _bare(plain)
    if stem == wanted.removesuffix(".py"):
        return 2
    ends = [one.casefold().removesuffix(".py") for one in (name, *others)]
    fitting = max((one for one in ends if re.search(rf"(?:^|[^a-z0-9]){re.escape(one)}$", stem)), key=len, default="")
    return None if fitting and fitting != ends[0] else int(bool(fitting))


def _bare(plain: str) -> str:
    """Take off what systems, browsers and an LMS add to a name."""
    stem, before = filenames.stem(plain), ""
    while stem != before:
        before, stem = stem, _COPY.sub("", filenames.stem(f"{stem}.py")).strip()
    return stem


def _written(cells: Sequence[Cell]) -> frozenset[str]:
    return frozenset(
        question_of_cell(cell.grade_id or "")
        for cell in cells
        if not own_cells.is_stub(cell) and _does_something(cell.source)
    )


def _does_something(source: str) -> bool:
    """Say whether there is more in a definition than its own line, a docstring and marks; students may have lost these."""
    return len([line for line in source.split("\n") if line.strip() and not line.strip().startswith("#")]) > 1


def _choose(known: Sequence[_Candidate], name: str) -> _Candidate:
    ranked = sorted(known, key=lambda one: one.order)
    best = ranked[-1]
    rivals = [one for one in ranked if one.order == best.order and one.raw.data != best.raw.data]
    if rivals:
        one, other = (for_message(each.raw.name) for each in (rivals[0], best))
        raise SubmissionRejected(
            found=f"{one} and {other} may each be the {name} that is meant, and they differ",
            fix=f"Submit exactly one {name}.",
        )
    return best


def _why(chosen: _Candidate, other: _Candidate) -> str:
    """Say by what one of two files counts, in the order in which it is asked."""
    if chosen.answers and not other.answers:
        return "since nothing is written in the other"
    if chosen.answers > other.answers:
        return "since more of it is written"
    if chosen.likeness > other.likeness:
        return "since its name is the right one"
    if chosen.rank[0] > other.rank[0]:
        return "since it lies in fewer folders"
    return "since its number is the last"


def _handed(name: str, chosen: _Candidate) -> HandedFile:
    data = chosen.raw.data
    return HandedFile(name, chosen.raw.name, hashlib.sha256(data).hexdigest() if data is not None else "", chosen.text)


def _findings(name: str, chosen: _Candidate, known: Sequence[_Candidate], assignment: Assignment) -> Iterator[Finding]:
    if chosen.likeness < 3:
        message = f"{for_message(chosen.raw.name)} was taken for {name}."
        yield finding(assignment, "file_renamed", message, cell=name)
    for other in known:
        if other is not chosen and (other.likeness > 1 or other.answers) and other.raw.data != chosen.raw.data:
            message = f"Another {name}, {for_message(other.raw.name)}, came too and wasn't graded: {for_message(chosen.raw.name)} counts, {_why(chosen, other)}."
            yield finding(assignment, "file_copies", message, cell=name)


def _without_marks(
    others: Sequence[RawFile], name: str, questions: Sequence[str], used: Collection[int], assignment: Assignment
) -> Iterator[Finding]:
    """Name Python files that define what nothing is written for in a file of the assignment: without its marks none of them counts."""
    room, wanted = MOST_READ, {one.casefold() for one in file_cells.files_of(assignment.release)}
    for at, raw in enumerate(others if questions else ()):
        called = PurePosixPath(raw.name.replace("\\", "/")).name
        if at in used or called.casefold() in wanted or _likeness(called, name, set()) is None:
            continue
        text = _text(raw) or ""
        room -= len(text)
        if room < 0:
            return  # a folder of packages: told as long as that takes no time
        cells = _cells(name, text, tuple(questions)) if text else ()
        defined = _written([one for one in cells if not _is_bare(one.source)])
        if defined:
            named = ", ".join(f"`{one}`" for one in questions if one in defined)
            message = f"{for_message(raw.name)} defines {named}, which isn't written in {name}, and wasn't graded: answers count in {name}, between its marks."
            yield finding(assignment, "file_copies", message, cell=name)


def _is_bare(definition: str) -> bool:
    """Say whether nothing is written in a function or class but texts, `pass`, `...` and NotImplementedError; not of what is no Python."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return all(map(_says_nothing, ast.parse(definition).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False


def _says_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            return all(map(_says_nothing, body))
        case ast.Raise():
            return "NotImplementedError" in ast.unparse(node)
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
    return False
