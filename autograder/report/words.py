"""The words of students' pages and of the desk in the course's language: English in the code, others in locale/LANGUAGE.po, read as they are, with no step to build them.

Comes in: a language's code. Goes out: its catalogue; a text that it lacks is shown in English.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("locale")


def languages() -> list[str]:
    """List the languages that there are."""
    return ["en", *sorted(path.stem for path in _FOLDER.glob("*.po"))]


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Read a language's catalogue; English needs none."""
    path = _FOLDER / f"{language}.po"
    if language == "en" or not path.exists():
        return gettext.NullTranslations()
    from babel.messages import mofile, pofile

    packed = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(packed, pofile.read_po(file))
    packed.seek(0)
    return gettext.GNUTranslations(packed)
