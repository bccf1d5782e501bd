"""The page of an assignment's checks at work.

Comes in: an assignment's name, and perhaps a check with other points, or the wish to see what today's checks would give. Goes out: the page; nothing
is written.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from autograder.course import beside, settings
from autograder.course.layout import HIDDEN
from autograder.desk import checks_at_work, errands, two_stores
from autograder.desk.checks_at_work import WouldChange
from autograder.desk.paper import Desk
from autograder.errors import UsageError
from autograder.model import Record, RecordStatus
from autograder.report import course_page

MOST_SHOWN = 40  # mistakes of a kind


def show(
    desk: Desk, request: Request, *, tried: Sequence[WouldChange] | None = None, trouble: str = "", status: int = 200
) -> Response:
    """Show how the checks went, the mistakes, and what other points would change. tried: what today's checks would."""
    name = request.path_params["name"]
    marks = desk.course.marks(name)
    records = desk.course.settle(name, marks)
    listed = checks_at_work.checks(records)
    named, unnamed = checks_at_work.mistakes(records)
    chosen, typed, changes = request.query_params.get("check", ""), request.query_params.get("points", ""), None
    if chosen:
        question, _, check = chosen.partition("/")
        try:
            changes = checks_at_work.with_points(records, question, check, _number(typed))
        except UsageError as error:
            trouble, status = str(error), 400
    return desk.page(
        request, "checks.html", status, name=name, title=desk.course.title(name), told=two_stores.told(desk.course, name, marks.keys()), checks=listed,
        named=named[:MOST_SHOWN], unnamed=unnamed[:MOST_SHOWN], chart=_chart(desk, records),
        chosen=chosen, typed=typed, trouble=trouble, changes=changes, shown=MOST_SHOWN, tried=tried,
        files=", ".join(beside.check_files(settings.find(name, desk.course.root))) or f"{HIDDEN}/",
    )  # fmt: skip


def attempt(desk: Desk, request: Request, _form: FormData) -> Response:
    """Mark a copy of the class by the checks as they stand now in their files, and show whose score would be another."""
    name = request.path_params["name"]
    desk.course.folder(name)
    done = errands.run(errands.TRY, name, desk.course.root)
    if not done.well:
        return show(desk, request, trouble=done.said, status=503)
    return show(desk, request, tried=msgspec.json.decode(done.said, type=list[WouldChange]))


def _chart(desk: Desk, records: Sequence[Record]) -> Markup | None:
    """Draw how the scores are spread; None where nothing could be had."""
    scores = [one.score for one in records if one.status is RecordStatus.GRADED]
    most = max((one.out_of for one in records if one.status is RecordStatus.GRADED), default=0.0)
    return course_page.chart(scores, most, desk.language) if most > 0 else None


def _number(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        raise UsageError(f"'{typed[:20]}' is no number", "Give 0 to 1000.") from None
