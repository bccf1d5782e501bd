"""The page of an assignment's checks at work.

Comes in: an assignment's name, and perhaps a check with other points. Goes out: the page; nothing is written.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from autograder.desk import checks_at_work
from autograder.desk.paper import Desk
from autograder.errors import UsageError

MOST_SHOWN = 40  # mistakes of a kind


def show(desk: Desk, request: Request) -> Response:
    """Show how the checks went, the mistakes, and what other points would change."""
    name = request.path_params["name"]
    records = desk.course.settled(name)
    listed = checks_at_work.checks(records)
    named, unnamed = checks_at_work.mistakes(records)
    chosen, typed, trouble, changes = (
        request.query_params.get("check", ""),
        request.query_params.get("points", ""),
        "",
        None,
    )
    if chosen:
        question, _, check = chosen.partition("/")
        try:
            changes = checks_at_work.with_points(records, question, check, _number(typed))
        except UsageError as error:
            trouble = str(error)
    return desk.page(
        request, "checks.html", 400 if trouble else 200, name=name, title=desk.course.title(name), checks=listed,
        named=named[:MOST_SHOWN], unnamed=unnamed[:MOST_SHOWN], bins=checks_at_work.distribution(records),
        chosen=chosen, typed=typed, trouble=trouble, changes=changes, shown=MOST_SHOWN,
    )  # fmt: skip


def _number(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        raise UsageError(f"'{typed[:20]}' is no number of points", "Give 0 to 1000.") from None
