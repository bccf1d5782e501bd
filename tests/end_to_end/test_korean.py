"""With `language = "ko"` nothing that a grader or a student sees of ours is English: every view is walked, and every sentence in Latin letters is a failure.

The authors, the students and the staff of this course write Korean, so that what is left of another language is the kit's.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from autograder.desk import errands
from autograder.desk.errands import ErrandDone
from autograder.export.given_out import GivenOut
from autograder.export.nbgrader import gradebook, look_again
from autograder.model import Elsewhere, Finding, QuestionResult, Record, RecordStatus, Severity, Status
from autograder.report import course_page, feedback, words
from autograder.results import atomic, record
from autograder.results.folder import Folder
from autograder.similar import hand_ins, pages
from autograder.similar.behaviour import Same
from autograder.similar.hand_ins import HandIn, Text
from autograder.similar.pairs import compare
from autograder.untrusted_text import cut
from tests.fixtures import report
from tests.fixtures.desk import PATH, QUESTION, Visitor, class_of

LANGUAGES = [one for one in words.languages() if one != words.ENGLISH]
RUBRIC = """\
[[inline_question_1]]
name = "순서"
says = "순서는 그대로이다."
points = 6
levels = { "절반" = 3 }
[[inline_question_1]]
name = "비용"
says = "제곱근은 시간이 든다."
points = 4
note = "예만 있으면 절반."
"""
NAMES = r"autograder \w+(?: [\w./…-]+)*|\d+\.zip|[\w./-]+\.(?:ipynb|toml|csv|json|py|db|zip|html)\b|[\w-]*_[\w_]+|IndexError|ValueError"
ENGLISH = re.compile(r"[A-Za-z’']{2,}(?:[ ,;:]+[A-Za-z’']{2,}){2,}")
HELD = "another process is writing to the gradebook (gradebook.db.lock is held). Wait until it is done, then run the same command again."
STUDENT, OTHER, REJECTED, BROKEN, ABSENT = "2022000001", "2022000002", "2022000003", "2022000004", "2022000009"
LOOPS = "compute_distances_no_loops"


def english_in(page: str) -> list[str]:
    """List what is said in three words of Latin letters or more, outside code, names of files and commands."""
    text = re.sub(r"<(style|script|pre|code|svg|textarea|kbd)\b.*?</\1>", " ", page, flags=re.DOTALL)
    told = " ¶ ".join(re.findall(r'(?:aria-label|title|alt|placeholder|data-\w+)="([^"]*)"', text))
    labels = " ¶ ".join(re.findall(r'<svg[^>]*aria-label="([^"]*)"', page))
    svg = " ¶ ".join(re.findall(r"<text [^>]*>([^<]*)<", page))
    text = re.sub(r"</?(?:bdi|strong|em|a|span|code|mark|b|i)\b[^>]*>", "", text)
    plain = html.unescape(" ¶ ".join([re.sub(r"<[^>]+>", " ¶ ", text), told, labels, svg]))
    return ENGLISH.findall(re.sub(NAMES, " ¶ ", plain))


def questions(answer: str) -> tuple[QuestionResult, ...]:
    """Give what a student got: a check of each outcome, and an answer that waits."""
    return (
        report.question(
            LOOPS, "반복문 없는 거리",
            report.check("match", "거리의 제곱이 정의와 같다.", 8, Status.FAILED, message="expected shape (3, 4), got (4, 3)",
                         hint="반올림을 생각해 보세요.", near_miss="a square root is missing"),
            report.check("work", "일의 양이 늘지 않는다.", 6),
            report.check("ties", "같으면 작은 것.", 4, Status.NOT_RUN), code=report.NO_LOOPS,
        ),
        QuestionResult(QUESTION, 0.0, 10.0, title="왜 제곱인가?", written=True, waiting=True, code=answer),
    )  # fmt: skip


def graded(student: str, answer: str, **more: Any) -> Record:
    return report.record(
        student, questions=questions(answer), source=f"{student}.zip", name="김민지", waiting=1, **more
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = class_of(tmp_path_factory.mktemp("korean"), {}, rubric=RUBRIC)
    (root / "course.toml").write_text('name = "수업"\nlanguage = "ko"\ntime_zone = "Asia/Seoul"\n', encoding="utf-8")
    toml = root / "assignments" / "knn" / "assignment.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("k-Nearest Neighbours", "최근접 이웃"), encoding="utf-8")
    for part in ("release", "source"):
        path = root / part / "knn" / "knn.ipynb"
        text = path.read_text(encoding="utf-8").replace(
            "Question 1: why squared? (10 points)", "문제 1: 왜 제곱인가? (10점)"
        )
        text = text.replace("Say **why** $d^2$ does.", "왜 $d^2$인지 쓰세요.").replace(
            "The root is monotone: ", "단조: "
        )
        atomic.write(path, text.replace(" keeps the order.", " 순서 유지.").encode())
    folder = Folder(root / "results" / "knn")
    findings = (
        Finding("identity_mismatch", Severity.WARNING, "fields", "It is unclear whose this is: the notebook says 1, the manifest says 2."),
        Finding("cell_added", Severity.NOTE, "scratch", "A code cell was added (cell 7); it isn't graded."),
    )  # fmt: skip
    elsewhere = (
        Elsewhere("cell 7", cut("긴 글 " * 900, 2_000), "a text cell that was added"),
        Elsewhere("", "3 more places with words aren't shown (cell 8): open what was handed in.", "left out"),
    )
    class_ = [
        graded(STUDENT, cut("순서가 그대로이다. " * 900, 4_000), findings=findings, elsewhere=elsewhere, late_days=2),
        graded(OTHER, "모르겠다.", findings=()),
        report.rejected(REJECTED, "the zip holds 2 notebooks. Submit exactly one, named knn.ipynb."),
        report.not_graded(BROKEN, "checks.py:41: 기준 함수에서 ValueError."),
        replace(graded("2022000005", ""), status=RecordStatus.EXCUSED, questions=(), findings=()),
    ]
    for one in class_:
        atomic.write(folder.record(one.student_id), record.encode(one))
    gradebook.update(root, report.assignment(), ((one, None) for one in class_))
    (root / "people").mkdir()
    (root / "people" / "roster.csv").write_text(f"student_id,name\n{STUDENT},김민지\n{ABSENT},박\n", encoding="utf-8")
    (root / "people" / "exceptions.csv").write_text(
        f"student_id,assignment,kind,until,note\n{STUDENT},knn,extend,2026-03-20T23:59,아픔\n{OTHER},knn,waive,,\n2022000005,knn,excuse,,\n",
        encoding="utf-8",
    )
    look_again.add(
        root,
        "knn",
        [look_again.request(STUDENT, LOOPS, check, "다시 봐 주세요.") for check in ("match", "work", "ties", "")],
    )
    look_again.add(root, "knn", [look_again.request(one, LOOPS, "match", "다시.") for one in (OTHER, "2022000007")])
    given = GivenOut(folder.path)
    given.note("canvas", {STUDENT: "1.00"})
    given.save()
    return root


@pytest.fixture
def visitor(course: Path) -> Visitor:
    return Visitor(course, name="Euna", language="ko")


def send(visitor: Visitor, path: str, **fields: str) -> Any:
    return visitor.client.post(path, data={"word": visitor.door.form_word, "action": uuid4().hex, **fields})


VIEWS = [
    "/", "/a/knn", "/a/knn/checks", "/a/knn/checks?check=compute_distances_no_loops%2Fmatch&points=5", "/a/knn/checks?check=compute_distances_no_loops%2Fmatch&points=x",
    "/a/knn/requests", PATH, f"{PATH}/next", f"{PATH}/rubric", f"{PATH}/0000", "/a/knn/q/nothing", "/a/nothing", "/nowhere", "/enter?token=wrong",
    "/a/knn/similar/none.html", "/a/knn/s/nobody", "/a/knn/s/2022000001/page", "/name",
    *(f"/a/knn/s/{one}" for one in (STUDENT, OTHER, REJECTED, BROKEN, "2022000005", ABSENT)),
]  # fmt: skip


@pytest.mark.parametrize("path", VIEWS)
def test_no_view_of_the_desk_says_a_sentence_in_english(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)

    assert re.search("[가-힣]", answer.text), answer.text
    assert not english_in(answer.text), " | ".join(english_in(answer.text))


PAGE = f"/a/knn/s/{STUDENT}"
FORMS: list[tuple[str, dict[str, str]]] = [
    (PAGE, {"do": "nothing"}),
    (PAGE, {"do": "extend", "until": "gestern"}),
    (PAGE, {"do": "extend", "until": "2020-01-01"}),
    (PAGE, {"do": "extend", "until": ""}),
    (PAGE, {"do": "forget", "kind": "excuse"}),
    (PAGE, {"do": "note", "text": ""}),
    (PAGE, {"do": "note", "text": "가" * 5_000}),
    (PAGE, {"do": "note", "text": "메모"}),
    (PAGE, {"do": "looked", "word_of": "identity_mismatch x"}),
    (PAGE, {"do": "remove"}),
    (PAGE, {"do": "decide", "question": LOOPS, "check": "match", "passes": "yes", "reason": ""}),
    (PAGE, {"do": "decide", "question": LOOPS, "check": "none", "passes": "yes", "reason": "이유"}),
    (PAGE, {"do": "decide", "question": LOOPS, "check": "match", "passes": "yes", "reason": "이유"}),
    (PAGE, {"do": "decide", "question": "none", "check": "match", "passes": "yes", "reason": "이유"}),
    (f"/a/knn/s/{REJECTED}/file", {"reason": ""}),
    (f"/a/knn/s/{REJECTED}/file", {"reason": "이유"}),
    (f"/a/knn/s/{OTHER}/file", {"reason": "이유"}),
    ("/a/knn/requests", {"list": "nothing in it"}),
    ("/a/knn/requests", {"list": "student_id,question,text\n1,2,3\n4,5,6"}),
    ("/a/knn/requests", {"list": "\n".join(["student_id,question,text", *(f"{n},2,3" for n in range(9))])}),
    ("/a/knn/requests", {"list": f'student_id,question,text\n{STUDENT},{LOOPS},"열린'}),
    ("/a/knn/requests", {"list": f"student_id,question,check,text\n{STUDENT},{LOOPS},none,글\n{STUDENT},loops,,글\n{STUDENT},{LOOPS},,"}),
    ("/a/knn/requests", {"student": STUDENT, "question": LOOPS, "text": ""}),
    ("/a/knn/requests", {"student": STUDENT, "question": LOOPS, "text": "새 요청"}),
    ("/a/knn/requests", {"do": "answer", "key": "none", "text": "답"}),
    ("/a/knn/requests", {"do": "answer", "key": look_again.request(OTHER, LOOPS, "match", "다시.").key, "text": ""}),
    ("/a/knn/requests", {"do": "answer", "key": look_again.request(OTHER, LOOPS, "match", "다시.").key, "text": "봤어요."}),
    (f"{PATH}/undo", {"takes": "none"}),
    (f"{PATH}/rubric", {"seen": "x:y"}),
    (f"{PATH}/comments", {"key": "none"}),
    (f"{PATH}/0000", {"points": "3"}),
    ("/a/knn/checks", {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_no_form_is_answered_in_english(
    visitor: Visitor, path: str, fields: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "run", lambda *_args: ErrandDone(False, HELD))

    answer = send(visitor, path, **fields)

    assert re.search("[가-힣]", answer.text), answer.text
    assert not english_in(answer.text), " | ".join(english_in(answer.text))


MARKS: list[dict[str, str]] = [
    {"points": "x"}, {"points": "11"}, {"points": ""}, {"comment": "가" * 9_000}, {"criterion-1": "level:none"}, {"seen": "0:1"}, {"criterion-1": "all", "comment": "좋다.", "keep": "1"},
]  # fmt: skip


@pytest.mark.parametrize("fields", MARKS)
def test_no_mark_is_answered_in_english(visitor: Visitor, fields: dict[str, str]) -> None:
    answer = visitor.mark(visitor.get(f"{PATH}/next"), **fields)

    assert not english_in(answer.text), " | ".join(english_in(answer.text))


def test_no_page_of_look_alikes_says_a_sentence_in_english(course: Path, visitor: Visitor) -> None:
    hands = [
        HandIn(student, {"f": Text(report.NO_LOOPS), "g": Text("답 = 1\n" * 9)})
        for student in (STUDENT, OTHER, REJECTED)
    ]
    found = compare(hands, [HandIn("2021000001", {"f": Text(report.NO_LOOPS)}, former="2021")])
    same = Same(0.5, {"f.match": 2}, {"f.work": 3})
    unread = (
        *hand_ins.unread([record.load(Folder(course / "results" / "knn").record(one)) for one in (REJECTED, BROKEN)]),
    )
    found = replace(found, pairs=tuple(replace(one, same=same) for one in found.pairs), unread=unread)
    pages.write(course / "results" / "knn", "최근접 이웃", found, "ko")

    written = sorted((course / "results" / "knn" / "similar").glob("*.html"))
    said = [(path.name, english_in(path.read_text(encoding="utf-8"))) for path in written]
    assert len(written) > 3 and found.clusters
    assert [one for one in said if one[1]] == []
    for path in ("/a/knn", "/"):
        assert not english_in(visitor.get(path).text), english_in(visitor.get(path).text)


def test_no_page_of_a_student_or_of_the_class_says_a_sentence_in_english(course: Path, visitor: Visitor) -> None:
    send(visitor, PAGE, do="decide", question=LOOPS, check="work", passes="no", reason="이유")
    send(
        visitor,
        "/a/knn/requests",
        do="answer",
        key=look_again.request(STUDENT, LOOPS, "ties", "다시 봐 주세요.").key,
        text="봤어요.",
    )
    handle = visitor.desk.course.handle("knn", QUESTION, STUDENT)
    visitor.mark(visitor.get(f"{PATH}/{handle}"), **{"criterion-1": "all"})
    records = visitor.desk.course.settle("knn", visitor.desk.course.marks("knn"))
    assignment = report.assignment(language="ko", title="최근접 이웃", questions=())

    made = [feedback.page(one, assignment) for one in records] + [
        course_page.page(records, assignment, {ABSENT: "박"}, set(), alike=True)
    ]

    comments = " ".join(question.comment for one in records for question in one.questions)
    assert all(word in comments for word in ("counts as not passed", "You asked:", "Answer:", " of 6: "))
    assert [english for page in made if (english := english_in(page))] == []
