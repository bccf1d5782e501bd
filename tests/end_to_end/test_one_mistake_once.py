"""What one mistake costs a whole hand-in, and which hints it leads to: the table in docs/fairness.md, graded as students' files are."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.authoring import submissions
from autograder.authoring.answer_blocks import blocks_of
from autograder.course import answers, assignment
from autograder.course.answers import Answer
from autograder.examine.versions import Versions
from autograder.model import Assignment, SubmittedFile
from autograder.pipeline import Graded, Grader
from autograder.results import saved_run
from autograder.sandbox.outside import Sandbox

ROOT = Path(__file__).resolve().parents[2]
DETAILS = {"name": "Kim Minji", "student_id": "2022123456", "option": 1, "group": ""}

SVM = """
import torch


def svm_loss_vectorized(W, X, y, reg):
    N, rows = len(X), torch.arange(len(X), device=X.device)
    scores = X @ W
    margins = (scores - scores[rows, y][:, None] + 1).clamp(min=0)
    margins[rows, y] = 0
    loss = margins.sum() / N + reg * (W * W).sum()
    mask = (margins > 0).double()
    mask[rows, y] = -mask.sum(1)
    return loss, X.T @ mask / N + 2 * reg * W
"""
MASK = "mask = (margins > 0).double()"
NEW_MASK = "mask = torch.zeros(margins.shape, device=X.device)\n    mask[margins > 0] = 1"
ZEROS = "import torch\n\n\ndef svm_loss_vectorized(W, X, y, reg):\n    return W.new_zeros(()), torch.zeros_like(W)\n"
RAISES = "def svm_loss_vectorized(W, X, y, reg):\n    return X.nothing\n"
LOG = """
import torch


def nn_forward_backward(params, X, y=None, reg=0.0):
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    p = (scores - scores.max(dim=1, keepdim=True).values).exp()
    p = p / p.sum(1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = -(p[rows, y] + 1e-8).log().mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    d = p.clone()
    d[rows, y] -= 1
    d = d / len(X)
    dh = (d @ W2.T) * (hidden > 0)
    return loss, {"W1": X.T @ dh + 2 * reg * W1, "b1": dh.sum(0), "W2": hidden.T @ d + 2 * reg * W2, "b2": d.sum(0)}
"""
LOG_NAIVE = """
import torch


def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0.0, torch.zeros_like(W)
    for x, label in zip(X, y.tolist()):
        scores = x @ W
        p = (scores - scores.max()).exp()
        p = p / p.sum()
        loss = loss - (p[label] + 1e-8).log() / len(X)
        for j in range(W.shape[1]):
            dW[:, j] += (p[j] - float(j == label)) * x / len(X)
    return loss + reg * (W * W).sum(), dW + 2 * reg * W
"""
ONE_HOT = LOG.replace(" + 1e-8", "").replace(
    "d = p.clone()\n    d[rows, y] -= 1", "d = p - torch.nn.functional.one_hot(y, scores.shape[1])"
)

TABLE = {
    "the ReLU's mask is forgotten": ("two_layer_net", "nn_forward_backward", "relu_forgotten_backwards", 5, 1),
    "a one-sided difference": ("linear_classifier", "numeric_gradient", "numeric_one_sided", 3, 1),
    "Adam with t = 0": ("optimizers", "adam", "adam_t_from_zero", 2, 1),
    "AdaGrad without the square": ("optimizers", "adagrad", "adagrad_without_squares", 1.5, 1),
    "norms without keepdims": ("vectorization", "pairwise_distances", "numpy_norms_without_keepdims", 3, 1),
    "topk of the largest": ("knn", "predict_labels", "labels_farthest", 2.5, 1),
    "raises in float32 alone": ("linear_classifier", "svm_loss_vectorized", SVM, 0.5, 1),
    "raises in float64 alone": ("linear_classifier", "svm_loss_vectorized", SVM.replace("double", "float"), 0.5, 1),
    "zeros of the default dtype": ("linear_classifier", "svm_loss_vectorized", SVM.replace(MASK, NEW_MASK), 0.5, 1),
    "log(p + 1e-8)": ("two_layer_net", "nn_forward_backward", LOG, 0, 0),
    "log(p + 1e-8) in a loop": ("linear_classifier", "softmax_loss_naive", LOG_NAIVE, 0, 0),
    "one_hot of torch.nn.functional": ("two_layer_net", "nn_forward_backward", ONE_HOT, 0, 0),
    "2λw in Adam with L2": ("optimizers", "adam_l2", "l2_twice", 1, 1),
    "scores for classes": ("linear_classifier", "predict_linear_classifier", "predict_scores", 1, 1),
    "scores for classes, in a net": ("two_layer_net", "nn_predict", "predict_scores", 1, 1),
    "zeros everywhere": ("linear_classifier", "svm_loss_vectorized", ZEROS, 11, 5),
    "an exception everywhere": ("linear_classifier", "svm_loss_vectorized", RAISES, 11, 9),
}
MISLEADING = ("squeeze", "denominator", "two axes", "same number of votes", "which device")


@functools.cache
def loaded(name: str, question: str) -> Assignment:
    """The assignment with this question alone: the others would take their time and show nothing."""
    whole = assignment.load(name, ROOT)
    kept = tuple(one for one in whole.questions if one.id == question)
    return replace(whole, questions=kept, pictures=(), limits=replace(whole.limits, seconds_per_case=60, seconds=600))


def graded(sandbox: Sandbox, name: str, question: str, mistake: str) -> tuple[Grader, Graded]:
    """Grade a hand-in whose only mistake is this one: an answer of wrong/ by its name, or the text of a function."""
    answer = next((one for one in answers.wrong(ROOT / "assignments" / name) if one.name == mistake), None)
    answer = answer or Answer("own", question, Path("own.py"), 1, (), "", "", mistake)
    filled = submissions.fill(submissions.released_notebook(name, ROOT), blocks_of(answer, name, ROOT), fields=DETAILS)
    data = submissions.zip_of(filled, assignment=name, fields=DETAILS)
    grader = Grader(Versions(loaded(name, question), 20260922), sandbox)
    made = grader.grade(SubmittedFile(data, f"2022123456-{name}.zip", "2022123456"))
    assert (made.record.status, made.record.reason) == ("graded", None)
    return grader, made


@pytest.mark.parametrize("title", TABLE)
def test_one_mistake_is_paid_for_once_and_leads_nobody_astray(sandbox: Sandbox, title: str) -> None:
    name, question, mistake, costs, charged = TABLE[title]

    seen = graded(sandbox, name, question, mistake)[1].record.questions[0]

    failed = [check for check in seen.checks if check.status == "failed"]
    assert seen.max_score - seen.score == costs
    assert len([check for check in failed if check.charged]) == charged
    assert all("same cause, not charged" in (check.message or "") for check in failed if not check.charged)
    if title == "zeros everywhere":  # no mistake of one place is read into what was never computed
        assert not any(check.near_miss for check in failed)
    if costs < 6:
        assert not any(word in (check.hint or "") for check in failed for word in MISLEADING)


def test_what_was_asked_in_float32_is_marked_again_without_being_run(sandbox: Sandbox) -> None:
    name, question, mistake, *_ = TABLE["raises in float64 alone"]
    grader, before = graded(sandbox, name, question, mistake)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Grader, "_ask", lambda *_: pytest.fail("a case was put again"))
        after = grader.regrade(before.record, saved_run.decode(before.saved_run or b""))

    assert after.record.questions == before.record.questions
