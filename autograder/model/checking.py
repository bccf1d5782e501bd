"""Hidden checks and feedback pictures as values, and the inputs that judges are told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.model.asking import CaseKind

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True, eq=False)
class CaseInputs(Mapping[str, Any]):
    """The inputs of one call as the reference gets them, by parameter name, and what the student's function was promised about them."""

    # floating tensors are float64, after the rounding that the student's went through
    values_by_name: Mapping[str, Any]
    dtype: torch.dtype  # of the floating inputs in the student's hands
    library: str = "torch"  # or "numpy"
    device: str = "cpu"
    reference: Callable[..., Any] | None = field(default=None, repr=False)  # who answers them on our side
    known: dict[Any, tuple[Any, Any]] = field(default_factory=dict, repr=False)
    """What judges worked out about a right answer to these inputs, good for a whole class: key → (that answer, what is known of it)."""

    def __getitem__(self, name: str) -> Any:
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)


Judge = Callable[[Any, Any, CaseInputs], "str | None"]
"""(got, expected, inputs) → None when right, else one sentence for the student."""

NearMiss = Callable[[Any, CaseInputs], Any]
"""(expected, inputs) → what a typical mistake answers."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A mistake that may explain all that was seen of a question."""

    name: str  # each once in an assignment
    question: str  # that it is a mistake in; another question may be asked alike
    sentence: str
    by_hand: bool  # an author's own, or of the catalogue
    answer: Callable[[str, str | None, CaseInputs], Any]  # (asked question, driver, inputs) → what it answers


@dataclass(frozen=True, slots=True)
class Check:
    """A hidden check, as the words of autograder.checks make it."""

    name: str
    title: str  # the docstring: a fact about right answers
    asks: str  # the question's id, which is the name of the function asked
    points: float
    draw: Callable[..., Any]  # RandomInputs (and sizes, by name) → inputs, or a list of them
    judge: Judge
    kind: CaseKind = CaseKind.VALUE
    hint: str | None = None
    near_misses: Mapping[str, NearMiss] = field(default_factory=dict)
    likely: tuple[Likely, ...] = field(default=(), repr=False)
    mistakes: Mapping[str, tuple[NearMiss, ...]] = field(default_factory=dict)
    """All mistakes known of the question, by their sentence, as this check's inputs show them: they may explain what it isn't made to name."""
    part: str = ""  # of the answer that it is about, which its near misses' sentences begin with
    dtypes: tuple[str, ...] = ("float64",)
    with_reference: tuple[str, ...] = ()  # questions answered by our own implementation
    driver: str | None = None  # the function of drivers.py that puts the question
    reference: str | None = None  # the function of reference.py; default: the driver's, else the question's name
    library: str = "torch"  # "torch" or "numpy": what the inputs are in the student's hands
    place: str = ""  # where its author wrote it: file:line
    trust: str = "outside"  # or "beside": its test runs in the student's process, whose owner can forge it


@dataclass(frozen=True, slots=True)
class FeedbackPicture:
    """A picture for feedback pages, as its author wrote it in pictures.py: the student's answer to a public example beside ours."""

    asked: Check  # worth nothing: how the example is put, what our own answer is, and when the two look alike
    paint: Callable[[Any, Any, Any, CaseInputs], None]  # (matplotlib Figure, yours, expected, inputs)
    caption: str
