"""The words of students' pages and of the desk in the course's language: English in the code, others in catalogues that are read as they are, with no step to build them.

Comes in: a language's code. Goes out: the catalogue of what templates and views say, locale/LANGUAGE.po; and what says the sentences of records,
judges and the last cell, locale/sentences/LANGUAGE.po (see sentences.py). A text that a catalogue lacks is shown in English.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.report.sentences import Sentences, Speaker

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ENGLISH = "en"  # of all texts in the code and in records

_FOLDER = Path(__file__).with_name("locale")


def languages() -> list[str]:
    """List the languages that there are."""
    return [ENGLISH, *sorted(path.stem for path in _FOLDER.glob("*.po"))]


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Read a language's catalogue; English needs none."""
    path = _FOLDER / f"{language}.po"
    if language == ENGLISH or not path.exists():
        return gettext.NullTranslations()
    from babel.messages import mofile, pofile

    packed = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(packed, pofile.read_po(file))
    packed.seek(0)
    return gettext.GNUTranslations(packed)


def sentence_files() -> list[Path]:
    """List the files that sentences are read from, for whoever asks whether what carries them is up to date."""
    return sorted((_FOLDER / "sentences").glob("*.po"))


def files(language: str) -> list[Path]:
    """List the catalogues of a language, for whoever asks whether what is written in it is up to date; none for English."""
    return [path for path in (_FOLDER / f"{language}.po", _FOLDER / "sentences" / f"{language}.po") if path.exists()]


@cache
def pairs(language: str) -> tuple[tuple[str, str], ...]:
    """Read the sentences of a language, each with its English, of which there may be two, for one and for several; none for English itself."""
    path = _FOLDER / "sentences" / f"{language}.po"
    if language == ENGLISH or not path.exists():
        return ()
    from babel.messages import pofile

    with path.open("rb") as file:
        return tuple(pair for one in pofile.read_po(file) if one.id and one.string for pair in _pairs(one))


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Give each English form of a sentence what it is in the other language: the form for one, and that for several."""
    english = [message.id] if isinstance(message.id, str) else message.id
    said = [message.string] if isinstance(message.string, str) else [one for one in message.string or () if one]
    return [(one, said[min(at, len(said) - 1)]) for at, one in enumerate(english)]


@cache
def speaker(language: str) -> Speaker:
    """Give what says sentences of records in a language; those of authors stay as they are."""
    return Sentences(pairs(language)) if pairs(language) else str
