"""The paper that pages are printed on: jinja2, escaping everything that isn't ours.

In: values of a record, some of them a student's. Out: HTML in which a student's text can't be anything but text.
Every expression of every template goes through untrusted_text.for_page: controls and direction overrides, which could make a name or a line
of code read as something else, show as their code points; lone surrogates, which no file could hold, as a replacement mark.
"""

from __future__ import annotations

import base64
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from autograder.conventions.plurals import word_for
from autograder.report import words
from autograder.untrusted_text import for_page

if TYPE_CHECKING:
    import jinja2

LONGEST_TEXT = 4_000  # of one value on a page; what is longer is cut, and says so
LONGEST_CODE = 30_000
LONGEST_LINE = 400
MOST_LINES = 600

# by untrusted_text.cut
_CUT = re.compile(r"… \((?P<said>[\d,]+ more characters, [0-9a-f]{8}: open [^\n()]{1,200})\)\Z")


def shortened(text: str, longest: int = LONGEST_TEXT, language: str = words.ENGLISH) -> str:
    """Cut a text that is longer than a page should show, and say so, as where a record's text was cut before."""
    said = words.speaker(language)
    if len(text) <= longest:
        return text if language == words.ENGLISH else _CUT.sub(lambda cut: f"… ({said(cut['said'])})", text)
    left_out = said(f"{(more := len(text) - longest):,} more {word_for(more, 'character')} not shown")
    return f"{text[:longest]}… ({left_out})"


def points(number: float) -> str:
    """Write points as people do: 17, 2.5, −3."""
    rounded = f"{abs(number):.2f}".rstrip("0").rstrip(".")
    return f"−{rounded}" if number < 0 and rounded != "0" else rounded


def prose(text: str, language: str = words.ENGLISH) -> Markup:
    """Escape one of our own sentences, and set what it holds between backticks as code."""
    parts = str(escape(for_page(shortened(text, language=language)))).split("`")
    if len(parts) % 2 == 0:
        return Markup("`".join(parts))  # escaped above
    return Markup("".join(f"<code>{part}</code>" if odd % 2 else part for odd, part in enumerate(parts)))


def highlighted(
    source: str,
    *,
    raised: int | None = None,
    note: str = "stopped here",
    first: int = 1,
    language: str = words.ENGLISH,
) -> Markup:
    """Colour Python source; mark the line, from 1, at which it stopped, with a note behind it. first: what its first line is counted as."""
    from pygments import lex

    lines = for_page(shortened(source, LONGEST_CODE, language)).rstrip("\n").split("\n")
    left_out = len(lines) - MOST_LINES
    lines = [shortened(line, LONGEST_LINE, language) for line in lines[:MOST_LINES]]
    coloured: list[str] = []
    lexer, formatter = _colours()
    formatter.format(lex("\n".join(lines), lexer), _Lines(coloured))
    mark = f' raised" data-said="{escape(note)}'
    marked = [
        f'<span class="line{mark if number == raised else ""}"{_counted(number + first - 1) if first > 1 else ""}>{line or " "}</span>'
        for number, line in enumerate("".join(coloured).rstrip("\n").split("\n"), start=1)
    ]
    if left_out > 0:
        said = words.speaker(language)(f"{left_out:,} more {word_for(left_out, 'line')} not shown")
        marked.append(f'<span class="line">… {said}</span>')
    return Markup(
        f'<pre class="code" role="group" aria-label="Python code" tabindex="0"><code>{"".join(marked)}</code></pre>'
    )  # pygments escapes


def _counted(line: int) -> str:
    return f' data-line="{line}"'


@cache
def _colours() -> tuple[Any, Any]:
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return PythonLexer(stripnl=False, stripall=False, ensurenl=True), HtmlFormatter(nowrap=True, classprefix="")


class _Lines:
    """The file that pygments writes to."""

    def __init__(self, parts: list[str]) -> None:
        self.write = parts.append


def image(png: bytes) -> Markup:
    """Make a data address of a PNG that we drew ourselves, whole however long it is: other texts of a page are cut."""
    if not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("a picture for a page must be a PNG")
    return Markup(f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}")  # nothing in it needs escaping


def _finalize(language: str, value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    return for_page(shortened(value, language=language)) if isinstance(value, str) else value


def environment(package: str, language: str = "en") -> jinja2.Environment:
    """Make what fills a package's templates, in which every expression is escaped and shown as a page must show it, in a language."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=partial(_finalize, language),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = points
    made.filters["prose"] = partial(prose, language=language)
    made.filters["image"] = image
    said = words.catalogue(language)
    made.install_gettext_callables(said.gettext, said.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters["said"] = words.speaker(language)
    made.globals["language"] = language
    return made


_pages = cache(partial(environment, "autograder.report"))


def render(template: str, language: str = "en", **values: Any) -> str:
    """Fill a template; everything in values is escaped unless it is Markup of ours."""
    return str(_pages(language).get_template(template).render(**values))


def prepare(language: str, template: str, *, code: bool = False) -> None:
    """Load what a page is made with, before the first is wanted: it takes as long as ten pages. code: what colours it, too."""
    if code:
        _colours()
    _pages(language).get_template(template)
