"""Shared blocks are found under other names and layout; what the exercise asks of everybody isn't."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from autograder.model import QuestionResult, Record, RecordStatus
from autograder.report.similarity import pairs, tokens, winnow

ODD = """
best = {}
for fold in range(num_folds):
    left = [part for number, part in enumerate(parts) if number != fold]
    model = KnnClassifier(torch.cat(left), torch.cat([p for n, p in enumerate(labels) if n != fold]))
    for k in k_choices:
        best.setdefault(k, []).append(model.check_accuracy(parts[fold], labels[fold], k=k, quiet=True))
return dict(sorted(best.items()))
"""
RENAMED = ODD.replace("best", "result").replace("fold", "i").replace("left", "rest").replace("    ", "\t") + "# mine!\n"
OTHER = """
accuracies = {k: [0.0] * num_folds for k in k_choices}
size = x_train.shape[0] // num_folds
i = 0
while i < num_folds:
    mask = torch.ones(len(x_train), dtype=torch.bool)
    mask[i * size:(i + 1) * size] = False
    clf = KnnClassifier(x_train[mask], y_train[mask])
    for k in accuracies:
        accuracies[k][i] = clf.check_accuracy(x_train[~mask], y_train[~mask], k)
    i += 1
return accuracies
"""


def made(student: str, code: str) -> Record:
    question = QuestionResult("knn_cross_validate", 0, 1, code=code)
    return Record("knn", student, RecordStatus.GRADED, 0, 1, questions=(question,))


def test_renaming_does_not_hide_a_copy():
    found = pairs([made("a", ODD), made("b", RENAMED), made("c", OTHER)])

    assert [(pair.one, pair.other, pair.questions) for pair in found] == [("a", "b", ("knn_cross_validate",))]
    assert found[0].share > 0.9


def test_what_everybody_writes_is_the_exercise():
    assert pairs([made(name, ODD) for name in "abcdefgh"]) == []


def test_short_blocks_tell_nothing():
    assert pairs([made("a", "return x + y"), made("b", "return x + y")]) == []


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    assert winnow(list(tokens(text))) is not None


def test_who_works_together_or_has_one_file_of_the_lms_is_no_pair():
    shared = [replace(made(name, ODD), team="attachment 7") for name in "ab"]

    assert pairs(shared) == []
    assert pairs([made("a", ODD), made("b", ODD)], groups=[("b", "a", "c")]) == []
    assert [(one.one, one.other) for one in pairs([shared[0], made("b", ODD)], groups=[("a", "c")])] == [("a", "b")]
