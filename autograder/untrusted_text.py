"""Make a text of a student's, or of a name around their file, fit for where it is shown or kept.

Comes in: any str, lone surrogates and control characters included. Goes out: the same for what a person would read of it, with what hides,
turns or breaks a text taken away or told. One function for each place; what all of them call harmful stands in the one table below.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

# ---------------------------------------------------------------- what is harmful

_SURROGATES = "\ud800-\udfff"  # JSON can spell a lone one, and no encoding can write it
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"  # all but tab and newline; carriage returns are made newlines first
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # make a name or a line of code read as something else
_UNSEEN = "\u00ad\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # not the joiners of scripts and emoji

_LONE_SURROGATE = re.compile(f"[{_SURROGATES}]")
_HIDING = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{_UNSEEN}]")
_HARMFUL = re.compile(f"[{_SURROGATES}{_CONTROLS}{_DIRECTIONS}{_UNSEEN}]")

# What spreadsheets take for the start of a formula, full-width forms included, after blanks that some of them drop.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
# What markdown, HTML and TeX make something of, and what stands for it.
_LIVE = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "&": "+", "\\": "/", "$": "＄", "`": "'"})

_DATA = re.compile(r"data:(?P<kind>[\w.+-]+/[\w.+-]+)?[;,][A-Za-z0-9+/=%;,_-]{200,}")  # a file that stands in a text

_KEPT_IN_NAMES = re.compile(r"[A-Za-z0-9._-]")
_RESERVED_NAMES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)

MAX_IN_MESSAGE = 80  # characters
MAX_FILE_NAME = 80  # characters of a student's id as files are named by it
MAX_ID = 200  # characters of a student's id
_REPLACED = "\ufffd"


# ---------------------------------------------------------------- for each place


def encodable(text: str) -> str:
    """Replace lone surrogates, so that the text can be written in UTF-8; all else stays."""
    return _LONE_SURROGATE.sub(_REPLACED, text)


def for_message(text: str) -> str:
    r"""Fit a name into a sentence: one line of at most 80 characters, what can't be printed told as \x0a.

    >>> for_message("knn\n\u202e.ipynb")
    'knn\\x0a\\x202e.ipynb'
    """
    printable = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return printable if len(printable) <= MAX_IN_MESSAGE else printable[:50] + "…" + printable[-25:]


def for_terminal(text: str) -> str:
    r"""Tell what a terminal would obey, or what hides or turns the text, as `for_message` does; line ends and tabs stay.

    >>> for_terminal("knn\x1b[2J.ipynb")
    'knn\\x1b[2J.ipynb'
    """
    return _HARMFUL.sub(lambda match: f"\\x{ord(match.group()):02x}", text)


def for_page(text: str) -> str:
    """Tell what would hide or turn the text by code points; line ends and tabs stay. The page's template escapes HTML.

    >>> for_page("a\u202eb")
    'a[U+202E]b'
    """
    return _HIDING.sub(lambda match: f"[U+{ord(match.group()):04X}]", encodable(_newlines(text)))


def without_hidden(text: str) -> str:
    r"""Take off what nobody sees, as it comes along when a text is copied from a page; line ends, tabs and joiners of scripts stay.

    >>> without_hidden("2022000001\u200b")
    '2022000001'
    """
    return _HIDING.sub("", _newlines(text))


def for_notebook(text: str) -> str:
    """Replace whatever hides, turns or can't be encoded by a mark; line ends and tabs stay."""
    return _HARMFUL.sub(_REPLACED, _newlines(text))


def for_markdown(text: str) -> str:
    """Take from a text everything that markdown, HTML or TeX could make something of; for where nothing escapes it.

    >>> for_markdown("<b>$x$</b> http://a.b")
    '‹b›＄x＄‹/b› http: //a.b'
    """
    return for_notebook(text.translate(_LIVE).replace("://", ": //"))


def without_data(text: str) -> str:
    """Name the files whose bytes stand in a text, pasted pictures above all: they hide the words behind them.

    The name holds a hash of them, so that another picture is another text.

    >>> without_data(f"![](data:image/png;base64,{'iVBORw0K' * 100}), see?")
    '![](image/png of 822 characters, 1965e028), see?'
    """
    return _DATA.sub(_named_data, text)


def cut(text: str, most: int, *, of: str = "the notebook that was handed in") -> str:
    """Cut a text that is too long for a record, and say how much is left out of what; a hash tells one from another that begins the same.

    >>> cut("abcdefgh", 3)
    'abc… (5 more characters, 9c56cc51: open the notebook that was handed in)'
    """
    if len(text) <= most:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{text[:most]}… ({len(text) - most:,} more characters, {digest}: open {of})"


def for_spreadsheet(text: str) -> str:
    """Quote a text that a spreadsheet would take for a formula, and replace what no cell can show.

    >>> for_spreadsheet("=1+1")
    "'=1+1"
    """
    shown = for_notebook(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def as_id(student_id: str) -> str:
    r"""Give a student's id as it was written: blanks around it off, accents composed.

    An id that hides, turns or breaks a text is spelled out as its file's name is, so that no two of them look the same.

    >>> as_id(" kim ada "), as_id("0042"), as_id("kim\u202e")
    ('kim ada', '0042', 'kim~E2~80~AE')
    """
    text = unicodedata.normalize("NFC", student_id.strip())
    return text if text and len(text) <= MAX_ID and text.isprintable() else for_file_name(text)


def same_id(one: str, other: str) -> bool:
    """Say whether two ids, as people write them, are one: capitals, blanks and the way accents are coded make no difference."""
    return folded(one) == folded(other)


def folded(text: str) -> str:
    """Give an id or a name as it is compared: in small letters, with accents composed and one blank at a time."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))


def words_of_name(name: str) -> list[str]:
    """Give a person's or a group's name in words that can be compared, without signs and what nobody sees; marks on letters stay.

    >>> words_of_name("O’Brien, Zoe\u0308")
    ['o', 'brien', 'zoë']
    """
    kept = (
        char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in folded(without_hidden(name))
    )
    return "".join(kept).split()


def scripts(name: str) -> set[str]:
    """Name the scripts of a name's letters, by the first word of what Unicode calls each.

    >>> sorted(scripts("김 Minji"))
    ['HANGUL', 'LATIN']
    """
    letters = (char for char in unicodedata.normalize("NFKC", name) if char.isalpha())
    return {unicodedata.name(char, "").partition(" ")[0] for char in letters}


def for_file_name(student_id: str) -> str:
    """Turn any id into a file's name of at most 80 characters, different ids into different names.

    Letters, digits, `.`, `_` and `-` stay, others become ~XX of their UTF-8 bytes; a name that is too long ends in a hash of itself.

    >>> for_file_name("kim minji")
    'kim~20minji'
    """
    text = unicodedata.normalize("NFC", student_id.strip())
    name = "".join(char if _KEPT_IN_NAMES.fullmatch(char) else _escaped(char) for char in text)
    if not name:
        return "~"
    if name[0] in ".-" or _RESERVED_NAMES.match(name):
        name = _escaped(name[0]) + name[1:]
    if len(name) > MAX_FILE_NAME:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        name = f"{name[: MAX_FILE_NAME - 18]}~~{digest}"
    return name


def _named_data(data: re.Match[str]) -> str:
    digest = hashlib.sha256(data.group().encode()).hexdigest()[:8]
    return f"{data['kind'] or 'data'} of {len(data.group()):,} characters, {digest}"


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _escaped(char: str) -> str:
    return "".join(f"~{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
