"""Read the files that came with a notebook, as far as they are text: their words are a student's too.

Comes in: names and bytes from anywhere. Goes out: an OtherFile for each, never an error: what can't be read within bounds is named, and a person
opens it. What is text is told by its bytes, whatever its name; documents of Word and LibreOffice are zips of XML, whose paragraphs are read.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree

from autograder.conventions.plurals import counted
from autograder.errors import GradingError
from autograder.intake import archive, filenames, ipynb, manifest
from autograder.intake.archive import Archive, Member
from autograder.model import OtherFile, RawFile
from autograder.untrusted_text import encodable

MAX_FILES = 50  # that are looked into; more are named together
MAX_BYTES = 8 * 2**20  # of a file, or of a document's parts together
MAX_ALL = 32 * 2**20  # of all that is looked into
MAX_TEXT = 200_000  # characters that are kept of a file

_DOCUMENT = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml|content\.xml")
_MEDIA = re.compile(r"(?:word/media|word/embeddings|Pictures)/.+")
_UNFIT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # what no text holds; \x1b colours a terminal's
_TAG = re.compile(r"<[^<>]*>")
_UNSHOWN = re.compile(r"<(/?)(?:script|style)\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:/p|/div|/li|/h\d|br|/tr)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    whole: bool = True


def members(opened: Archive, others: Iterable[Member], first: Collection[str] = ()) -> tuple[RawFile, ...]:
    """Take members of a zip that are neither its notebook nor its manifest. first: as for raw."""
    loads = [(one.name, partial(opened.read, one, MAX_BYTES) if one.size <= MAX_BYTES else None) for one in others]
    return raw(loads, first)


def raw(files: Iterable[tuple[str, Callable[[], bytes] | None]], first: Collection[str] = ()) -> tuple[RawFile, ...]:
    """Read files as they are, within bounds, if they may be had: a damaged one is no reason to refuse the notebook beside it.

    first: names of the assignment's Python files. These are read before all others, then other Python files, so that no folder of pictures or
    packages that came along uses up the bounds. The answer keeps the files' order.
    """
    given = list(files)
    names = {name.casefold() for name in first}
    held = [RawFile(name, None) for name, _ in given]
    room = MAX_ALL
    for count, at in enumerate(sorted(range(len(given)), key=lambda at: _urgency(given[at][0], names))):
        name, load = given[at]
        data = None
        if load is not None and count < MAX_FILES and room > 0:
            with contextlib.suppress(GradingError):
                data = load()
        fits = data is not None and len(data) <= min(room, MAX_BYTES)
        held[at] = RawFile(name, data if fits else None)
        room -= len(data) if data is not None else 0
    return tuple(held)


def _urgency(name: str, first: Collection[str]) -> tuple[bool, bool, bool, int]:
    """Order what is read: the manifest, a name that is asked for, then Python files, those in fewer folders first; all else as it came."""
    parts = name.replace("\\", "/").casefold().split("/")
    is_python = parts[-1].endswith((".py", ".py.txt", ".py.download"))
    return not manifest.is_called(name), parts[-1] not in first, not is_python, len(parts) if is_python else 0


def of_files(files: Sequence[RawFile]) -> tuple[OtherFile, ...]:
    """Read the first of some files; the others are named together."""
    made = [
        OtherFile(one.name, whole=False) if one.data is None else read(one.name, one.data) for one in files[:MAX_FILES]
    ]
    if more := [one.name for one in files[MAX_FILES:]]:
        named = "\n".join(more)
        made.append(OtherFile(counted(len(more), "more file"), f"They weren't looked into:\n{named}", whole=False))
    return tuple(made)


def read(name: str, data: bytes) -> OtherFile:
    """Read one file: a notebook's cells, a document's paragraphs, or whatever is text."""
    if not data.strip():
        return OtherFile(name)
    if filenames.kind(name) == ".ipynb":
        try:
            return OtherFile(name, notebook=ipynb.read(data))
        except GradingError:
            return OtherFile(name, whole=False)
    found = _document(data) if archive.is_zip(data) else _plain(name, data)
    if found is None:
        return OtherFile(name, whole=False)
    text = encodable(found.text)
    return OtherFile(name, text[:MAX_TEXT], whole=found.whole and len(text) <= MAX_TEXT)


def as_text(file: RawFile) -> str | None:
    """Return the text of a file, "" for an empty one; None where it couldn't be had or is no text."""
    if file.data is None:
        return None
    if not file.data.strip():
        return ""
    found = None if archive.is_zip(file.data) else _plain(file.name, file.data)
    return None if found is None else encodable(found.text)


def without_markup(text: str) -> str:
    """Return what a page says: its tags off, a line for each block, scripts and styles left out."""
    parts = _UNSHOWN.split(text)  # a text, then by turns the slash of a tag and what follows it
    shown = "".join([parts[0], *(after for slash, after in zip(parts[1::2], parts[2::2], strict=True) if slash)])
    return html.unescape(_TAG.sub("", _BLOCK.sub("\n", shown)))


def _plain(name: str, data: bytes) -> _Read | None:
    """Decode what is text by its bytes: UTF-8, UTF-16 with a mark, or cp949 as Windows in Korea writes it."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _UNFIT.search(text) or text.startswith(("{\\rtf", "%PDF", "%!PS")):
            return None
        return _Read(without_markup(text) if filenames.kind(name) in (".html", ".htm") else text)
    return None


def _document(data: bytes) -> _Read | None:
    """Read the paragraphs of a document of Word or LibreOffice; None for any other zip, and for what isn't fair XML."""
    try:
        with Archive(data) as opened:
            parts = [member for member in opened.members if _DOCUMENT.fullmatch(member.name)]
            pictures = any(_MEDIA.fullmatch(member.name) for member in opened.members)
            room, texts = MAX_BYTES, list[str]()
            for member in parts:
                if member.size <= room:
                    room -= member.size
                    texts.append(_paragraphs(opened.read(member, member.size)))
    except (GradingError, ElementTree.ParseError, ValueError):
        return None
    said = [text for text in texts if text.strip()]
    return _Read("\n\n".join(said), whole=not pictures and len(texts) == len(parts)) if said else None


def _paragraphs(xml: bytes) -> str:
    """Read a part of a document; raises ValueError for XML that defines its own entities, and ParseError for what is none."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\0" in xml[:4]:
        raise ValueError("a document has no use for that")
    parser = ElementTree.XMLParser(target=_Paragraphs())
    parser.feed(xml)
    return str(parser.close()).strip()


class _Paragraphs:
    """Takes in a document's elements in order: texts stand in Word's runs, `t`, and anywhere in LibreOffice's paragraphs.

    The runs of a paragraph are joined without a blank, for Word splits words at will; what was deleted under its eyes is no text any more.
    """

    def __init__(self) -> None:
        self._said: list[str] = []
        self._texts: Collection[str] = ()  # elements whose text counts; told by the first element
        self._open = 0  # of these
        self._twice = 0  # elements open that say again what was said

    def start(self, tag: str, _attributes: object) -> None:
        name = tag.rpartition("}")[2]
        self._texts = self._texts or (("t",) if "wordprocessingml" in tag else ("p", "h"))
        self._open += name in self._texts
        self._twice += name == "Fallback"
        if name in ("p", "h"):
            self._said.append("\n")
        elif name in ("br", "cr", "tab", "line-break", "s"):
            self._said.append(" ")

    def data(self, text: str) -> None:
        if self._open and not self._twice:
            self._said.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self._open -= name in self._texts
        self._twice -= name == "Fallback"

    def close(self) -> str:
        return "".join(self._said)
