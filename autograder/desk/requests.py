"""Requests to look again: read from a list or a form, and answered on the student's page.

Comes in: lines of a CSV, or the prepared text of a student's page; an answer. Goes out: requests; and the answer as part of the question's comment in
the gradebook, so that it stands on the student's next page. What can't be read is told line by line, and then nothing is taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from autograder.desk import marking
from autograder.desk.course_now import CourseNow
from autograder.errors import GradingError, UsageError, nearest
from autograder.export.nbgrader import look_again
from autograder.export.nbgrader.check_decisions import CheckBasis
from autograder.export.nbgrader.look_again import LookAgain
from autograder.export.nbgrader.marked_answers import NewMark
from autograder.model import Record
from autograder.results.hand_marks import in_gradebook
from autograder.untrusted_text import for_message, without_hidden

HEADINGS = ("student_id", "question", "check", "text")
LONGEST = 4_000  # characters of a request
MOST_LINES = 5_000
_PREPARED = re.compile(
    r"\[look again:\s*(?P<student>[^|\]]+)\|(?P<question>[^|\]]+)\|(?P<check>[^\]]*)\](?P<text>.*?)(?=\[look again:|\Z)",
    re.DOTALL,
)


def read(text: str, records: Sequence[Record]) -> list[LookAgain]:
    """Read a CSV with the headings of HEADINGS, or mails in which the pages' prepared text stands; raises UsageError naming the lines."""
    said = without_hidden(text)
    prepared = [(f"'[look again: {one['student'].strip()}'", one.groupdict()) for one in _PREPARED.finditer(said)]
    rows = prepared or _csv(said)
    if not rows:
        raise UsageError(
            "there is no request in it",
            f"Give a CSV with the headings `{', '.join(HEADINGS)}`, or a mail with the page's prepared text.",
        )
    made, wrong = [], []
    for where, row in rows:
        fields = {key: (value or "").strip() for key, value in row.items() if key}
        if why := doubt(fields, records):
            wrong.append(f"{where}: {why}")
        else:
            made.append(
                look_again.request(fields["student"], fields["question"], fields.get("check", ""), fields["text"])
            )
    if wrong:
        more = [f"{len(wrong) - 5} more of these can't be read"] if len(wrong) > 5 else []
        raise UsageError(". ".join([*wrong[:5], *more]), "Nothing was taken: correct these, and give all again.")
    return made


def _csv(text: str) -> list[tuple[str, dict[str, str]]]:
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip()), delimiter=delimiter, strict=True))[: MOST_LINES + 1]
    except csv.Error as error:
        raise UsageError(f"this is no CSV (`{error}`)", f"Its first line is `{','.join(HEADINGS)}`.") from None
    names = [one.strip().casefold().replace(" ", "_") for one in rows[0]] if rows else []
    if "student_id" not in names or "question" not in names or "text" not in names:
        return []
    keys = ["student" if one == "student_id" else one for one in names]
    return [
        (f"line {number}", dict(zip(keys, row, strict=False)))
        for number, row in enumerate(rows[1:], 2)
        if any(map(str.strip, row))
    ]


def doubt(fields: dict[str, str], records: Sequence[Record]) -> str:
    """Say why these fields are no request of anybody's here; "" where they are one."""
    student, question, check = fields.get("student", ""), fields.get("question", ""), fields.get("check", "")
    mine = next((one for one in records if one.student_id == student), None)
    if mine is None:
        near = nearest(student, [one.student_id for one in records])
        return f"nobody with a hand-in is called '{for_message(student)}'" + (f", did you mean {near}?" if near else "")
    asked = next((one for one in mine.questions if one.id == question), None)
    if asked is None:
        near = nearest(question, [one.id for one in mine.questions])
        return f"there is no question '{for_message(question)}'" + (f", did you mean {near}?" if near else "")
    if check and check not in {one.name for one in asked.checks}:
        return f"{question} has no check '{for_message(check)}'"
    if not fields.get("text") or len(fields["text"]) > LONGEST:
        return f"the request has {len(fields.get('text', '')):,} characters, and 1 to {LONGEST:,} are taken"
    return ""


def by_check(requests: Sequence[LookAgain]) -> list[tuple[str, str, int]]:
    """Count requests by question and check, the most first."""
    counted = Counter((one.question, one.check) for one in requests)
    return [(question, check, count) for (question, check), count in counted.most_common()]


def answer(course: CourseNow, name: str, asked: LookAgain, text: str, record: Record, *, by: str, action: str) -> None:
    """Answer a request: into the question's comment first, whose mark stays as it is, then beside the request. Raises Meanwhile, and GradingError."""
    said = text.strip().replace("\r\n", "\n")
    if not said or len(said) > LONGEST:
        raise UsageError(
            "there is no answer" if not said else f"the answer has {len(said):,} characters", f"Write 1 to {LONGEST:,}."
        )
    question = next((one for one in record.questions if one.id == asked.question), None)
    key = in_gradebook(asked.student)
    held = course.rows.look(name, asked.question)
    row = held.rows.get(key)
    if question is None or row is None:
        raise GradingError(
            "the gradebook has no row for this question", f"Run: autograder report {name}; nothing was written."
        )
    told = f"You asked: {asked.text}\n\nAnswer: {said}"
    given = held.given.get(key)
    comment = "\n\n".join(filter(None, [row.comment, told]))
    basis = ""
    if given is not None and given.basis and question.written:
        before = msgspec.json.decode(given.basis, type=marking.MarkBasis)
        basis = msgspec.json.encode(
            msgspec.structs.replace(before, said="\n\n".join(filter(None, [before.said, told])))
        ).decode()
    elif not question.written:
        before_it = CheckBasis(said=row.comment)
        old = msgspec.json.decode(given.basis, type=CheckBasis) if given and given.basis else before_it
        basis = msgspec.json.encode(
            msgspec.structs.replace(old, said="\n\n".join(filter(None, [old.said, told])))
        ).decode()
    mark = NewMark(key, row.version, row.score, comment, basis, waits=row.waits)
    course.rows.give(name, asked.question, [mark], action=action, by=by)
    look_again.answer(course.root, name, asked.key, said, by=by, db_url=course.database)
