"""Say which view answers which address, and hold every form to what forms must bring.

Comes in: requests that `guard` let in. Goes out: answers of the views, or one sentence on what couldn't be read or done. Views are plain
functions that run beside each other in threads; a view that changes something takes a form, and is reached by POST alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from autograder.desk import check_views, enter, mark_views, overview, request_views, student_views
from autograder.desk.guard import Guard, is_open, too_large
from autograder.desk.paper import Desk
from autograder.errors import GradingError, UsageError

Show = Callable[[Desk, Request], Response]
Do = Callable[[Desk, Request, FormData], Response]

_STRANGE = "This form is none of this desk's, or older than it. Open the page again; nothing was done."

SHOWN: dict[str, Show] = {
    "/": overview.show,
    "/enter": enter.show,
    "/a/{name}": overview.show_one,
    "/a/{name}/checks": check_views.show,
    "/a/{name}/requests": request_views.show,
    "/a/{name}/similar/{file}": overview.show_alike,
    "/a/{name}/s/{student}": student_views.show,
    "/a/{name}/s/{student}/page": student_views.page,
    "/a/{name}/q/{question}": mark_views.show_question,
    "/a/{name}/q/{question}/next": mark_views.show_next,
    "/a/{name}/q/{question}/rubric": mark_views.show_changed,
    "/a/{name}/q/{question}/{handle}": mark_views.show_answer,
}
DONE: dict[str, Do] = {
    "/enter": enter.enter,
    "/name": enter.name,
    "/a/{name}/checks": check_views.attempt,
    "/a/{name}/requests": request_views.act,
    "/a/{name}/s/{student}": student_views.act,
    "/a/{name}/s/{student}/file": student_views.accept,
    "/a/{name}/q/{question}/undo": mark_views.undo,
    "/a/{name}/q/{question}/rubric": mark_views.recompute,
    "/a/{name}/q/{question}/comments": mark_views.forget_comment,
    "/a/{name}/q/{question}/{handle}": mark_views.mark,
}


def make(desk: Desk) -> Guard:
    """Make the app of a desk."""
    routes = [Route(path, _shown(desk, view), methods=["GET"]) for path, view in SHOWN.items()]
    routes += [Route(path, _done(desk, view), methods=["POST"]) for path, view in DONE.items()]
    style = Route("/static/page.css", _style, methods=["GET"])  # the students' pages' own
    static = Mount("/static", StaticFiles(packages=[("autograder.desk", "static")]))
    handlers: Any = {GradingError: _trouble(desk), HTTPException: _refused(desk)}
    return Guard(Starlette(routes=[style, static, *routes], exception_handlers=handlers), desk.door, desk.say)


async def _style(_request: Request) -> Response:
    return Response(
        (resources.files("autograder.report") / "templates" / "page.css").read_bytes(), media_type="text/css"
    )


def _shown(desk: Desk, view: Show) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(view, desk, request)

    return answer


def _done(desk: Desk, view: Do) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            form = await request.form(max_fields=5_000, max_files=1)
        except ClientDisconnect:  # nobody hears the answer, or somebody who sent more than the form said
            return PlainTextResponse(f"{desk.say(too_large(request.url.path))}\n", 413)
        if view is not enter.enter and not desk.door.is_form_word(str(form.get("word", ""))):
            return PlainTextResponse(f"{desk.say(_STRANGE)}\n", 403)
        return await run_in_threadpool(view, desk, request, form)

    return answer


def _trouble(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        status = 404 if isinstance(error, UsageError) else 503
        return await run_in_threadpool(desk.page, request, "trouble.html", status, trouble=str(error))

    return answer


def _refused(desk: Desk) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        sentence = "There is no such page." if status == 404 else str(getattr(error, "detail", "This can't be read."))
        if is_open(request.url.path):  # a page of ours holds the word that forms carry
            return PlainTextResponse(f"{desk.words(sentence)}\n", status)
        return await run_in_threadpool(desk.page, request, "trouble.html", status, trouble=desk.words(sentence))

    return answer
