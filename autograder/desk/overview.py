"""The first page: of each assignment, who waits for a person and for what, each line leading to what can be done about it.

Comes in: a course, or one assignment of it. Goes out: the page.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from autograder.desk import waiting
from autograder.desk.paper import Desk


def show(desk: Desk, request: Request) -> Response:
    """Show the whole course, in short: an assignment a row."""
    listed = [waiting.look(desk.course, name) for name in desk.course.names()]
    return desk.page(request, "course.html", assignments=listed)


def show_one(desk: Desk, request: Request) -> Response:
    """Show one assignment, all of its lists."""
    return desk.page(request, "assignment.html", one=waiting.look(desk.course, request.path_params["name"]))
