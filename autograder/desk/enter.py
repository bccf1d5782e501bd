"""Let a browser in: by the address that the command printed, or by the token typed into a form; and remember who sits there.

Comes in: the token, once. Goes out: a cookie that isn't the token, and the page without it in its address.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from autograder.desk.paper import LONGEST_NAME, Desk, to
from autograder.untrusted_text import without_hidden


def show(desk: Desk, request: Request) -> Response:
    """Show the form, or take the token that the printed address holds."""
    token = request.query_params.get("token", "")
    if desk.door.opens(token):
        return _let_in(desk, request.query_params.get("to", ""))
    return desk.page(request, "enter.html", 403, wrong=bool(token))


def enter(desk: Desk, request: Request, form: FormData) -> Response:
    """Take the token from the form."""
    if desk.door.opens(str(form.get("token", "")).strip()):
        return _let_in(desk)
    return desk.page(request, "enter.html", 403, wrong=True)


def name(desk: Desk, _request: Request, form: FormData) -> Response:
    """Remember how who sits here wants to be called on marks."""
    back = to("/")
    called = " ".join(without_hidden(str(form.get("name", ""))).split())[:LONGEST_NAME]
    _put(desk, back, f"{desk.door.cookie}-name", quote(called))
    return back


def _let_in(desk: Desk, name: str = "") -> RedirectResponse:
    inside = to(f"/a/{name}" if name in desk.course.names() else "/")
    _put(desk, inside, desk.door.cookie, desk.door.session)
    return inside


def _put(desk: Desk, response: Response, key: str, value: str) -> None:
    secure = any(one.startswith("https://") for one in desk.door.origins)
    response.set_cookie(key, value, httponly=True, samesite="strict", secure=secure, path="/")
