"""Turn names of files and folders, which are bytes to a system and to a zip, into text that can be written anywhere.

Comes in: names as Python has them, where bytes that are no text stand as lone surrogates or as cp437's letters. Goes out: the name as it was
meant: UTF-8, else cp949 as Korea's Windows writes it, else Western Europe's letters; what is none of these is told byte by byte. A path is
opened by its own name, never by this text. Nothing else in the package makes text of such names.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from autograder.untrusted_text import encodable

_NO_TEXT = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8, as Python keeps it


def below(folder: Path, files: Sequence[Path]) -> list[tuple[str, ...]]:
    """Give for each file the names on its way from the folder, its own last; two names that differ stay different."""
    ways = [file.relative_to(folder).parts for file in files]
    texts = apart(name for way in ways for name in way)
    return [tuple(texts[name] for name in way) for way in ways]


def apart(names: Iterable[str]) -> dict[str, str]:
    """Give the text of each name; where two would have the same text, those that aren't UTF-8 are told byte by byte."""
    asked = sorted(set(names))
    texts = {name: name for name in asked if _is_text(name)}
    taken = {unicodedata.normalize("NFC", text) for text in texts}
    for name in asked:
        if name not in texts:
            texts[name] = next(text for text in _spellings(name) if unicodedata.normalize("NFC", text) not in taken)
            taken.add(unicodedata.normalize("NFC", texts[name]))
    return texts


def of_name(name: str) -> str:
    r"""Give the text of one name, or of a whole path, by itself.

    >>> of_name("knn.ipynb"), of_name(os.fsdecode(b"M\xfcller")), of_name(os.fsdecode(b"\xb1\xe8")), of_name(os.fsdecode(b"\xb0\xff"))
    ('knn.ipynb', 'Müller', '김', '~B0~FF')
    """
    return name if _is_text(name) else next(_spellings(name))


def of_entry(name: str, *, says_utf8: bool) -> str:
    """Give the text of a name in a zip, as zipfile has it: one that doesn't say it is UTF-8 was taken for cp437, as old zips in the West have it."""
    if says_utf8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
        return _utf8(raw) or _korean(raw) or name
    except UnicodeEncodeError:
        return name


def _is_text(name: str) -> bool:
    return encodable(name) == name


def _spellings(name: str) -> Iterator[str]:
    """Give the ways to write a name that is no text, the best first, without an end."""
    raw = _bytes(name)
    yield from filter(None, (_utf8(raw), _korean(raw), _western(raw)))
    kept = raw.decode("utf-8", "surrogateescape")
    for marks in count(1):
        yield _NO_TEXT.sub(lambda byte, mark="~" * marks: f"{mark}{ord(byte.group()) - 0xDC00:02X}", kept)  # type: ignore[misc]


def _bytes(name: str) -> bytes:
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")


def _utf8(raw: bytes) -> str:
    return _decoded(raw, "utf-8")


def _korean(raw: bytes) -> str:
    """Read cp949 if most of what isn't ASCII is then a syllable in common use; nearly any bytes can be read as one that isn't."""
    text = _decoded(raw, "cp949")
    foreign = [char for char in text if not char.isascii()]
    # others have 8 bytes
    common = [char for char in foreign if "가" <= char <= "힣" and len(char.encode("euc_kr")) == 2]
    return text if len(common) * 2 > len(foreign) else ""


def _western(raw: bytes) -> str:
    """Read cp1252, which has Latin-1's letters, if all that isn't ASCII is then a letter."""
    text = _decoded(raw, "cp1252")
    return text if all(char.isascii() or char.isalpha() for char in text) else ""


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""
