"""Ask a function of an author's notebook as a student's would be asked, while both are being written.

    from autograder import bench
    bench("knn").ask("predict_labels", my_function)

Comes in: an assignment's name, and a function, a class or the text of one. Goes out: how it fared, which a notebook shows as a table. What is
asked is the text of the function, in the sandbox: what holds here holds for a student who types it. The grading process stays for the next call.
"""

from __future__ import annotations

import ast
import atexit
import inspect
import re
import textwrap
from collections.abc import Callable
from html import escape
from pathlib import Path

from autograder.authoring import trial
from autograder.authoring.trial import Tried
from autograder.course import settings
from autograder.course.answers import Answer
from autograder.dispatch.local_pool import LocalPool
from autograder.errors import AssignmentBroken, UsageError, nearest
from autograder.model import Assignment, QuestionResult, Status

_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_RUN: "–"}


class BenchResult:
    """How an answer to a question fared."""

    def __init__(self, tried: Tried, question: str) -> None:
        """tried: the record with its page."""
        self.tried = tried
        self._question = next((one for one in tried.record.questions if one.id == question), None)

    @property
    def result(self) -> QuestionResult:
        """The question's checks; raises AssignmentBroken where nothing could be graded."""
        if self._question is None:
            raise AssignmentBroken(found=str(self.tried.record.reason), fix="")
        return self._question

    def __repr__(self) -> str:
        """Say it check by check."""
        if self._question is None:
            return f"{self.tried.record.status}: {self.tried.record.reason}"
        lines = [f"{self._question.id}: {self._question.score:g} of {self._question.max_score:g}"]
        for mark, name, said in self._rows():
            lines.append(f"  {mark} {name}" + (f": {said}" if said else ""))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{mark}</td><td style='text-align:left'>{escape(name)}</td><td style='text-align:left'>{escape(said)}</td></tr>"
            for mark, name, said in self._rows()
        )
        head = escape(repr(self).split("\n")[0])
        return f"<table><caption>{head}</caption>{rows}</table>"

    def _rows(self) -> list[tuple[str, str, str]]:
        checks = self._question.checks if self._question else ()
        return [
            (_MARKS[Status(one.status)], one.name, "; ".join(filter(None, (one.near_miss, one.message, one.hint))))
            for one in checks
        ]


class Bench:
    """One assignment, as it stands at each call, with a grading process that stays warm."""

    def __init__(self, name: str, root: Path) -> None:
        """Raises UsageError where there is no such assignment."""
        settings.find(name, root)
        self._name, self._root = name, root
        self._pool: tuple[str, LocalPool] | None = None
        atexit.register(self.close)

    def ask(self, question: str, answer: Callable[..., object] | type | str) -> BenchResult:
        """Ask one question of a function, a class, or the text of one, whatever it is called; raises UsageError or AssignmentBroken."""
        loaded = trial.built(self._name, self._root)
        known = [one.id for one in loaded.questions if not one.written]
        if question not in known:
            near = nearest(question, known)
            fix = f"Did you mean {near}?" if near else f"There are: {', '.join(known)}."
            raise UsageError(found=f"{self._name} has no question '{question}'", fix=fix)
        text = _renamed(_text(answer), question)
        made = Answer(question, question, Path("bench"), 0, (), "", "", text)
        hand_in = trial.handed_in(made, loaded, self._root)
        (tried,) = trial.graded([hand_in], loaded, self._warm(loaded), (question,))
        return BenchResult(tried, question)

    def close(self) -> None:
        """End the grading process."""
        if self._pool:
            self._pool[1].close()
            self._pool = None

    def _warm(self, loaded: Assignment) -> LocalPool:
        """Return the grading process of the assignment as it is now: another one where a file of it was saved."""
        if self._pool and self._pool[0] != loaded.fingerprint:
            self.close()
        if self._pool is None:
            self._pool = (loaded.fingerprint, trial.grading(loaded, self._root))
        return self._pool[1]


_BENCHES: dict[tuple[str, Path], Bench] = {}


def bench(name: str, root: Path | str | None = None) -> Bench:
    """Return the bench of an assignment: of the course that this folder lies in, or of `root`."""
    here = Path(root).resolve() if root else Path.cwd()
    found = next((one for one in (here, *here.parents) if (one / "assignments").is_dir()), None)
    if found is None or (root and found != here):
        raise UsageError(
            found=f"{here} is no course: it has no folder assignments/", fix='Say where: bench("knn", root="…").'
        )
    key = (name, found)
    if key not in _BENCHES:
        _BENCHES[key] = Bench(name, found)
    return _BENCHES[key]


def _text(answer: Callable[..., object] | type | str) -> str:
    if isinstance(answer, str):
        return answer
    try:
        return textwrap.dedent(inspect.getsource(answer))
    except (OSError, TypeError):
        raise UsageError(
            found="the text of this function can't be found",
            fix="Define it with def in a cell or a file, or give its text.",
        ) from None


def _renamed(text: str, question: str) -> str:
    """Call the one function or class of a text as the question is called, in its own recursion too; a whole cell's text stays."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise UsageError(found=f"line {error.lineno} of the answer: {error.msg}", fix="Correct it.") from None
    definitions = [
        node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))
    ]
    if any(isinstance(node, ast.Lambda) for one in tree.body if one not in definitions for node in ast.walk(one)):
        raise UsageError(found="a lambda can't be asked: students write def", fix="Write it as a function.")
    if len(definitions) != 1 or definitions[0].name == question:
        return text
    return re.sub(rf"\b{re.escape(definitions[0].name)}\b", question, text)
