r"""Show what a person wrote, an answer or a comment on one: text, with formulas as MathML, so that no script is needed and none can get in.

Comes in: a comment as the staff typed it, or a student's answer. Goes out: HTML in which formulas between $…$, $$…$$, \(…\) or \[…\] are
MathML, `…` is code, and all else is text. Of what the converter makes only known elements and attributes are taken, each text escaped again.
A formula that can't be set is shown as it was typed.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from autograder.report import rendering, words
from autograder.untrusted_text import for_page, without_data

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST_FORMULA = 1_000
MOST_FORMULAS = 100  # of a comment

_PARTS = re.compile(
    r"(?<!`)(?P<code>`{1,4})(?!`)(?P<source>.{1,1000}?)(?<!`)(?P=code)(?!`)"
    r"|\$\$(?P<display>.{1,1000}?)\$\$"
    r"|\\\[(?P<brackets>.{1,1000}?)\\\]"
    r"|\\\((?P<parentheses>.{1,1000}?)\\\)"
    r"|(?<![\\$\w])\$(?=[^\s$])(?P<inline>(?:\\.|[^$\\\n]){1,1000}?)(?<!\s)\$(?![\d$])",
    re.DOTALL,
)  # bounded, so that no text takes long: it may be a stranger's
_OURS = re.compile(  # what desk.marking, desk.deciding and desk.requests begin a line with
    r"^(?:'[^\n]{1,500}' counts as (?:not )?passed \([\d.]{1,12} of [\d.]{1,12}\)|You asked|Answer|[\d.]{1,12} of [\d.]{1,12}):(?= )",
    re.MULTILINE,
)
_ELEMENTS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "ms",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mtable",
        "mtr",
        "mtd",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "display",
        "displaystyle",
        "scriptlevel",
        "mathvariant",
        "stretchy",
        "fence",
        "separator",
        "form",
        "lspace",
        "rspace",
        "minsize",
        "maxsize",
        "movablelimits",
        "accent",
        "accentunder",
        "linethickness",
        "columnalign",
        "columnlines",
        "columnspacing",
        "rowspacing",
        "rowlines",
        "width",
        "height",
        "depth",
        "notation",
        "symmetric",
        "largeop",
    ]
)
_VALUE = re.compile(r"[\w.%+ -]{1,60}")


def in_language(text: str, language: str) -> str:
    """Say in a language what the desk itself wrote into a comment: the words at the head of a line; what a person wrote stays."""
    return text if language == words.ENGLISH else _OURS.sub(lambda found: words.speaker(language)(found[0]), text)


def answer(text: str, language: str = words.ENGLISH) -> Markup:
    """Set a student's own words, as `comment` does, up to what a page can bear; the bytes of pasted pictures are named."""
    return comment(without_data(text), rendering.LONGEST_CODE, language)


def comment(text: str, longest: int = rendering.LONGEST_TEXT, language: str = words.ENGLISH) -> Markup:
    """Set a comment; lines and paragraphs are the page's to keep."""
    shown = for_page(rendering.shortened(text.strip(), longest, language))
    made: list[str] = []
    at, formulas, block = 0, 0, ""
    for part in _PARTS.finditer(shown):
        between, at = shown[at : part.start()], part.end()
        after_block, block = block, part["display"] or part["brackets"] or ""
        between = between.lstrip("\n") if after_block else between
        made.append(_plain(between.rstrip("\n") if block else between))
        if part["source"] is not None:
            made.append(f"<code>{escape(part['source'])}</code>")
            continue
        formulas += 1
        source = block or part["parentheses"] or part["inline"]
        set_ = formula(source, block=bool(block)) if formulas <= MOST_FORMULAS else None
        made.append(f"<code>{escape(part[0])}</code>" if set_ is None else str(set_))
    made.append(_plain(shown[at:].lstrip("\n") if block else shown[at:]))
    return Markup("".join(made))  # each part was escaped above


def formula(source: str, *, block: bool = False) -> Markup | None:
    """Set a LaTeX formula as MathML; None where that can't be done, for whatever reason."""
    if len(source) > LONGEST_FORMULA:
        return None
    try:
        from latex2mathml import converter
    except ImportError:  # a machine that only grades may lack it
        return None
    try:
        made = converter.convert_to_element(source, display="block" if block else "inline")
        return Markup(_written(made))  # every tag and attribute is on our lists, every text escaped
    except Exception:  # noqa: BLE001 - its errors have no name in common, some are Python's own, a deep formula's too
        return None


def _written(element: Element) -> str:
    """Write an element that the converter made, in known tags; an unknown one is left out around its content."""
    tag = element.tag.rpartition("}")[2]
    inside = _text(element.text) + "".join(_written(one) + _text(one.tail) for one in element)
    if tag not in _ELEMENTS:
        return inside
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _text(text: str | None) -> str:
    return str(
        escape(for_page(html.unescape(text or "")))
    )  # the converter writes symbols as entities, and \unicode any character


def _plain(text: str) -> str:
    return str(escape(text.replace(r"\$", "$")))
