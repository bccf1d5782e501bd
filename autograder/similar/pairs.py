"""Hand-ins → the pairs that share what few others have, the clusters they make, and how near everybody's nearest is."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.similar import scores
from autograder.similar.hand_ins import HandIn, KnownTexts
from autograder.similar.prints import Fingerprints
from autograder.similar.scores import Matrix, Weighed

if TYPE_CHECKING:
    from autograder.similar.behaviour import Same

LEAST_SHARE = 0.5  # of a pair that is listed; benchmarks/RESULTS.md says how many that is of those who worked alone
NOTHING_KNOWN = KnownTexts()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two hand-ins and what they share that few others have."""

    one: HandIn
    other: HandIn
    text: float  # of all questions together, or of the one that they share most of, whichever is more
    questions: Mapping[str, float]  # those they share much of → how much, most first
    same: Same | None = None  # answers that few others gave; None where they gave none in common

    @property
    def behaviour(self) -> float:
        """Give how much their answers have in common that few others gave, from 0 to 1."""
        return self.same.share if self.same else 0.0

    def as_json(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "one": self.one.student,
            "other": self.other.student,
            "former": self.other.former,
            "share": round(self.text, 3),
            "questions": list(self.questions),
            "behaviour": round(self.behaviour, 3),
            "same_wrong": dict(self.same.wrong) if self.same else {},
            "same_right": dict(self.same.right) if self.same else {},
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was compared, and what was found."""

    hand_ins: tuple[HandIn, ...]  # the class first, then former ones
    pairs: tuple[Pair, ...]  # most alike first
    clusters: tuple[tuple[HandIn, ...], ...]  # of more than two, who are alike one by one; largest first
    nearest: Mapping[str, float]  # student → how much they share with whoever is nearest
    rare: Mapping[str, frozenset[int]]  # question → the prints that several have, but few
    least: float
    unread: tuple[str, ...] = ()  # what wasn't compared whole, a sentence each


def compare(
    class_: Sequence[HandIn],
    former: Sequence[HandIn] = (),
    known: KnownTexts = NOTHING_KNOWN,
    *,
    groups: Iterable[Collection[str]] = (),
    answered: Mapping[tuple[str, str], Same] = MappingProxyType({}),
    least: float = LEAST_SHARE,
) -> Comparison:
    """Compare everybody in the class with each other and with former hand-ins.

    groups: ids of those who work together, and are no pair. answered: what `behaviour.compare` tells of two of the class.
    """
    everybody = (*class_, *former)
    unread: list[str] = []
    weighed = {question: _weigh(question, everybody, len(class_), known, unread) for question in _questions(everybody)}
    shape = (len(class_), len(everybody))
    text = np.maximum(*(_text([each[kind] for each in weighed.values()], shape) for kind in (0, 1)))
    may = _together(class_, groups)
    for one, other in may:
        text[one, other] = text[other, one] = 0
    same = _same(class_, answered, may)
    text[:, : len(class_)][np.diag_indices(len(class_))] = 0
    places = {
        (int(one), int(other))
        for one, other in zip(*np.nonzero(text >= least), strict=True)
        if other >= len(class_) or one < other
    } | {place for place, each in same.items() if each.share >= least}
    pairs = [
        Pair(
            everybody[one],
            everybody[other],
            float(text[one, other]),
            _shared(weighed, one, other, least),
            same.get((one, other)),
        )
        for one, other in places
    ]
    pairs.sort(key=lambda pair: (-max(pair.text, pair.behaviour), -pair.text, pair.one.student, pair.other.label))
    return Comparison(
        hand_ins=everybody,
        pairs=tuple(pairs),
        clusters=_clusters(pairs),
        nearest={one.student: float(row.max(initial=0)) for one, row in zip(class_, text, strict=True)},
        rare={question: written.rare for question, (written, _) in weighed.items()},
        least=least,
        unread=(*known.without, *unread),
    )


def _questions(everybody: Sequence[HandIn]) -> list[str]:
    return list(dict.fromkeys(question for one in everybody for question in one.texts))


def _weigh(
    question: str, everybody: Sequence[HandIn], mine: int, known: KnownTexts, unread: list[str]
) -> tuple[Weighed, Weighed]:
    """Weigh a question as it is written, and by its expressions alone, which is what a copy keeps when all else is told in other words."""
    kept: list[Fingerprints] = []
    for one in everybody:
        read = one.texts[question].prints() if question in one.texts else None
        kept.append(read or Fingerprints(frozenset()))
        if read and read.cut:
            unread.append(f"{one.label}: {question} is too long to be compared whole: look at it.")
    written = scores.weigh([one.kept for one in kept], mine, known.answers, known.given)
    return written, scores.weigh([one.shapes for one in kept], mine, known.answers, known.given)


def _text(weighed: Iterable[Weighed], shape: tuple[int, int]) -> Matrix:
    """Give how much each pair shares: of all questions together or of one, for a single answer may be copied."""
    shared, all_, most = (np.zeros(shape, np.float32) for _ in range(3))
    for one in weighed:
        shared += one.shared
        all_ += one.least
        np.maximum(most, one.share, out=most)
    return np.maximum(most, scores.share(shared, all_))


def _shared(weighed: Mapping[str, tuple[Weighed, Weighed]], one: int, other: int, least: float) -> dict[str, float]:
    shares = {question: max(each.at(one, other) for each in both) for question, both in weighed.items()}
    much = {question: share for question, share in shares.items() if share >= least / 2}
    return dict(sorted(much.items(), key=lambda item: -item[1]))


def _together(class_: Sequence[HandIn], groups: Iterable[Collection[str]]) -> set[tuple[int, int]]:
    """Pair those who may have the same."""
    rows = {one.student: row for row, one in enumerate(class_)}
    teams: dict[str, list[str]] = defaultdict(list)
    for one in class_:
        if one.team:
            teams[one.team].append(one.student)
    return {
        (rows[one], rows[other])
        for several in (*teams.values(), *groups)
        for one, other in itertools.combinations(several, 2)
        if one in rows and other in rows
    }


def _same(
    class_: Sequence[HandIn], answered: Mapping[tuple[str, str], Same], may: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Same]:
    """Find the rows of those who answered alike, the lower first, without those who may."""
    rows = {one.student: row for row, one in enumerate(class_)}
    found = {}
    for (one, other), each in answered.items():
        if one in rows and other in rows:
            place = (min(rows[one], rows[other]), max(rows[one], rows[other]))
            if place not in may and place[::-1] not in may:
                found[place] = each
    return found


def _clusters(pairs: Iterable[Pair]) -> tuple[tuple[HandIn, ...], ...]:
    """Put together who is alike with anybody of the same cluster."""
    cluster: dict[tuple[str, str], list[HandIn]] = {}
    for pair in pairs:
        one, other = ((each.student, each.former) for each in (pair.one, pair.other))
        left, right = cluster.setdefault(one, [pair.one]), cluster.setdefault(other, [pair.other])
        if left is not right:
            left += right
            cluster.update({(each.student, each.former): left for each in right})
    found = {id(several): several for several in cluster.values() if len(several) > 2}
    return tuple(
        tuple(sorted(several, key=lambda each: each.label))
        for several in sorted(found.values(), key=lambda several: -len(several))
    )
