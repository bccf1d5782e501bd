"""Copies are found under other names, in another order and with other loops; what the exercise asks of everybody isn't."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.model import QuestionResult, Record, RecordStatus
from autograder.similar.hand_ins import HandIn, KnownTexts, Text, of_records
from autograder.similar.pairs import Comparison, compare
from autograder.similar.prints import of_code

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
REWRITTEN = """
answer = {}
where = 0
while num_folds > where:
    others = []
    for place, piece in enumerate(parts):
        if where != place:
            others.append(piece)
    classes = []
    for place, piece in enumerate(labels):
        if where != place:
            classes.append(piece)
    clf = KnnClassifier(torch.cat(others), torch.cat(classes))
    for size in k_choices:
        score = clf.check_accuracy(parts[where], labels[where], k=size, quiet=True)
        answer.setdefault(size, []).append(score)
    where += 1
return dict(sorted(answer.items()))
"""
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
PROSE = "Because a far point votes as much as a near one, a large k lets the most frequent class win everywhere, whatever lies near."


def made(student: str, code: str, **more: str) -> HandIn:
    return HandIn(student, {"knn_cross_validate": Text(code)}, **more)


def named(found: Comparison) -> list[tuple[str, str]]:
    return [(pair.one.label, pair.other.label) for pair in found.pairs]


@pytest.mark.parametrize("copy", [RENAMED, REWRITTEN], ids=["renamed", "loops rewritten"])
def test_a_copy_is_found_and_who_worked_alone_is_not(copy):
    found = compare([made("a", ODD), made("b", copy), made("c", OTHER)], least=0.25)

    assert named(found) == [("a", "b")]
    assert list(found.pairs[0].questions) == ["knn_cross_validate"]
    assert found.nearest["c"] < 0.2


def test_what_everybody_writes_is_the_exercise():
    found = compare([made(name, ODD) for name in "abcdefgh"])

    assert (found.pairs, found.clusters) == ((), ())


def test_what_was_given_counts_for_nothing_and_what_authors_write_for_less():
    two = [made("a", ODD), made("b", RENAMED)]

    assert named(compare(two))
    assert not named(compare(two, known=KnownTexts(given=of_code(f"# given\n{ODD}").kept)))
    assert compare(two, known=KnownTexts(answers=(of_code(ODD).kept,))).pairs[0].text < compare(two).pairs[0].text


def test_short_blocks_tell_nothing():
    assert named(compare([made("a", "return x + y"), made("b", "return x + y")])) == []


def test_a_former_year_is_compared_with_the_class_and_not_with_itself():
    old = [made("a", ODD, former="2025"), made("z", RENAMED, former="2025")]

    found = compare([made("a", OTHER), made("b", RENAMED)], old)

    assert sorted(named(found)) == [("b", "a (2025)"), ("b", "z (2025)")]
    assert [[one.label for one in cluster] for cluster in found.clusters] == [["a (2025)", "b", "z (2025)"]]


def test_a_written_answer_is_compared_by_its_words():
    two = [HandIn(name, {"why": Text(text, written=True)}) for name, text in (("a", PROSE), ("b", f"{PROSE} So!"))]

    assert named(compare(two, least=0.4)) == [("a", "b")]


def test_who_works_together_or_has_one_file_of_the_lms_is_no_pair():
    shared = [made(name, ODD, team="attachment 7") for name in "ab"]

    assert named(compare(shared)) == []
    assert named(compare([made("a", ODD), made("b", ODD)], groups=[("b", "a", "c")])) == []
    assert named(compare([shared[0], made("b", ODD)], groups=[("a", "c")])) == [("a", "b")]


def test_a_text_that_is_not_read_to_its_end_is_said():
    found = compare([made("a", ODD + "x\n" * 30_000), made("b", ODD)])

    assert found.unread == ("a: knn_cross_validate is too long to be compared whole: look at it.",)
    assert compare([made("a", "# nothing\n" * 20_000 + ODD), made("b", ODD)]).pairs  # comments hide nothing


def test_of_a_group_s_hand_in_only_the_first_counts():
    question = QuestionResult("q", 0, 1, code=ODD)
    one = Record("knn", "a", RecordStatus.GRADED, 0, 1, questions=(question,), team="7")

    assert [each.student for each in of_records([one, replace(one, student_id="b", handed_in_by="a")])] == ["a"]
    assert of_records([one], former="2025")[0] == HandIn("a", {"q": Text(ODD)}, "2025", "7")
