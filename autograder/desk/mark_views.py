"""The pages on which written answers are marked: a question's answers, one of them with question, model answer and rubric, what a new rubric changes.

Comes in: an assignment's and a question's name, an answer's handle, a form. Goes out: pages without a name on them, and marks in the gradebook.
Where a form can't be taken, it is shown again with all that was typed, and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from autograder.desk import changed_rubric, drawn_pictures, marking, two_stores
from autograder.desk.course_now import WrittenQuestion
from autograder.desk.marking import AnswerToMark
from autograder.desk.paper import Desk, action_of, to
from autograder.errors import GradingError, UsageError, nearest
from autograder.export.nbgrader import marked_answers, saved_comments
from autograder.export.nbgrader.marked_answers import Meanwhile, QuestionHeld


class _Asked:
    """A question of a request, and all that is known of it now."""

    def __init__(self, desk: Desk, request: Request) -> None:
        self.name, self.question = request.path_params["name"], request.path_params["question"]
        self.written = _question(desk, self.name, self.question)
        self.held: QuestionHeld = desk.course.rows.look(self.name, self.question)
        texts, results = desk.course.texts(self.name, self.question), desk.course.folder(self.name).path
        self.stores = self.name, results, [one.key for one in texts], self.held.rows.keys()
        self.told = bool(texts) or not desk.course.records(self.name)  # else the question is newer than these hand-ins
        if self.told and (lost := two_stores.gone(*self.stores)):
            raise lost
        self.answers: Sequence[AnswerToMark] = desk.listed.answers(texts, self.held)
        self.path = f"/a/{self.name}/q/{self.question}"

    def demand(self, handle: str) -> AnswerToMark:
        """Find an answer by its handle, or by that of one who gave the same."""
        for one in self.answers:
            if any(handle == text.handle for text, _ in one.given_by):
                return one
        raise UsageError(
            "this answer isn't there any more", "Its hand-in may have been removed, or is being graded again."
        )


def show_question(desk: Desk, request: Request) -> Response:
    """List a question's answers by their marks: which wait, which don't."""
    asked = _Asked(desk, request)
    stale = list(changed_rubric.stale(asked.answers, asked.written))
    return desk.page(
        request,
        "question.html",
        **_shared(desk, request, asked),
        answers=asked.answers,
        stale=len(stale),
        everybody=sum(len(one.given_by) for one in asked.answers),
        doubt=two_stores.doubt(*asked.stores) if asked.told else "",
    )


def show_next(desk: Desk, request: Request) -> Response:
    """Go to the next answer that waits, or to the list when none does."""
    asked = _Asked(desk, request)
    found = marking.following(asked.answers, request.query_params.get("after", ""), desk.by(request))
    return to(f"{asked.path}/{found.handle}" if found else asked.path)


def show_answer(desk: Desk, request: Request) -> Response:
    """Show one answer with its form."""
    asked = _Asked(desk, request)
    found = asked.demand(request.path_params["handle"])
    return _form(desk, request, asked, found, marking.as_form(found.basis, asked.written.rubric))


def mark(desk: Desk, request: Request, form: FormData) -> Response:
    """Take a mark, and go to the next answer; what can't be taken is shown again, with why."""
    try:
        asked = _Asked(desk, request)
    except GradingError as error:
        return _kept_alone(desk, request, form, str(error))
    root, database = desk.course.root, desk.course.database
    fields = {key: str(value) for key, value in form.multi_items() if isinstance(value, str)}
    seen, shown = ([str(one) for one in form.getlist(field)] for field in ("seen", "criterion"))
    handle = request.path_params["handle"]
    try:
        changed_rubric.demand(shown, asked.written.rubric)
        chosen = [asked.held.saved[str(key)] for key in form.getlist("saved") if str(key) in asked.held.saved]
        points, said, basis = marking.read_form(fields, asked.written, chosen)
        marks = marking.marks(asked.answers, seen, points, said, basis)
        action = action_of(form.multi_items())
        desk.course.rows.give(asked.name, asked.question, marks, action=action, by=desk.by(request))
        if fields.get("keep") and fields.get("comment", "").strip():
            saved_comments.keep(
                root, asked.name, asked.question, fields["comment"].strip().replace("\r\n", "\n"), db_url=database
            )
    except GradingError as error:
        status = 409 if isinstance(error, Meanwhile) else 400 if isinstance(error, UsageError) else 503
        try:
            asked = _Asked(desk, request)  # as it is now: what was typed is for this
            found = asked.demand(handle)
            typed = changed_rubric.by_todays(fields, shown, asked.written.rubric)
            return _form(desk, request, asked, found, typed, str(error), status, form.getlist("saved"))
        except GradingError:
            return _kept_alone(desk, request, form, str(error))
    desk.follow.after(asked.name)
    done = {one.partition(":")[0] for one in seen}
    following = marking.following(asked.answers, handle, desk.by(request), done=done)
    return to(f"{asked.path}/{following.handle}" if following else asked.path)


def undo(desk: Desk, request: Request, form: FormData) -> Response:
    """Take one's last mark back, and show its answer again."""
    name, question = request.path_params["name"], request.path_params["question"]
    _question(desk, name, question)
    whose = marked_answers.take_back(
        desk.course.root, name, str(form.get("takes", "")), action=action_of(form.multi_items()),
        by=desk.by(request), db_url=desk.course.database,
    )  # fmt: skip
    desk.follow.after(name)
    asked = _Asked(desk, request)
    back = next((one for one in asked.answers if {text.key for text, _ in one.given_by} & set(whose)), None)
    return to(f"{asked.path}/{back.handle}" if back else asked.path, said=desk.words("The last mark was taken back."))


def show_changed(desk: Desk, request: Request) -> Response:
    """List the marks that rest on criteria which were changed since, and what they would be."""
    asked = _Asked(desk, request)
    return desk.page(
        request,
        "rubric.html",
        **_shared(desk, request, asked),
        stale=list(changed_rubric.stale(asked.answers, asked.written)),
    )


def recompute(desk: Desk, request: Request, form: FormData) -> Response:
    """Mark again, by today's criteria, the answers that were listed."""
    asked = _Asked(desk, request)
    wanted = set(map(str, form.getlist("seen")))
    by_handle = [one for one in changed_rubric.stale(asked.answers, asked.written) if set(one.answer.seen) <= wanted]
    if asked.written.problem:
        raise GradingError("the rubric doesn't add up, so nothing was marked again", asked.written.problem)
    listed = {one for stale in by_handle for one in stale.answer.seen}
    if listed != wanted or form.getlist("criterion") != changed_rubric.as_shown(asked.written.rubric):
        raise Meanwhile(
            "a mark or the rubric was changed meanwhile, so nothing was marked again", "Look at the list as it is now."
        )
    marks = [
        mark
        for stale in by_handle
        for mark in marking.marks(asked.answers, stale.answer.seen, stale.points, stale.comment, stale.basis)
    ]
    desk.course.rows.give(asked.name, asked.question, marks, action=action_of(form.multi_items()), by=desk.by(request))
    desk.follow.after(asked.name)
    return to(asked.path, said=desk.words("These marks rest on today's rubric now."))


def forget_comment(desk: Desk, request: Request, form: FormData) -> Response:
    """Take a comment out of the saved ones."""
    name, question = request.path_params["name"], request.path_params["question"]
    _question(desk, name, question)
    saved_comments.forget(desk.course.root, name, question, str(form.get("key", ""))[:64], db_url=desk.course.database)
    return to(
        f"/a/{name}/q/{question}", said=desk.words("That comment is no longer kept. Where it was given, it stays.")
    )


# ---------------------------------------------------------------- parts


def _question(desk: Desk, name: str, question: str) -> WrittenQuestion:
    known = {one.id: one for one in desk.course.written(name)}
    if question not in known:
        near = nearest(question, known)
        raise UsageError(
            found=f"{name} has no written question '{question[:80]}'",
            fix=f"Did you mean {near}?" if near else f"There are: {', '.join(known) or 'none'}.",
        )
    return known[question]


def _shared(desk: Desk, request: Request, asked: _Asked) -> dict[str, Any]:
    waiting = sum(len(one.given_by) for one in asked.answers if one.row.waits)
    last = asked.held.last.get(desk.by(request), "")
    return {
        "name": asked.name, "title": desk.course.title(asked.name), "asked": asked.written, "path": asked.path,
        "waiting": waiting, "last": last, "kept": asked.held.saved, "shown": changed_rubric.as_shown(asked.written.rubric),
    }  # fmt: skip


def _form(
    desk: Desk, request: Request, asked: _Asked, found: AnswerToMark, fields: Mapping[str, str], trouble: str = "", status: int = 200,
    chosen: Sequence[Any] = (),
) -> Response:  # fmt: skip
    drawn = drawn_pictures.of_cell(desk.course.root, asked.name, found.given_by[0][0].key, asked.question)
    position = next(number for number, one in enumerate(asked.answers, 1) if one is found)
    return desk.page(
        request, "answer.html", status, **_shared(desk, request, asked), answer=found, fields=fields, trouble=trouble, drawn=drawn,
        chosen_saved=[str(one) for one in chosen], position=position, count=len(asked.answers),
    )  # fmt: skip


def _kept_alone(desk: Desk, request: Request, form: FormData, why: str) -> Response:
    """Show what was typed where even the answer can't be shown any more."""
    typed = {key: str(value) for key, value in form.multi_items() if key in ("comment", "points") and str(value)}
    return desk.page(request, "trouble.html", 503, trouble=why, typed=typed)
