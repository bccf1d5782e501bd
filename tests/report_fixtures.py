"""Records made by hand, as a kNN class would leave them, for the tests of what is written from records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from autograder.model import (
    Assignment,
    Cell,
    CheckResult,
    Finding,
    LatePolicy,
    Limits,
    Notebook,
    Question,
    QuestionResult,
    Record,
    RecordStatus,
    Severity,
    Status,
)

KST = timezone(timedelta(hours=9), "KST")

NO_LOOPS = """\
x = x_train.reshape(len(x_train), -1)
y = x_test.reshape(len(x_test), -1)
# ||x - y||^2 = ||x||^2 + ||y||^2 - 2 x.y
squares = (x ** 2).sum(dim=1, keepdim=True) + (y ** 2).sum(dim=1)
return torch.sqrt(squares - 2 * x @ y.T)
"""
TWO_LOOPS = """\
dists = x_train.new_zeros(len(x_train), len(x_test))
for i in range(len(x_train)):
    for j in range(len(x_test)):
        dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
return dists
"""
PREDICT = """\
nearest = dists.topk(k, dim=0, largest=False).indices
votes = torch.nn.functional.one_hot(y_train[nearest]).sum(dim=0)
labels = votes.argmax(dim=2)
return labels
"""


def check(name: str, title: str, points: float, status: Status = Status.PASSED, **more: Any) -> CheckResult:
    """Make one check's result; what isn't passed earns nothing."""
    return CheckResult(name, title, status, points if status is Status.PASSED else 0.0, points, **more)


def question(name: str, title: str, *checks: CheckResult, **more: Any) -> QuestionResult:
    """Make one question's result out of its checks."""
    return QuestionResult(
        name, sum(one.points for one in checks), sum(one.max_points for one in checks), checks, title, **more
    )


def questions() -> tuple[QuestionResult, ...]:
    """Give what a student got who took the root, and whose prediction raised."""
    return (
        question(
            "compute_distances_two_loops",
            "Distances with two loops",
            check("match", "Squared distances agree with the definition.", 6),
            check("inputs_unchanged", "The inputs are left as they were.", 2),
            code=TWO_LOOPS,
        ),
        question(
            "compute_distances_no_loops",
            "Distances without a loop",
            check("match", "Squared distances agree with the definition.", 8, Status.FAILED,
                  message="64 of 64 elements differ, the largest difference is 0.97 of the largest value",
                  hint="Rounding can push a squared distance just below zero.",
                  near_miss="this is the distance, not its square"),
            check("work", "Work does not grow with the number of points.", 6),
            check("memory", "No array larger than the answer's own size is made.", 4),
            code=NO_LOOPS,
        ),
        question(
            "predict_labels",
            "Predicting labels",
            check("majority", "The label is that of most of the k nearest.", 6, Status.FAILED,
                  message="your function raised IndexError at line 3 of your block",
                  hint="How many axes does `votes` have after the sum?"),
            check("ties", "A tie goes to the smallest label.", 4, Status.NOT_RUN),
            code=PREDICT, line=3, given=("compute_distances_no_loops",),
        ),
        QuestionResult("inline_question_1", 0.0, 10.0, title="Why squared?", written=True,
                       code="The root is monotone, so the *order* of the neighbours stays the same."),
    )  # fmt: skip


def record(student: str = "2022123456", **changes: Any) -> Record:
    """Make a graded record; `changes` replace its fields."""
    answers = changes.pop("questions", questions())
    findings = changes.pop(
        "findings",
        (
            Finding("late", Severity.VIOLATION, "", "Handed in 1 day late.", -3.0),
            Finding("cell_added", Severity.NOTE, "scratch", "A cell was added; it wasn't run."),
        ),
    )
    earned = sum(one.score for one in answers if not one.written)
    values: dict[str, Any] = {
        "assignment": "knn",
        "student_id": student,
        "status": RecordStatus.GRADED,
        "score": max(0.0, earned + sum(finding.points for finding in findings)),
        "max_score": sum(one.max_score for one in answers if not one.written),
        "questions": answers,
        "findings": findings,
        "late_days": 1,
        "name": "Kim Minji",
        "source": f"{student}-knn.zip",
        "received": "2026-03-17T09:12:00+09:00",
        "submission_sha256": "3f" * 32,
        "release_version": "1.0",
        "seed": 987654321,
        "sandbox_level": 3,
        "seconds": {"intake": 0.01, "run": 0.31, "examine": 0.12},
    }
    return Record(**{**values, **changes})


def rejected(
    student: str = "2022000001", reason: str = "The zip holds 2 notebooks. Submit exactly one, named knn.ipynb."
) -> Record:
    """Make the record of a file that can't be graded."""
    return Record("knn", student, RecordStatus.REJECTED, 0.0, 36.0, reason=reason, source=f"{student}.zip")


def not_graded(student: str = "2022000002", reason: str = "checks.py:41: the reference raised ValueError.") -> Record:
    """Make the record of a fault of ours."""
    return Record("knn", student, RecordStatus.NOT_GRADED, 0.0, 36.0, reason=reason, source=f"{student}.zip")


def assignment(folder: Path = Path("assignments/knn"), cells: Iterable[Cell] = (), **changes: Any) -> Assignment:
    """Make the kNN assignment as far as reports and exports look at it."""
    values: Mapping[str, Any] = {
        "name": "knn",
        "folder": folder,
        "title": "k-Nearest Neighbours",
        "order": 2,
        "due": datetime(2026, 3, 16, 23, 59, tzinfo=KST),
        "points": 46.0,
        "release_version": "1.0",
        "release": Notebook(tuple(cells)),
        "solution": Notebook(tuple(cells)),
        "questions": tuple(
            Question(one.id, one.title, one.max_score, written=one.written) for one in questions()
        ),
        "imports": ("torch",),
        "probes": "",
        "reference": {},
        "limits": Limits(),
        "consequences": {},
        "late": LatePolicy(),
        "least_sandbox_level": 0,
    }  # fmt: skip
    return Assignment(**{**values, **changes})
