"""What is remembered of how each variant fared, and whether it still holds: by all that it depends on, and by nothing else.

Comes in: an assignment, and which drawing of its inputs is meant. Goes out, for a variant: how it fared; or what ran, to be marked again; or nothing.
What runs and what is asked is a trial's key: our code and all packages, the assignment's files, the seed, the drawing, the texts, the questions.
Where checks failed, what is said of them and what it costs depends on the mistakes besides that feedback may name there: wrong answers of those
questions, and of questions asked alike. A digest of these is kept with the trial, and where they alone have changed nothing runs again.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from autograder import reuse
from autograder.authoring.cache import Cache
from autograder.course import answers, catalogue
from autograder.dispatch.messages import Before
from autograder.model import Assignment
from autograder.results import atomic

if TYPE_CHECKING:
    from autograder.authoring.rehearse.variants import Variant


class TrialAsKept(msgspec.Struct, frozen=True):
    """A trial without its variant."""

    score: float
    max_score: float
    lost: dict[str, str]
    passed: tuple[str, ...]
    costs: tuple[str, ...]
    near_misses: tuple[str, ...]
    paid: dict[str, float]
    reason: str
    uncharged: tuple[str, ...]


class _Kept(msgspec.Struct, frozen=True):
    fared: TrialAsKept
    # question → a digest of those that feedback might name, for each question that lost a check
    mistakes: dict[str, str]


class KeptTrials:
    """One drawing's trials, by their keys."""

    def __init__(self, cache: Cache, loaded: Assignment, seed: int, drawing: int, *, runs: bool) -> None:
        """runs: keep what ran too."""
        installed = hashlib.sha256("\0".join(reuse.installed()).encode()).hexdigest()
        self._salt = f"{reuse.own_code()} {installed} {loaded.asking} {seed} {drawing}"
        self._mistakes = mistakes_by_question(loaded)
        self._cache = cache
        self._runs = cache.path.with_suffix(".runs") if runs else None
        self._kept = cache.read(dict[str, _Kept]) or {}
        self._found: dict[str, _Kept] = {}

    def key(self, variant: Variant) -> str:
        """Hash all that decides what runs, and what is asked."""
        return hashlib.sha256(f"{self._salt} {variant.questions} {digest_of_texts(variant)}".encode()).hexdigest()

    def recall(self, key: str) -> bool:
        """Take over what is known of a variant, if it still holds."""
        before = self._kept.get(key)
        if before is None or before.mistakes != self._met(before.fared):
            return False
        self._found[key] = before
        return True

    def ran(self, key: str) -> Before | None:
        """Return what ran, where only what is said of it can have changed."""
        if self._runs is None or key not in self._kept:
            return None
        try:
            digest, data = _split((self._runs / key).read_bytes())
            return msgspec.msgpack.decode(data, type=Before) if digest == _digest(data) else None
        except (OSError, ValueError, msgspec.MsgspecError):
            return None

    def keep(self, key: str, fared: TrialAsKept, record: bytes, run: bytes | None) -> None:
        """Remember how one fared, and what ran if it may have to be marked again. record: JSON."""
        self._found[key] = _Kept(fared, self._met(fared))
        if self._runs is not None and run is not None and fared.lost and not fared.reason:
            data = msgspec.msgpack.encode(Before(record, run))
            atomic.write(self._runs / key, _digest(data) + data)

    def trial(self, key: str) -> TrialAsKept:
        """Return how one fared that was recalled or kept."""
        return self._found[key].fared

    def save(self, *, others: bool) -> None:
        """Write all that is known; what couldn't be graded isn't. others: what this rehearsal didn't ask about stays."""
        known = (self._kept if others else {}) | self._found
        self._cache.write({key: one for key, one in known.items() if not one.fared.reason})
        for path in self._runs.glob("[!.]*") if self._runs is not None else ():  # the others are just being written
            if path.name not in known:
                path.unlink(missing_ok=True)

    def _met(self, fared: TrialAsKept) -> dict[str, str]:
        questions = sorted({name.partition(".")[0] for name in fared.lost})
        return {question: self._mistakes.get(question, "") for question in questions}


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _split(kept: bytes) -> tuple[bytes, bytes]:
    size = hashlib.sha256().digest_size
    return kept[:size], kept[size:]


def digest_of_texts(variant: Variant) -> str:
    """Hash what is typed into the release."""
    texts = {name: text if isinstance(text, str) else list(text) for name, text in variant.texts.items()}
    return hashlib.sha256(msgspec.json.encode(texts, order="sorted")).hexdigest()


def mistakes_by_question(loaded: Assignment) -> Mapping[str, str]:
    """Hash, for each question, the mistakes that feedback may name there, in their order."""
    known = [(one, _without_comments(one.source)) for one in answers.near_misses(loaded.folder)]
    known += [(one, one.source) for one in catalogue.entries_that_fit(loaded.folder, loaded.solution)]
    found = {}
    for question in loaded.questions:
        alike = {question.id} | {one.question for check in question.checks for one in check.likely}
        met = [
            (one.question, one.name, one.fails, one.near_miss, one.docstring, source)
            for one, source in known
            if one.question in alike
        ]
        found[question.id] = hashlib.sha256(repr(met).encode()).hexdigest()
    return found


def _without_comments(source: str) -> str:
    """Give what a mistake's text does; nothing that is said of an answer depends on comments or on how lines are set."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        return source
