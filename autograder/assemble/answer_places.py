"""Say where in a notebook each written question's answer is expected: its cell, the cells that put the question, its title.

Comes in: the release and its questions. Goes out: the part that each of our cells plays, and which question a line of a student's names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.conventions import lines_of
from autograder.model import Cell, Notebook, Question

MAX_SEARCHED = 20_000  # characters of an answer that may say which questions it answers

_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BEFORE_A_TITLE = {"answer", "answers", "to", "for", "my", "the", "of", "re", "solution", "response"}
_ANSWER = {"answer", "answers", "solution", "response"}
_AND = r"\s*(?:and|&|\+|,|/|und|et|y|와|과|및)\s*"


@dataclass(frozen=True, slots=True)
class Places:
    """Of our cells by their positions."""

    answers: Mapping[int, str]  # → the written question whose answer it holds
    prompts: Mapping[int, str]  # → the written question that it puts
    labels: Mapping[str, tuple[str, ...]]  # written question → its title's words up to its number: question 1
    titles: Mapping[str, str]  # written question → its title
    code: frozenset[int]  # of code questions: blocks and tests

    def asked_by(self, ours: int | None) -> str | None:
        """Return the question that a cell of ours puts, or whose answer it holds."""
        return None if ours is None else self.prompts.get(ours) or self.answers.get(ours)

    def cell_of(self, question: str) -> int:
        """Return the cell of ours where a question is to be answered."""
        return next(index for index, name in self.answers.items() if name == question)

    def named_by(self, line: str) -> str | None:
        """Return the written question that a line begins with: `## Question 2`, `Answer to question 2:`, `Q2.`"""
        words = _words(line)[:30]
        before = next((at for at, word in enumerate(words) if word not in _BEFORE_A_TITLE), len(words))
        answers = not _ANSWER.isdisjoint(words[:before])
        words = words[before:] if answers else words
        for question, label in self.labels.items():
            if not label[-1].isdigit():
                if words == label or (line.startswith("#") and words[: len(label)] == label):
                    return question
                continue
            spelled = words[: len(label)] == label or words[:2] == (label[0][0], label[-1])
            if spelled or (answers and words[:1] == label[-1:]):
                return question
        return None

    def is_meant_too(self, question: str, text: str) -> bool:
        """Say whether the answer to another question says that it answers this one too: `1 and 2:`, `both questions`."""
        label = self.labels.get(question, ())
        if not label or not label[-1].isdigit():
            return False
        text = text[:MAX_SEARCHED]
        number, other = rf"(?<!\d){label[-1]}(?!\d)", r"(?:q|question)?\s*\d+"
        pair = rf"(?:{number}{_AND}{other}|\d+{_AND}(?:q|question)?\s*{number})"
        said = (
            rf"^[^\w\n]*{pair}\s*(?:[:.)–-]|$)",  # a title; `1 and 2 change nothing` is an answer that speaks of its own points
            rf"\b(?:questions?|answers?|q)\W{{0,3}}{pair}",
            r"\b(?:both|all)\s+(?:the\s+)?(?:questions|answers)\b",
        )
        return self._mentions(label, text) or any(re.search(one, text, re.IGNORECASE | re.MULTILINE) for one in said)

    def _mentions(self, label: tuple[str, ...], text: str) -> bool:
        spelled = r"[\W_]*".join(map(re.escape, label))
        return bool(re.search(rf"\b(?:{spelled}|q\W?{label[-1]})(?!\d)", text, re.IGNORECASE))


def of_release(release: Notebook, questions: Sequence[Question]) -> Places:
    """Find the places of all written questions."""
    return _found(release, tuple((question.id, question.title) for question in questions if question.written))


@lru_cache(maxsize=8)  # asked for every notebook of a class
def _found(release: Notebook, written: tuple[tuple[str, str], ...]) -> Places:
    cells, titles = release.cells, dict(written)
    answers = {at: cell.grade_id for at, cell in enumerate(cells) if is_answer(cell) and cell.grade_id}
    prompts: dict[int, str] = {}
    for at, question in answers.items():
        before = at - 1
        while before >= 0 and cells[before].kind == "markdown" and before not in answers:
            prompts[before] = question
            if _HEADING.search(cells[before].source):
                break
            before -= 1
    return Places(
        answers=answers,
        prompts=prompts,
        labels=_labels({question: titles.get(question, "") for question in answers.values()}),
        titles={question: titles.get(question, "") or question for question in answers.values()},
        code=frozenset(at for at, cell in enumerate(cells) if cell.kind == "code" and (cell.solution or cell.grade)),
    )


def is_answer(cell: Cell) -> bool:
    """Say whether a cell of ours is where a written answer goes."""
    return cell.solution and cell.grade and cell.kind != "code"


def labelled_parts(text: str, places: Places) -> list[tuple[str | None, str]]:
    """Cut a text before each line that names a written question; what stands before the first of them is nobody's."""
    parts: list[tuple[str | None, list[str]]] = [(None, [])]
    for line in lines_of(text):
        named = places.named_by(line)
        if named is not None and named != parts[-1][0]:
            parts.append((named, []))
        parts[-1][1].append(line)
    return [(question, "\n".join(lines).strip()) for question, lines in parts if "".join(lines).strip()]


def _labels(titles: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return of each title what tells it from the others: its words up to a number behind a word, or all of them; none where two are the same."""
    found: dict[str, tuple[str, ...]] = {}
    for question, title in titles.items():
        words = _words(title)
        number = next((at for at, word in enumerate(words) if at and word.isdigit()), None)
        found[question] = words if number is None else words[: number + 1]
    return {one: label for one, label in found.items() if label and [*found.values()].count(label) == 1}


def _words(line: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _TOKEN.findall(line))
