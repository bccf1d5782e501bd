"""Write answers/near_misses.toml: of the mutants that were killed by their answers, one for each way of being wrong, with what feedback says.

Comes in: fates. Goes out: the file, and notes. Mutants that answer alike are one entry, of the kind that says most; what an author has made
an entry say stays. A mutant is asked here as graders will ask it, on the trusted side: it is our own solution.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from autograder.authoring.mutants.changes import Mutant
from autograder.authoring.mutants.place import rank
from autograder.authoring.mutants.rehearsal import Fates
from autograder.checks.collecting import Mistake, NoAnswer
from autograder.course import catalogue, near_misses
from autograder.course.answers import Answer
from autograder.course.catalogue import NamedChange
from autograder.course.secret import course_secret, seed_for
from autograder.examine.test_plan import PlannedCase, draw_test_plan
from autograder.model import Assignment, CaseKind, Question
from autograder.results import atomic
from autograder.value_tree import leaves

SLOWEST = 1.0  # seconds for all of a question's cases: what a grader may lose to one near miss, once
DIGITS = 5  # in which answers of two mutants must differ somewhere, for them to be two


def write(found: Fates, root: Path) -> tuple[int, tuple[str, ...]]:
    """Write an assignment's catalogue anew; return how many entries it has, and notes on questions that have none.

    Raises AssignmentBroken where the present one can't be read.
    """
    loaded = found.assignment
    kept = {entry.id: entry.says for entry in catalogue.read(loaded.folder)}
    torch.set_num_threads(1)  # as in graders: on small tensors a second thread only waits, and its waiting counts
    plan = draw_test_plan(loaded, seed_for(course_secret(root), loaded))
    mistake_of = near_misses.mistake_maker(loaded.folder, loaded.solution, loaded.drivers)
    entries: list[NamedChange] = []
    notes: list[str] = []
    for question in loaded.questions:
        fates = [fate for fate in found.fates if fate.mutant.question == question.id and fate.answers(question)]
        sayable = (fate.mutant for fate in fates if fate.mutant.sentence)
        wrong = sorted(sayable, key=lambda mutant: rank(mutant.kind))
        asked = [one for check in question.checks if check.kind is CaseKind.VALUE for one in plan.of(check)]
        own = _own(question, loaded) if wrong else None
        right = None
        for _ in range(2):  # the first time, libraries are still being loaded
            right = _signature(mistake_of(own), asked) if own else None
        if wrong and right is None:
            notes.append(f"{question.id} takes too long to be asked on the trusted side: it has no near misses")
            continue
        known = {right}
        for mutant in wrong:
            signature = _signature(mistake_of(_answer(mutant, loaded)), asked)
            if signature is not None and signature not in known:
                known.add(signature)
                says = kept.get(mutant.id, mutant.sentence)
                entries.append(NamedChange(mutant.question, mutant.line, mutant.becomes, says, mutant.nth))
    atomic.write_ordinary(catalogue.path_of(loaded.folder), _text(entries, loaded.name).encode())
    return len(entries), tuple(notes)


def _answer(mutant: Mutant, loaded: Assignment) -> Answer:
    place = catalogue.path_of(loaded.folder)
    return Answer(mutant.id, mutant.question, place, 0, (), mutant.sentence, "", mutant.source)


def _own(question: Question, loaded: Assignment) -> Answer | None:
    source = catalogue.cells_of(loaded.solution).get(question.id)
    if source is None:
        return None
    return Answer(question.id, question.id, catalogue.path_of(loaded.folder), 0, (), "our own", "", source)


def _signature(mistake: Mistake, asked: Sequence[PlannedCase]) -> str | None:
    """Hash all that it answers, so that what answers alike has the same; None where it takes too long."""
    digest, start = hashlib.sha256(), time.process_time()
    for planned in asked:
        check = planned.check
        try:
            answer = mistake.answer(planned.case.question, check.driver if check else None, planned.inputs)
        except NoAnswer:
            answer = "no answer"
        for leaf in _numbers(answer):
            digest.update(leaf)
        if time.process_time() - start > SLOWEST:
            return None
    return digest.hexdigest()


def _numbers(answer: Any) -> Iterator[bytes]:
    yield repr(type(answer)).encode()
    for leaf in leaves(answer):
        if isinstance(leaf, torch.Tensor):
            yield f"{tuple(leaf.shape)} {leaf.dtype} ".encode()
            yield " ".join(f"{number:.{DIGITS}g}" for number in leaf.to(torch.float64).flatten().tolist()).encode()
        else:
            yield (f"{leaf:.{DIGITS}g}" if isinstance(leaf, float) else repr(leaf)).encode()


def _text(entries: Iterable[NamedChange], name: str) -> str:
    said = [
        "# What feedback calls a wrong answer by: our own solutions, changed in one place each.",
        f"# Written by `autograder rehearse {name} --mutants`; what you make an entry say stays.",
    ]
    for entry in entries:
        said += ["", "[[near_miss]]", *(f"{key} = {_quoted(getattr(entry, key))}" for key in _KEYS)]
        said += [f"nth = {entry.nth}"] if entry.nth > 1 else []
    return "\n".join(said) + "\n"


_KEYS = ("question", "line", "becomes", "says")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
