"""The first page: of each assignment, who waits for a person and for what, each line leading to what can be done about it.

Comes in: a course, or one assignment of it. Goes out: the page; and the pages of look-alikes, as `autograder similar` left them.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from autograder.desk import waiting
from autograder.desk.paper import ALONE, Desk
from autograder.errors import UsageError


def show(desk: Desk, request: Request) -> Response:
    """Show the whole course, in short: an assignment a row."""
    listed = [waiting.look(desk.course, name) for name in desk.course.names()]
    return desk.page(request, "course.html", assignments=listed)


def show_one(desk: Desk, request: Request) -> Response:
    """Show one assignment, all of its lists."""
    return desk.page(request, "assignment.html", one=waiting.look(desk.course, request.path_params["name"]))


def show_alike(desk: Desk, request: Request) -> Response:
    """Give a page of look-alikes, shut off from the desk."""
    name, file = request.path_params["name"], request.path_params["file"]
    folder = (desk.course.folder(name).path / waiting.LOOKALIKES).parent
    listed = {path.name: path for path in folder.glob("*.html")}
    if file not in listed:
        raise UsageError(f"there is no page of look-alikes '{file[:80]}' in {name}", f"Run: autograder similar {name}")
    return FileResponse(listed[file], media_type="text/html", headers={"Content-Security-Policy": ALONE})
