"""One student's page at the desk: how each check went and what their code is, what became of the score when, what is allowed, notes; and what can be done.

Comes in: an assignment's and a student's name, a form. Goes out: the page, and what was decided, by the functions that the commands use.
"""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from autograder.course import settings
from autograder.desk import accepting, deciding, errands, two_stores
from autograder.desk.paper import ALONE, Desk, action_of, to
from autograder.errors import GradingError, UsageError
from autograder.export.nbgrader import check_decisions, marked_answers, staff_notes
from autograder.export.nbgrader.marked_answers import NewMark
from autograder.model import ExceptionKind, Record, StudentException
from autograder.people import exceptions, roster
from autograder.people.times import moment
from autograder.results import hand_marks, history
from autograder.results.hand_marks import in_gradebook

LONGEST_NOTE = 4_000


def show(desk: Desk, request: Request, *, trouble: str = "", typed: Any = None, status: int = 200) -> Response:
    """Show the student."""
    name, student = request.path_params["name"], request.path_params["student"]
    course = desk.course
    record, known = _find(desk, name, student)
    told = two_stores.told(course, name, course.marks(name).keys())
    entries = [
        one
        for one in exceptions.of_course(course.root, course.zone, course.names(), name).entries
        if one.assignment == name and one.student_id == student
    ]
    changes = [one for one in history.read(course.folder(name).path) if one.student_id == student]
    notes = [
        one for one in staff_notes.of_assignment(course.root, name, db_url=course.database) if one.student == student
    ]
    looked = {one.text for one in notes if one.kind == staff_notes.LOOKED_AT}
    return desk.page(
        request, "student.html", status, name=name, title=course.title(name), told=told, student=student, record=record, known=known,
        entries=entries, changes=list(reversed(changes)), notes=[one for one in notes if one.kind == staff_notes.NOTE],
        findings=[(one, staff_notes.word_of(one.rule, one.message)) for one in (record.findings if record else ())], looked=looked,
        trouble=trouble, typed=typed or {}, has_page=course.folder(name).page(student).exists(), path=f"/a/{name}/s/{student}",
    )  # fmt: skip


def page(desk: Desk, request: Request) -> Response:
    """Give the page that the student gets, shut off from the desk: nothing in it runs or asks for anything."""
    name, student = request.path_params["name"], request.path_params["student"]
    _find(desk, name, student)
    path = desk.course.folder(name).page(student)
    if not path.exists():
        raise UsageError(f"{student} has no page yet", f"Run: autograder report {name}")
    return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": ALONE})


def act(desk: Desk, request: Request, form: FormData) -> Response:
    """Do what a form of the page asks for; what can't be done is said on the page, with what was typed."""
    fields = {key: str(value) for key, value in form.multi_items() if isinstance(value, str)}
    name, student = request.path_params["name"], request.path_params["student"]
    does = {
        "extend": _allow, "waive": _allow, "excuse": _allow, "forget": _forget, "note": _note, "looked": _looked,
        "decide": _decide, "remove": _errand, "regrade": _errand,
    }.get(fields.get("do", ""))  # fmt: skip
    try:
        if does is None:
            raise UsageError("there is no such action", "Open the page again.")
        _find(desk, name, student)
        said = does(desk, request, name, student, fields)
    except GradingError as error:
        status = 400 if isinstance(error, UsageError) else 409 if isinstance(error, marked_answers.Meanwhile) else 503
        return show(desk, request, trouble=str(error), typed=fields, status=status)
    return to(f"/a/{name}/s/{student}" if fields["do"] != "remove" else f"/a/{name}", said=said)


def accept(desk: Desk, request: Request, form: FormData) -> Response:
    """Take a file in place of one that couldn't be graded, and have it graded; what can't be done is said on the page, with what was typed."""
    name, student = request.path_params["name"], request.path_params["student"]
    reason, file = str(form.get("reason", "")), form.get("file")
    try:
        record, _ = _find(desk, name, student)
        said = accepting.accept(
            desk.course, name, student, record, file, reason, by=desk.by(request), action=action_of(form.multi_items())
        )
    except GradingError as error:
        status = 400 if isinstance(error, UsageError) else 503
        return show(desk, request, trouble=str(error), typed={"accept": reason}, status=status)
    return to(f"/a/{name}/s/{student}", said=said)


# ---------------------------------------------------------------- what can be done


def _allow(desk: Desk, _request: Request, name: str, student: str, fields: dict[str, str]) -> str:
    course, kind = desk.course, ExceptionKind(fields["do"])
    until = None
    if kind is ExceptionKind.EXTEND:
        until = moment(fields.get("until", "").strip(), course.zone, "Until", ends=True)
        due = settings.of_assignment(settings.find(name, course.root)).due
        if until <= due:
            raise UsageError(
                f"{desk.moment(until.isoformat())} is no extension: {name} is due {desk.moment(due.isoformat())}",
                "Give a later time.",
            )
    entry = exceptions.Entry(student, name, StudentException(kind, until, fields.get("note", "").strip()), "")
    exceptions.put(course.root, course.zone, course.names(), entry)
    desk.follow.after(name)
    return desk.words("Written into people/exceptions.csv. The mark follows in some seconds.")


def _forget(desk: Desk, _request: Request, name: str, student: str, fields: dict[str, str]) -> str:
    course, kind = desk.course, fields.get("kind", "")
    wanted = ExceptionKind(kind) if kind in list(ExceptionKind) else None
    exceptions.forget(course.root, course.zone, course.names(), student, name, wanted)
    desk.follow.after(name)
    return desk.words("Taken back. The mark follows in some seconds.")


def _note(desk: Desk, request: Request, name: str, student: str, fields: dict[str, str]) -> str:
    text = fields.get("text", "").strip().replace("\r\n", "\n")
    if not text or len(text) > LONGEST_NOTE:
        raise UsageError(
            "there is nothing to note" if not text else f"the note has {len(text):,} characters",
            f"Write 1 to {LONGEST_NOTE:,}.",
        )
    _write_note(desk, request, name, student, staff_notes.NOTE, text, fields)
    return desk.words("Noted.")


def _looked(desk: Desk, request: Request, name: str, student: str, fields: dict[str, str]) -> str:
    _write_note(desk, request, name, student, staff_notes.LOOKED_AT, fields.get("word_of", "")[:200], fields)
    return desk.words("It waits for nobody any more.")


def _write_note(
    desk: Desk, request: Request, name: str, student: str, kind: str, text: str, fields: dict[str, str]
) -> None:
    action = action_of(fields.items())
    staff_notes.add(
        desk.course.root, name, student, kind, text, by=desk.by(request), action=action, db_url=desk.course.database
    )


def _decide(desk: Desk, request: Request, name: str, student: str, fields: dict[str, str]) -> str:
    record, _ = _find(desk, name, student)
    question = next(
        (one for one in (record.questions if record else ()) if one.id == fields.get("question") and not one.written),
        None,
    )
    if question is None:
        raise UsageError("this question has no checks", "Open the student again; nothing was written.")
    held = desk.course.rows.look(name, question.id)
    key = in_gradebook(student)
    if key not in held.rows:
        raise GradingError(
            "the gradebook has no row for this question", f"Run: autograder report {name}; nothing was written."
        )
    before = deciding.standing(held.rows[key], held.given.get(key))
    basis = deciding.decide(
        question, before, fields.get("check", ""), fields.get("passes") == "yes", fields.get("reason", "")
    )
    new = NewMark(
        key, fields.get("seen", "") or held.rows[key].version, check_decisions.points(question, basis), check_decisions.comment(question, basis),
        msgspec.json.encode(basis).decode(),
    )  # fmt: skip
    action = action_of(fields.items())
    desk.course.rows.give(name, question.id, [new], action=action, by=desk.by(request))
    desk.follow.after(name)
    return desk.words("Decided. The student reads the reason on their next page.")


def _errand(desk: Desk, _request: Request, name: str, student: str, fields: dict[str, str]) -> str:
    if fields["do"] == "remove" and fields.get("sure") != "yes":
        raise UsageError(
            "a hand-in is only taken out when you say that you are sure", "Tick the box; nothing was done."
        )
    done = errands.run(fields["do"], name, desk.course.root, student)
    if not done.well:
        raise GradingError(done.said)
    return done.said


def _find(desk: Desk, name: str, student: str) -> tuple[Record | None, str]:
    """Give a student's record with what people gave, and their name; raises UsageError for nobody's id."""
    folder = desk.course.folder(name)
    names = roster.names(roster.expected(folder, desk.course.root))
    found = next((one for one in desk.course.records(name) if one.student_id == student), None)
    if found is None and student not in names:
        if told := two_stores.told(desk.course, name, desk.course.marks(name).keys()):
            raise GradingError(told[0])
        raise UsageError(f"there is no student '{student[:80]}' in {name}", "Look at the list of the assignment.")
    settled = hand_marks.settle(found, desk.course.marks(name)) if found else None
    return settled, names.get(student, found.name if found else "")
