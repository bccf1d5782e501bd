"""Look for what must not be in a release: solutions, other right answers, the reference, the checks with their hints and names.

Comes in: the files that are about to be released. Goes out: each leak as a sentence that names the place and what it gives away.
Code is compared as tokens, so neither spaces, comments nor line breaks hide a leak; text is compared as words.
"""

from __future__ import annotations

import ast
import gzip
import io
import json
import re
import textwrap
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring import file_questions
from autograder.authoring.answer_blocks import blocks_of, our_solutions, our_written_answers
from autograder.authoring.cache import digest_of
from autograder.conventions import lines_of
from autograder.course import answers, author_files, beside
from autograder.course.layout import ANSWERS, DATA, hidden_files, never_released, shared_files, text_of
from autograder.course.secret import NAME as COURSE_KEY
from autograder.intake import ipynb

WINDOW = 14  # tokens in a row, brackets and commas not counted: two lines or so
WHOLE_BLOCK = 6  # a block that has at least so many tokens must not occur as a whole, however short
WHOLE_LINE = 7  # tokens: so must a line of a block, less its `return`
WORDS = 6  # of a sentence in a row
MOST_CODE = 1 << 20  # letters of a file that are compared as code: tables may be long
MOST_UNZIPPED = 1 << 26
MAGIC = 8192  # bytes of a file: one with a zero byte among them is no text

GIVES_NOTHING_AWAY = (
    "drivers.py",
    "pictures.py",
)  # of hidden/: what runs with students' code, and what they are shown anyway

_TOKEN = re.compile(
    r"(?P<string>(?:[rbfuRBFU]{0,2})(?:\"\"\"(?:.|\n)*?\"\"\"|'''(?:.|\n)*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))"
    r"|(?P<comment>#[^\n]*)|(?P<word>[^\W\d]\w*|\d[\w.]*)|(?P<sign>\*\*|//|[=!<>]=|->|[-+*/@%<>=|&^~])"
)

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing that a release gives away."""

    sentence: str
    fix: str = "Take it out of what students see, then build and release again."


_OTHER_WORDS = "Take it out of what students see, such as a visible test's message, or say the hidden one in other words; then build and release again."


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that must not be found, and where it is kept."""

    what: str  # "a solution", "a hidden check's hint", …
    kept_in: str  # "assignments/knn/hidden/checks_labels.py, line 12"


def scan(files: Mapping[str, bytes], name: str, root: Path) -> tuple[Leak, ...]:
    """Compare every file of a release, by name, with everything secret about the assignment."""
    grams, phrases = _secrets(name, root)
    found = []
    for place, text, kind in _texts(files, f"release/{name}"):
        found += [_leak(place, line, secret) for line, secret in _code_leaks(text, grams)] if kind == "code" else []
        found += [
            replace(_leak(place, line, secret), fix=_OTHER_WORDS) for line, secret in _phrase_leaks(text, phrases)
        ]
    key = root / COURSE_KEY
    if key.is_file() and (held := key.read_bytes()):
        found += [
            Leak(f"release/{name}/{place} holds the course's secret ({COURSE_KEY})")
            for place, data in files.items()
            if held in data
        ]
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- what is secret


def secret_files(folder: Path) -> list[Path]:
    """List the files that a release is compared with; a wrong answer gives nothing away, and nothing is made of it."""
    others = [path for path in (folder / ANSWERS).glob("*") if path.name != "right"]
    return [path for path in never_released(folder) if not any(path.is_relative_to(other) for other in others)]


def secret_cells(folder: Path) -> str:
    """Hash the cells of notebook.py that stay with the author, but for wrong answers."""
    cells = (cell for cell in beside.cells(folder) if cell.role != beside.WRONG)
    return digest_of(salt=repr([(cell.role, cell.question, cell.options, cell.source) for cell in cells]))


def _secrets(name: str, root: Path) -> tuple[dict[Gram, Secret], dict[str, Secret]]:
    folder = root / "assignments" / name
    grams: dict[Gram, Secret] = {}
    phrases: dict[str, Secret] = {}
    solutions, in_files = our_solutions(name, root), file_questions.cells_of(folder)
    for question, texts in solutions.items():
        file = in_files[question].file if question in in_files else "notebook.py"
        secret = Secret("a solution", f"the block of {question} in assignments/{name}/{file}")
        for text in texts:
            grams |= dict.fromkeys(_grams(text, whole=True), secret)
    for answer in answers.right(folder):
        for question, texts in blocks_of(answer, name, root).items():
            secret = Secret("a right answer", f"{question} in {answer.place}")
            for text, own in zip(texts, solutions[question], strict=True):
                new = set(_grams(text, whole=True)) - set(_grams(own, whole=True)) if text != own else ()
                grams |= {gram: secret for gram in new if gram not in grams}
    for path in (*hidden_files(folder), *shared_files(folder)):
        if path.suffix == ".py" and not path.name.endswith(GIVES_NOTHING_AWAY):
            _add_file(path, f"assignments/{path.relative_to(folder.parent).as_posix()}", grams, phrases)
    for cell in beside.cells(folder):
        if cell.role in (beside.CHECK, beside.ASSERTS):
            text = beside.hidden_part(cell)
            _add_code(text, "a check", cell.place.rpartition(",")[0], cell.line, grams, phrases)
    for question, text in our_written_answers(name, root).items():
        secret = Secret("a written answer", f"{question} in assignments/{name}/notebook.py")
        phrases |= dict.fromkeys(_sentences(text), secret)
    return grams, phrases


def _add_file(path: Path, place: str, grams: dict[Gram, Secret], phrases: dict[str, Secret]) -> None:
    """Add a file's code, its texts of more than a few words, and, where it holds checks, their names."""
    _add_code(text_of(path), path.name, place, 0, grams, phrases)
    if path == min(path.parent.glob("checks*.py"), default=None):
        for check in author_files.load_checks(path.parents[1]):
            if "_" in check.name:
                file, _, line = check.place.rpartition(":")
                where = f"{place.removesuffix(path.name)}{Path(file).name}, line {line}"
                phrases[check.name.lower()] = Secret("the name of a hidden check", where)


def _add_code(
    text: str, name: str, place: str, above: int, grams: dict[Gram, Secret], phrases: dict[str, Secret]
) -> None:
    """Add code and its texts of more than a few words; `above` lines stand before it in its file."""
    tokens = _tokens(text)
    for start in range(len(tokens) - WINDOW + 1):
        gram = tuple(token for token, _ in tokens[start : start + WINDOW])
        grams.setdefault(gram, Secret(f"code of {name}", f"{place}, line {above + tokens[start][1]}"))
    for line in text.split("\n") if above else ():
        if len(words := tuple(token for token, _ in _tokens(line))) >= WHOLE_LINE:
            grams.setdefault(words, Secret(f"code of {name}", place))
    try:
        tree = ast.parse(textwrap.dedent(text))
    except SyntaxError:  # hidden lines of a test needn't be whole
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            secret = Secret(f"a text of {name}", f"{place}, line {above + node.lineno}")
            phrases |= dict.fromkeys(_sentences(node.value), secret)


def _grams(text: str, *, whole: bool) -> Iterator[Gram]:
    tokens = [token for token, _ in _tokens(text)]
    if whole and WHOLE_BLOCK <= len(tokens) < WINDOW:
        yield tuple(tokens)
    for start in range(len(tokens) - WINDOW + 1):
        yield tuple(tokens[start : start + WINDOW])
    for line in lines_of(text) if whole else ():
        said = [token for token, _ in _tokens(line)]
        said = said[said[:1] == ["return"] :]
        if WHOLE_LINE <= len(said) < WINDOW:
            yield tuple(said)


def _sentences(text: str) -> Iterator[str]:
    for part in re.split(r"[.?!:;\n]\s", text.replace("\n", " ") + " "):
        words = _words(part)
        if len(words.split()) >= WORDS:
            yield words


# ---------------------------------------------------------------- where it is looked for


def _texts(files: Mapping[str, bytes], place: str) -> Iterator[tuple[str, str, str]]:
    """Yield (place, text, "code" or "text") of everything readable in the files, zips opened."""
    for name, data in sorted(files.items()):
        if name.endswith(".zip") and zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {member: archive.read(member) for member in archive.namelist()}
            yield from _texts(
                {key: value for key, value in members.items() if files.get(key) != value}, f"{place}/{name}"
            )
        elif name.endswith(".ipynb") and not name.startswith(f"{DATA}/"):
            content = ipynb.read_own(data)
            for cell in content["cells"]:
                where = f"{place}/{name}, cell {cell['id']}"
                yield where, ipynb.source_of(cell), "code"
                yield where, json.dumps([cell["metadata"], cell.get("outputs", [])]), "text"
            yield f"{place}/{name}", json.dumps(content["metadata"]), "text"
        elif name.endswith(".gz") and data.startswith(b"\x1f\x8b"):
            yield from _texts({name.removesuffix(".gz"): _unzipped(data)}, place)
        elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield from _texts({name: data.decode("utf-16", errors="replace").encode()}, place)
        elif b"\0" not in data[:MAGIC]:
            text = data.decode("utf-8", errors="replace")
            yield f"{place}/{name}", text, "text"
            if name.endswith(".py") or name.startswith(f"{DATA}/"):  # a data file may be a copy of anything
                yield f"{place}/{name}", text[:MOST_CODE], "code"


def _unzipped(data: bytes) -> bytes:
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST_UNZIPPED)
    except (OSError, EOFError, zlib.error):
        return b""


def _code_leaks(text: str, grams: Mapping[Gram, Secret]) -> Iterator[tuple[int, Secret]]:
    tokens = _tokens(text)
    for length in sorted({len(gram) for gram in grams}):
        for start in range(len(tokens) - length + 1):
            secret = grams.get(tuple(token for token, _ in tokens[start : start + length]))
            if secret:
                yield tokens[start][1], secret
                break  # one for each length is enough to act on


def _phrase_leaks(text: str, phrases: Mapping[str, Secret]) -> Iterator[tuple[int, Secret]]:
    """Look for phrases as whole words, wherever the text breaks its lines."""
    words = f" {_words(text)} "
    for phrase, secret in phrases.items():
        if f" {phrase} " in words:
            first = phrase.split()[0]
            lines = (n for n, line in enumerate(lines_of(text), start=1) if first in _words(line).split())
            yield next(lines, 1), secret


def _leak(place: str, line: int, secret: Secret) -> Leak:
    return Leak(f"{place}, line {line} gives away {secret.what} ({secret.kept_in})")


def _tokens(text: str) -> list[tuple[str, int]]:
    """Split code into what it says, with line numbers; brackets, commas and comments say nothing."""
    return list(_split(text))


def _split(text: str) -> Iterable[tuple[str, int]]:
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if match.lastgroup != "comment":
            yield match.group(), line


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
