"""Turn all records of an assignment into the page that its teacher reads.

In: the Records and their Assignment. Out: one HTML file: how the class did, which checks were hard, which mistakes were common,
what was remarked about the handing-in, what couldn't be graded and why, and who handed nothing in. It links to feedback/<student_id>.html beside it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from types import MappingProxyType
from urllib.parse import quote

from markupsafe import Markup

from autograder.model import Assignment, CheckResult, QuestionResult, Record, RecordStatus, Status
from autograder.report import feedback, rendering, words
from autograder.results import hand_marks
from autograder.results.record import taken
from autograder.untrusted_text import for_file_name

_WIDTH, _HEIGHT, _FOOT, _HEAD = 640, 236, 40, 42  # of the chart, in its own units
_TICKS = ("tick-label", "tick-label between")  # on a phone every other one is left out


@dataclass(frozen=True, slots=True)
class CheckRow:
    """How a class did on one check."""

    question: str
    title: str
    asked: int
    failed: int
    not_run: int

    @property
    def share(self) -> float:
        """Give the share of students who failed it, from 0 to 1."""
        return self.failed / self.asked


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """How a class did on one question."""

    title: str
    max_score: float
    average: float | None  # None while nobody marked any of them
    full: int
    asked: int  # answers that these are of
    beside: float = 0.0  # of its points, judged in students' own processes
    waiting: int = 0  # answers that a person has yet to read, or to read again
    in_part: bool = False  # only answers that a person marked are in it, for others aren't marked yet


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often a rule of the course was noticed, and what it cost."""

    rule: str
    students: int
    times: int
    points: float


@dataclass(frozen=True, slots=True)
class StageRow:
    """How long one stage took."""

    stage: str
    median: float
    longest: float
    total: float


def page(
    records: Iterable[Record],
    assignment: Assignment,
    absent: Mapping[str, str] = MappingProxyType({}),
    free: Collection[str] = (),
    *,
    alike: bool = False,
) -> str:
    """Write the assignment's page. absent: id → name of who should have handed in and has no record; free: those of them who are excused.

    alike: there are pages of look-alikes beside it.
    """
    ordered = sorted(records, key=lambda record: record.student_id)
    graded = [record for record in ordered if record.status is RecordStatus.GRADED]
    scores = [record.score for record in graded]
    most = max((record.out_of for record in graded), default=0.0)
    return rendering.render(
        "course.html",
        assignment.language,
        due=_due(assignment),
        assignment=assignment,
        graded=graded,
        rejected=[record for record in ordered if record.status is RecordStatus.REJECTED],
        not_graded=[record for record in ordered if record.status is RecordStatus.NOT_GRADED],
        excused=sum(record.status is RecordStatus.EXCUSED for record in ordered) + len(absent.keys() & set(free)),
        missing=[(student, name) for student, name in sorted(absent.items()) if student not in free],
        free=[(student, name) for student, name in sorted(absent.items()) if student in free],
        allowed=feedback.allowed,
        most=most,
        mean=mean(scores) if scores else 0.0,
        median=median(scores) if scores else 0.0,
        full=sum(record.score >= record.out_of for record in graded),
        waiting=sum(record.waiting for record in graded),
        unread=sum(bool(record.waiting) for record in graded),
        missing_points=hand_marks.missing_points(graded),
        chart=chart(scores, most, assignment.language) if scores and most > 0 else None,
        students=[(record, _checks(record)) for record in ordered],
        bar=feedback.bar,
        share_bar=share_bar,
        address=address,
        questions=question_rows(graded, [one.id for one in assignment.questions]),
        hardest=hardest(graded),
        near_misses=near_misses(graded),
        rules=rule_rows(ordered),
        stages=stage_rows(graded),
        alike=alike,
    )


def address(record: Record) -> str:
    """Give the place of a student's page beside this one."""
    return f"feedback/{quote(for_file_name(record.student_id), safe='')}.html"


def hardest(graded: Sequence[Record]) -> list[CheckRow]:
    """List the checks that anybody failed, the most failed first, whether it cost them points or not; where nothing was written, nothing failed."""
    seen: dict[tuple[str, str], list[CheckResult]] = defaultdict(list)
    titles: dict[tuple[str, str], str] = {}
    for question, check in _asked(graded):
        seen[question.id, check.name].append(check)
        titles[question.id, check.name] = question.title or question.id
    rows = [
        CheckRow(
            question=titles[key],
            title=checks[0].title,
            asked=len(checks),
            failed=sum(check.status is Status.FAILED for check in checks),
            not_run=sum(check.status is Status.NOT_RUN for check in checks),
        )
        for key, checks in seen.items()
    ]
    return sorted((row for row in rows if row.failed), key=lambda row: (-row.share, -row.not_run))


def near_misses(graded: Sequence[Record]) -> list[tuple[str, str, int]]:
    """List the mistakes that were recognised: question, mistake, how many students made it."""
    missed = {
        (record.student_id, question.title or question.id, check.near_miss)
        for record in graded
        for question in record.questions
        for check in question.checks
        if check.near_miss and check.charged
    }
    counts = Counter((question, miss) for _, question, miss in missed)
    return [
        (question, miss, count)
        for (question, miss), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def question_rows(graded: Sequence[Record], order: Sequence[str] = ()) -> list[QuestionRow]:
    """Average each question over the class, in the notebook's order, as order names them.

    While answers wait that nobody has marked, only those that a person marked are averaged: what was left empty has its 0 points already,
    and they would stand for everybody. Records have what people mark last; a question that the notebook has no more comes last here, as well.
    """
    seen: dict[str, list[QuestionResult]] = defaultdict(list)
    for record in graded:
        for question in record.questions:
            seen[question.id].append(question)
    place = {question: number for number, question in enumerate(order)}
    return [
        _question_row(results) for _, results in sorted(seen.items(), key=lambda item: place.get(item[0], len(place)))
    ]


def rule_rows(records: Sequence[Record]) -> list[RuleRow]:
    """Count the findings by rule, the most frequent first."""
    findings = [
        (record.student_id, finding.rule, taken(finding, record.questions))
        for record in records
        for finding in record.findings
    ]
    rows = [
        RuleRow(
            rule=rule,
            students=len({student for student, its, _ in findings if its == rule}),
            times=sum(its == rule for _, its, _ in findings),
            points=sum(points for _, its, points in findings if its == rule),
        )
        for rule in {rule for _, rule, _ in findings}
    ]
    return sorted(rows, key=lambda row: (-row.students, row.rule))


def stage_rows(graded: Sequence[Record]) -> list[StageRow]:
    """Sum up how long each stage took, in seconds."""
    stages: dict[str, list[float]] = defaultdict(list)
    for record in graded:
        for stage, seconds in record.seconds.items():
            stages[stage].append(seconds)
    return [StageRow(stage, median(times), max(times), sum(times)) for stage, times in stages.items()]


def share_bar(share: float) -> Markup:
    """Draw a share, from 0 to 1, as a bar."""
    width = 100 * min(max(share, 0.0), 1.0)
    return Markup(  # numbers only
        f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{width:.0f} %">'
        f'<rect class="track" width="100" height="8"/><rect class="earned" width="{width:.1f}" height="8"/></svg>'
    )


def chart(scores: Sequence[float], most: float, language: str = words.ENGLISH) -> Markup:
    """Draw how the scores are spread: columns of a round number of points, and the median."""
    say, width = words.catalogue(language).gettext, column_width(most)
    counts = [0] * max(math.ceil(most / width - 1e-9), 1)
    for score in scores:
        counts[min(int(score / width), len(counts) - 1)] += 1
    step, floor = _WIDTH / len(counts), _HEIGHT - _FOOT
    middle = median(scores)
    at = _WIDTH * min(middle / (width * len(counts)), 1.0)
    beside, anchor = (at - 6, "end") if at > _WIDTH / 2 else (at + 6, "start")
    parts = [f'<line class="median" x1="{at:.1f}" y1="4" x2="{at:.1f}" y2="{floor}"/>']
    parts += [
        _column(number * step, step, (floor - _HEAD) * count / max(counts), count)
        for number, count in enumerate(counts)
        if count
    ]
    parts.append(f'<line class="axis" x1="0" y1="{floor}" x2="{_WIDTH}" y2="{floor}"/>')
    ticks = range(len(counts) + 1)
    parts += [_text(at * step, floor + 16, rendering.points(at * width), name=_TICKS[at % 2]) for at in ticks]
    parts.append(_text(_WIDTH / 2, _HEIGHT - 6, say("points"), name="axis-label"))
    parts.append(_text(beside, 13, f"{say('median')} {rendering.points(middle)}", name="median-label", anchor=anchor))
    label = say("Histogram of {n} scores, in columns of {width} points from 0: {counts}.").format(
        n=len(scores), width=rendering.points(width), counts=", ".join(map(str, counts))
    )
    return Markup(  # numbers and our own words
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def column_width(most: float) -> float:
    """Choose a round number of points so that about ten columns hold all scores."""
    scale = 10.0 ** math.floor(math.log10(most / 10))
    return next(round_one * scale for round_one in (1, 2, 4, 5, 10) if round_one * scale * 10 >= most * (1 - 1e-9))


def _column(left: float, step: float, height: float, count: int) -> str:
    top = _HEIGHT - _FOOT - height
    rectangle = (
        f'<rect class="column" x="{left + 5:.1f}" y="{top:.1f}" width="{step - 10:.1f}" height="{height:.1f}" rx="3"/>'
    )
    return rectangle + _text(left + step / 2, top - 6, str(count), name="count")


def _text(x: float, y: float, text: str, *, name: str, anchor: str = "middle") -> str:
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def _due(assignment: Assignment) -> str:
    if assignment.language == words.ENGLISH:
        return f"{assignment.due:%A %-d %B %Y, %H:%M %Z}"
    return f"{assignment.due:%Y-%m-%d %H:%M %Z}"


def _question_row(results: Sequence[QuestionResult]) -> QuestionRow:
    in_part = any(result.written and result.waiting and not result.marked for result in results)
    counted = [result for result in results if result.marked or not in_part]
    return QuestionRow(
        title=results[0].title or results[0].id,
        max_score=results[0].max_score,
        average=mean(result.score for result in counted) if counted else None,
        full=sum(result.score >= result.max_score for result in counted),
        asked=len(counted),
        beside=sum(check.max_points for check in results[0].checks if check.trust == "beside"),
        waiting=sum(result.waiting for result in results),
        in_part=in_part,
    )


def _asked(graded: Sequence[Record]) -> Iterable[tuple[QuestionResult, CheckResult]]:
    return ((question, check) for record in graded for question in record.questions for check in question.checks)


def _checks(record: Record) -> tuple[int, int]:
    checks = [check for question in record.questions for check in question.checks]
    return sum(check.status is Status.PASSED for check in checks), len(checks)
