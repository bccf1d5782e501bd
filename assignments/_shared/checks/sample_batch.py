"""Hidden checks of sample_batch, which several assignments ask: `add_checks()` in checks_*.py makes them.

Their drivers.py needs the line `# include sample_batch_drivers.py`; their reference.py takes `sample_batch` and `batches` from here.
"""

import torch
from torch import Tensor

from autograder.checks import Answer, Call, CaseInputs, RandomInputs, question, shown_shape

NO_PAIR = "expected two tensors, (X_batch, y_batch)"


def _is_pair(got: Answer) -> bool:
    return isinstance(got, (list, tuple)) and len(got) == 2 and all(isinstance(part, Tensor) for part in got)


def _places(rows: Tensor, X: Tensor) -> list[int | None]:
    """Return for each row which one of X it is, None for a stranger."""
    known = {tuple(row): place for place, row in enumerate(X.tolist())}
    return [known.get(tuple(row)) for row in rows.double().reshape(-1, X.shape[1]).tolist()]


def _rows(draw: RandomInputs, count: int = 6, batch_size: int = 4, num_train: int | None = None) -> Call:
    """Draw count rows, of which the first num_train may be drawn, or all."""
    X, y = draw.normal(count, 4), draw.permutation(count)
    return {"X": X, "y": y, "num_train": num_train or count, "batch_size": batch_size}


def _seeded(draw: RandomInputs) -> Call:
    return {"X": draw.normal(50, 3), "y": draw.permutation(50), "batch_size": 20, "seed": draw.integer(1, 10**6)}


def add_checks() -> None:
    """Make the seven checks, worth 5 points; many batches are right, so each is judged by a rule, whatever the answer's structure."""
    sampled = question("sample_batch", example=_rows, structure=False)
    batches_sampled = question("sample_batch", driver="batches", example=_seeded, structure=False)

    @sampled.rule(1, at={"count": 30, "batch_size": 16}, hint="Are X and y indexed with the same numbers?")
    def rows_come_with_their_labels(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        """A batch consists of rows of X, each with its own label."""
        if not _is_pair(got):
            return NO_PAIR
        rows, labels = got
        if rows.ndim != 2 or rows.shape[1:] != inputs["X"].shape[1:] or labels.shape != rows.shape[:1]:
            return f"expected shapes (batch_size, {inputs['X'].shape[1]}) and (batch_size,), got {shown_shape(rows)} and {shown_shape(labels)}"
        # labels are 0 … N − 1, each once, so each tells which row it came with
        own, found = inputs["y"].tolist(), _places(rows, inputs["X"])
        strange = found.count(None)
        if strange:
            return f"{strange} of {len(found)} rows aren't rows of X"
        off = sum(own[place] != label for place, label in zip(found, labels.tolist(), strict=True))
        return f"{off} of {len(found)} rows come with another row's label" if off else None

    @sampled.rule(
        0.5,
        at=[{"count": 30, "batch_size": 7}, {"count": 12, "batch_size": 40}],
        hint="How many rows come back when more are asked for than there are?",
    )
    def batch_has_the_size_that_is_asked(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        """As many rows come back as batch_size says, even more than there are."""
        parts = got if isinstance(got, (list, tuple)) else []
        counts = [len(part) if isinstance(part, Tensor) and part.ndim else 0 for part in parts]
        wanted = inputs["batch_size"]
        if counts == [wanted, wanted]:
            return None
        return f"expected {wanted} rows and labels, got {' and '.join(map(str, counts)) or 'something else'}"

    @sampled.rule(
        1,
        at={"count": 10, "batch_size": 4000},
        hint="Which numbers can your draw give? Both 0 and num_train − 1, and each as often as any other?",
    )
    def every_row_is_equally_likely(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        """All rows, the first and the last included, are drawn equally often."""
        if not _is_pair(got):
            return NO_PAIR
        count = len(inputs["y"])
        drawn = torch.bincount(got[1].long().flatten().clamp(0, count - 1), minlength=count).double()
        if (drawn == 0).any():
            return f"{int((drawn == 0).sum())} of {count} rows are never drawn"
        fair = float(drawn.sum()) / count
        far = float((drawn - fair).abs().max())  # such a count's standard deviation is a little below √fair
        return "some rows are drawn far more often than others" if far >= 6 * fair**0.5 else None

    @sampled.rule(
        0.5,
        at={"count": 40, "batch_size": 40},  # of these, a right answer repeats none once in 10¹⁶ times
        hint="With replacement: can your draw give the same number twice?",
    )
    def rows_may_come_twice(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        """A batch is drawn with replacement, so a row may come twice."""
        if not _is_pair(got):
            return NO_PAIR
        found = _places(got[0], inputs["X"])
        again = len(found) > len(set(found))
        return None if again else f"{len(found)} rows were drawn from {len(inputs['X'])}, and none of them came twice"

    @sampled.rule(
        0.5,
        at={"count": 40, "num_train": 10, "batch_size": 30},
        hint="num_train may be smaller than the number of rows of X. Which of the two does your draw use?",
    )
    def rows_are_of_the_first_num_train(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        """Only the first num_train rows are drawn from."""
        if not _is_pair(got):
            return NO_PAIR
        found, last = _places(got[0], inputs["X"]), inputs["num_train"]
        beyond = sum(place is not None and place >= last for place in found)
        return f"{beyond} of {len(found)} rows aren't among the first num_train = {last}" if beyond else None

    @batches_sampled.rule(1, hint="Where do your random numbers come from, when a generator is given?")
    def generator_decides_the_batch(got: Answer, expected: Answer, inputs: CaseInputs) -> str | None:
        """The same state of the generator gives the same batch, another state another."""
        first, again, other = got
        if first.shape != again.shape or not torch.equal(first, again):
            return "the same state of the generator gave another batch"
        return "different states of the generator gave the same batch" if torch.equal(first, other) else None

    sampled.keeps_device(0.5, "batch_is_on_the_device_of_the_data").says("The batch is on the device of X and y.")


# ---------------------------------------------------------------- for reference.py


def sample_batch(X: Tensor, y: Tensor, num_train: int, batch_size: int) -> None:
    """Stand for an answer that many are right for; the rules compute what they need from the inputs."""


def batches(X: Tensor, y: Tensor, batch_size: int, seed: int) -> None:
    """Stand for as many."""
