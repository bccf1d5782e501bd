"""Print the desk's pages: the same paper as the students' pages, with every text of theirs escaped, and the course's language.

Comes in: a template and values. Goes out: an HTML answer. The desk holds what all views share.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

import jinja2
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from autograder.desk import shown_text
from autograder.desk.course_now import CourseNow
from autograder.desk.follow import Follow
from autograder.desk.guard import Door
from autograder.desk.marking import Listed
from autograder.report import comments, rendering, words
from autograder.results import history
from autograder.untrusted_text import encodable

LONGEST_NAME = 60
ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"  # for pages that stand in files


def _environment(language: str) -> jinja2.Environment:
    made = rendering.environment("autograder.desk", language)
    made.filters["answer"] = partial(shown_text.answer, language=language)
    made.filters["comment"] = lambda text: shown_text.answer(comments.in_language(text, language), language)
    made.filters["ours"] = shown_text.ours
    made.filters["begun"] = shown_text.begun
    made.filters["code"] = partial(rendering.highlighted, language=language)
    made.filters["whole"] = lambda text: Markup(escape(encodable(str(text))))  # what was typed is never cut
    made.filters["part"] = lambda text: quote(str(text), safe="")  # of a path
    return made


@dataclass(slots=True)
class Desk:
    """What all views share."""

    course: CourseNow
    door: Door
    follow: Follow
    language: str = "en"
    listed: Listed = field(default_factory=Listed)
    papers: dict[str, jinja2.Environment] = field(default_factory=dict)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Fill a template."""
        if self.language not in self.papers:
            self.papers[self.language] = _environment(self.language)
        filled = (
            self.papers[self.language]
            .get_template(template)
            .render(
                course=self.course,
                word=self.door.form_word,
                action=secrets.token_urlsafe(12),
                by=self.by(request),
                here=request.url.path,
                moment=self.moment,
                said=request.query_params.get("said", ""),
                behind=self.follow.said(),
                **values,
            )
        )
        return HTMLResponse(filled, status)

    def words(self, text: str) -> str:
        """Say one of our own sentences in the course's language."""
        return words.catalogue(self.language).gettext(text)

    def say(self, sentence: str) -> str:
        """Say what can't be done in the course's language, as records' sentences are said."""
        return words.speaker(self.language)(sentence)

    def by(self, request: Request) -> str:
        """Name who sits here: as they said, else who runs the desk."""
        return unquote(request.cookies.get(f"{self.door.cookie}-name", ""))[:LONGEST_NAME].strip() or history.user()

    def moment(self, time: str) -> str:
        """Show an ISO time as the course's clocks do."""
        return f"{datetime.fromisoformat(time).astimezone(self.course.zone):%Y-%m-%d %H:%M}"


def action_of(fields: Iterable[tuple[str, object]]) -> str:
    """Name what a form asks for: sent again as it was it is one action, and with anything else in it, or from another form of its page, another."""
    asked = sorted((key, value) for key, value in fields if isinstance(value, str) and key != "word")
    word = next((value for key, value in asked if key == "action"), "") or secrets.token_urlsafe(12)
    return f"{word[:40]}-{hashlib.sha256(repr(asked).encode(errors='replace')).hexdigest()[:16]}"


def to(path: str, **query: str) -> RedirectResponse:
    """Send the browser to another page of ours, by GET."""
    told = "&".join(f"{key}={quote(value, safe='')}" for key, value in query.items() if value)
    return RedirectResponse(f"{path}?{told}" if told else path, status_code=303)
