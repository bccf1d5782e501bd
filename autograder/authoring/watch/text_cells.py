"""Set a notebook's text cell as the notebook shows it: headings, lists, tables, links, code and formulas, and no HTML of the text's own.

Comes in: Markdown that an author wrote, or brought in from elsewhere. Goes out: HTML without a script; formulas are MathML. A picture is named by
its words, since the page loads nothing from anywhere.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from markupsafe import Markup

from autograder.report import comments
from autograder.report.rendering import highlighted
from autograder.untrusted_text import for_page

LONGEST = 200_000  # characters of a cell that is set; a longer one is shown as it was typed


def text_cell(source: str) -> Markup:
    """Set the text of a Markdown cell."""
    shown = for_page(source)
    if len(shown) > LONGEST:
        return Markup("<pre>{}</pre>").format(shown)
    return Markup(_markdown().render(shown))  # the renderer escapes all that isn't its own


@cache
def _markdown() -> Any:
    """Make the Markdown of notebooks; nbconvert is read here, for only an open page needs it."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Paper(IPythonRenderer):
        """Writes what a page of ours may hold."""

        def block_code(self, code: str, info: str | None = None) -> str:
            python = (info or "").strip().split(" ")[0] in ("py", "python", "python3")
            return str(highlighted(code)) if python else f"<pre>{escape(code)}</pre>"

        def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
            return f'<span class="soft">[{escape(text) or "picture"}]</span>'

        def inline_math(self, body: str) -> str:
            return _formula(body, f"${body}$")

        def block_math(self, body: str) -> str:
            return _formula(body, f"$${body}$$", block=True)

        def latex_environment(self, name: str, body: str) -> str:
            typed = f"\\begin{{{name}}}{body}\\end{{{name}}}"
            return _formula(typed, typed, block=True)

    return MarkdownWithMath(Paper(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True))


def _formula(source: str, typed: str, *, block: bool = False) -> str:
    made = comments.formula(source, block=block)
    return f"<code>{escape(typed)}</code>" if made is None else str(made)
