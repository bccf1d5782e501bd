"""Show an answer or a question: text with formulas as MathML, code as code, and pasted pictures as pictures, nothing of it live.

Comes in: what a student wrote, or the notebook's own words. Goes out: HTML without a script. A picture is shown if its bytes begin as those of a PNG,
JPEG, GIF or WebP do, and while a browser can bear how many pixels they say; what else stands in a text as data is named, not shown.
"""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Iterator

from markupsafe import Markup, escape

from autograder.report import comments, rendering, words
from autograder.untrusted_text import for_page, without_data

MOST_PICTURES = 20
MOST_PIXELS = (
    100_000_000  # of all pictures of an answer: a browser takes four bytes for each, and 50 kB may say 400 million
)

_PICTURE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,200})\]\(data:image/(?P<kind>png|jpeg|gif|webp);base64,(?P<data>[A-Za-z0-9+/=]{20,3000000})\)"
)
_OPENS = re.compile(r"^(?P<fence>`{3,})[^\n`]{0,40}\n", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*\n]{1,300})\*\*")
_BEGINS_SMALL = re.compile(
    r"(?:an?|another|each|its?|no|nobody|nothing|our|several|somebody|that|the|there|these|this|two|what|whose)\b"
)
_HEAD = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def answer(text: str, language: str = words.ENGLISH) -> Markup:
    """Show a student's words."""
    made, at, pictures, pixels = Markup(""), 0, 0, 0
    for part in _PICTURE.finditer(text):
        size = _size(part["kind"], part["data"]) if pictures < MOST_PICTURES else 0
        if 0 < size <= MOST_PIXELS - pixels:
            made += _words(text[at : part.start()], language) + _picture(part["kind"], part["data"], part["alt"])
            at, pictures, pixels = part.end(), pictures + 1, pixels + size
    return made + _words(text[at:], language)


def ours(text: str) -> Markup:
    """Show the notebook's own words: headings and bold as such, the rest as an answer is shown."""
    made = str(answer(text))
    made = _HEAD.sub(r"<strong>\1</strong>", made)
    return Markup(_BOLD.sub(r"<strong>\1</strong>", made))  # escaped above, and only our tags were added


def begun(sentence: str) -> str:
    """Begin what a command would say behind 'Error:' with a capital; a name or a place that stands first stays as it is.

    >>> begun("the list isn't in UTF-8. Save it anew."), begun("knn has no rubric")
    ("The list isn't in UTF-8. Save it anew.", 'knn has no rubric')
    """
    return sentence[0].upper() + sentence[1:] if _BEGINS_SMALL.match(sentence) else sentence


def _words(text: str, language: str) -> Markup:
    made, at = Markup(""), 0
    text = rendering.shortened(without_data(text), rendering.LONGEST_CODE, language)  # before a pattern is looked for
    for begin, end, code in fenced(text):
        made += comments.answer(text[at:begin]) + rendering.highlighted(code)
        at = end
    return made + comments.answer(text[at:])


def fenced(text: str) -> Iterator[tuple[int, int, str]]:
    """Give where fenced code begins and ends, and the code; what an end isn't found for once isn't looked for again."""
    at, never_closed = 0, set[str]()
    while opened := _OPENS.search(text, at):
        fence, at = opened["fence"], opened.end()
        closing = None if fence in never_closed else re.compile(f"^{fence}[ \\t]*$", re.MULTILINE).search(text, at)
        if closing is None:
            never_closed.add(fence)
            continue
        yield opened.start(), closing.end(), text[at : closing.start()]
        at = closing.end()


def _size(kind: str, data: str) -> int:
    """Count the pixels that a picture says it has; 0 for what is no picture of this kind, or has more than anybody shows."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(data, validate=True)), formats=[kind]) as opened:
            return opened.width * opened.height
    except (ValueError, OSError, SyntaxError, EOFError, OverflowError, struct.error, Image.DecompressionBombError):
        return 0  # of a stranger's bytes Pillow says so in many ways


def _picture(kind: str, data: str, alt: str) -> Markup:
    shown = escape(for_page(alt or "a picture"))
    return Markup('<img class="pasted" src="data:image/{};base64,{}" alt="{}">').format(kind, data, shown)
