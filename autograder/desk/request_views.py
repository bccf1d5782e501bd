"""The page of requests to look again: each with the answer or code next to it, a form to answer it, and forms to take new ones in.

Comes in: an assignment's name, a form. Goes out: the page; requests and answers in the gradebook. What can't be taken is shown again, with why.
"""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from autograder.desk import requests, two_stores
from autograder.desk.paper import Desk, action_of, to
from autograder.errors import GradingError, UsageError
from autograder.export.nbgrader import look_again
from autograder.export.nbgrader.marked_answers import Meanwhile
from autograder.results import hand_marks

LARGEST_LIST = 2_000_000  # bytes


def show(
    desk: Desk, request: Request, *, trouble: str = "", typed: dict[str, str] | None = None, status: int = 200
) -> Response:
    """Show the requests, those without an answer first."""
    course, name = desk.course, request.path_params["name"]
    listed = look_again.of_assignment(course.root, name, db_url=course.database)
    marks = course.marks(name)
    records = {one.student_id: one for one in course.settle(name, marks)}
    shown = []
    for one in sorted(listed, key=lambda asked: bool(asked.answer)):
        record = records.get(one.student)
        question = next((q for q in record.questions if q.id == one.question), None) if record else None
        check = next((c for c in question.checks if c.name == one.check), None) if question else None
        shown.append((one, question, check))
    questions = {q.id: q.title or q.id for record in records.values() for q in record.questions}
    return desk.page(
        request, "requests.html", status, name=name, title=course.title(name), told=two_stores.told(course, name, marks.keys()), path=f"/a/{name}/requests", requests=shown,
        counted=requests.by_check(listed), questions=questions, headings=", ".join(requests.HEADINGS), trouble=trouble, typed=typed or {},
    )  # fmt: skip


def act(desk: Desk, request: Request, form: FormData) -> Response:
    """Take requests in, or answer one."""
    fields = {key: str(value) for key, value in form.multi_items() if isinstance(value, str)}
    name = request.path_params["name"]
    try:
        said = _answer(desk, request, name, fields) if fields.get("do") == "answer" else _take(desk, name, form, fields)
    except GradingError as error:
        status = 400 if isinstance(error, UsageError) else 409 if isinstance(error, Meanwhile) else 503
        return show(desk, request, trouble=str(error), typed=fields, status=status)
    return to(f"/a/{name}/requests", said=said)


def _answer(desk: Desk, request: Request, name: str, fields: dict[str, str]) -> str:
    course = desk.course
    listed = look_again.of_assignment(course.root, name, db_url=course.database)
    asked = next((one for one in listed if one.key == fields.get("key")), None)
    if asked is None or asked.answer:
        by = f" by {asked.by}: {asked.answer}" if asked else ""
        raise Meanwhile(
            "this request was answered already" + by if asked else "this request isn't there any more",
            "Nothing was written.",
        )
    record = next((one for one in course.records(name) if one.student_id == asked.student), None)
    if record is None:
        raise GradingError(f"{asked.student} has no hand-in any more", "Answer them yourself; nothing was written.")
    requests.answer(
        course, name, asked, fields.get("text", ""), record, by=desk.by(request), action=action_of(fields.items())
    )
    desk.follow.after(name)
    return desk.words("Answered. It stands on the student’s next page.")


def _take(desk: Desk, name: str, form: FormData, fields: dict[str, str]) -> str:
    course, records = desk.course, [hand_marks.automatic(one) for one in desk.course.records(name)]
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        data = file.file.read(LARGEST_LIST + 1)
        if len(data) > LARGEST_LIST:
            raise UsageError("the list is larger than 2 MB", "Give it in parts; nothing was taken.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UsageError("the list isn't in UTF-8", "Save it as CSV in UTF-8; nothing was taken.") from None
        made = requests.read(text, records)
    elif fields.get("list", "").strip():
        made = requests.read(fields["list"], records)
    else:
        one = {
            "student": fields.get("student", "").strip(),
            "question": fields.get("question", ""),
            "text": fields.get("text", "").strip(),
        }
        doubt = requests.doubt({**one, "check": fields.get("check", "").strip()}, records)
        if doubt:
            raise UsageError(doubt, "Nothing was taken.")
        made = [look_again.request(one["student"], one["question"], fields.get("check", "").strip(), one["text"])]
    count = look_again.add(course.root, name, made, db_url=course.database)
    return desk.words("New requests that were taken in:") + f" {count} / {len(made)}"
