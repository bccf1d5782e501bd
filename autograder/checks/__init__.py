"""The words that an assignment's hidden checks and pictures are written in: PUBLIC, typed, run on the trusted side only.

Comes in: what authors write in hidden/checks*.py and hidden/pictures.py. Goes out: Check and FeedbackPicture values, and the judges that
they hold. Authors' files and course, examine and report may import it; the grading process runs it, never a student's.

    from autograder.checks import Call, RandomInputs, close, question

    distances = question("compute_distances_no_loops", judge=close(), example=two_sets_of_points)

    @distances.check(2, hint="Rounding can push a squared distance just below zero.")
    def distances_match_the_definition(draw: RandomInputs) -> Call:
        \"\"\"Squared distances agree with the definition.\"\"\"
        return {"x_train": draw.normal(40, 3, 8, 8), "x_test": draw.normal(30, 3, 8, 8)}

    distances.asks(1, "one_point_is_enough", {"count": 1}).says("One point has distances too.")
    distances.keeps_inputs(1)
    distances.keeps_device(1)

The expected answer is reference.py's answer to the same inputs, in float64; the judge compares.
"""

from autograder.checks.answers import share, shown_shape
from autograder.checks.collecting import BOTH_DTYPES, VALUE_DTYPES, Answer, Call
from autograder.checks.judges import exactly, has_dtype, same_device, satisfies, unchanged
from autograder.checks.making import Asked
from autograder.checks.numbers import close
from autograder.checks.part_judges import part, parts_have_dtype
from autograder.checks.pictures import picture
from autograder.checks.questions import DTYPE_HINT, AuthoredQuestion, question
from autograder.checks.random_inputs import RandomInputs
from autograder.checks.work_judges import growth, largest_array
from autograder.model import CaseInputs

__all__ = [
    "BOTH_DTYPES",
    "DTYPE_HINT",
    "VALUE_DTYPES",
    "Answer",
    "Asked",
    "AuthoredQuestion",
    "Call",
    "CaseInputs",
    "RandomInputs",
    "close",
    "exactly",
    "growth",
    "has_dtype",
    "largest_array",
    "part",
    "parts_have_dtype",
    "picture",
    "question",
    "same_device",
    "satisfies",
    "share",
    "shown_shape",
    "unchanged",
]
