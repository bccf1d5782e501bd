"""A wrong answer with a near miss answers hidden inputs on the trusted side, beside our own solutions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from autograder.checks.collecting import Mistake, NoAnswer
from autograder.course import near_misses
from autograder.model import CaseInputs, Cell, Notebook

SOLUTION = Notebook(
    (
        Cell("code", "import torch", tags=("setup",)),
        Cell("code", "def half(x):\n    return x / 2", solution=True),
        Cell("code", "def total(x):\n    return half(x).sum()", solution=True),
        Cell("code", "raise SystemExit"),
    )
)
DRIVERS = "def put(student, x):\n    return {'sum': student.total(x), 'times': [1, 2.5, None, 'b']}"
X = CaseInputs({"x": torch.arange(4, dtype=torch.float64)}, torch.float64)


@pytest.fixture
def mistaken(tmp_path: Path):
    """Make one mistake of a function `total`."""

    def make(code: str) -> Mistake:
        folder = tmp_path / "toy"
        (folder / "answers" / "wrong").mkdir(parents=True)
        path = folder / "answers" / "wrong" / "total.py"
        path.write_text(f"# %% it\n# fails: total.sums\n# near miss: it is wrong\n{code}", encoding="utf-8")
        (made,) = near_misses.mistakes(folder, SOLUTION, DRIVERS)
        return made

    return make


def test_it_answers_with_our_solutions_of_the_rest(mistaken):
    made = mistaken("def total(x):\n    print(x)\n    return half(x)")

    assert (made.name, made.question, made.sentence, made.fails) == ("it", "total", "it is wrong", {"total.sums"})
    assert torch.equal(made.answer("total", None, X), torch.arange(4, dtype=torch.float64) / 2)


def test_a_driver_puts_it_and_meets_the_mistake(mistaken):
    made = mistaken("def total(x):\n    return half(x).max()")

    assert made.answer("total", "put", X) == {
        "sum": torch.tensor(1.5, dtype=torch.float64),
        "times": [1, 2.5, None, "b"],
    }


def test_it_stands_in_for_a_question_that_is_asked_alike(mistaken):
    made = mistaken("def total(x):\n    return x.sum()")

    assert made.answer("half", None, X) == 6


def test_numpy_questions_get_arrays_and_their_answers_become_tensors(mistaken):
    made = mistaken(
        "import numpy as np\ndef total(x):\n    assert isinstance(x, np.ndarray)\n    x += 1\n    return x, x.sum()"
    )
    inputs = CaseInputs(dict(X), torch.float64, library="numpy")

    changed, number = made.answer("total", None, inputs)

    assert (changed.tolist(), number) == ([1, 2, 3, 4], 10.0) and not isinstance(number, np.generic)
    assert inputs["x"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "code", ["def total(x):\n    return x @ x[:2]", "def total(x):\n    return object()", "total = 1 +"]
)
def test_what_it_cannot_answer_is_no_near_miss(mistaken, code):
    with pytest.raises(NoAnswer):
        mistaken(code).answer("total", None, X)


def test_randomness_of_the_grading_process_is_left_alone(mistaken):
    made = mistaken("def total(x):\n    torch.manual_seed(0)\n    return torch.rand(2)")
    torch.manual_seed(5)
    expected = torch.rand(2)
    torch.manual_seed(5)

    made.answer("total", None, X)

    assert torch.equal(torch.rand(2), expected)


DATED = """
@dataclass
class Pair:
    shown: ClassVar[int] = 3
    left: Later
    right: "Later"
"""


def test_a_dataclass_stands_in_our_notebook_below_a_future_import_and_without_one() -> None:
    """dataclasses look for the notebook's names in sys.modules when annotations are texts."""
    imports = Cell("code", "from dataclasses import dataclass\nfrom typing import ClassVar", tags=("setup",))
    later = Cell("code", "from __future__ import annotations", tags=("setup",))
    quoted = Cell("code", DATED.replace("left: Later", "left: 'Later'"), tags=("setup",))
    plain = Cell("code", DATED, tags=("setup",))

    made = near_misses.OurNotebook("toy", near_misses.cells(Notebook((imports, later, plain))), "", {}).notebook()
    assert list(made.Pair.__dataclass_fields__) == ["shown", "left", "right"]
    assert made.Pair(1, 2).left == 1
    assert near_misses.OurNotebook("toy", near_misses.cells(Notebook((imports, quoted))), "", {}).notebook().Pair(1, 2)
    below = near_misses.cells(Notebook((imports, plain, later)))
    with pytest.raises(NameError):  # the import stands below: there annotations are worked out
        near_misses.OurNotebook("toy", below, "", {}).notebook()


@pytest.mark.parametrize("held", ["{**globals()}", "[len, iter([])]", "{'lock': __import__('threading').Lock()}"])
def test_a_whole_cell_beside_a_python_file_is_kept_whatever_names_there_are(held):
    cells = (
        Cell("code", "def twice(x):\n    return 2 * x", solution=True, grade_id="twice_solution", file="ops.py"),
        Cell("code", f"from ops import twice\nheld = {held}\nnumbers = [1]", tags=("setup",)),
        Cell("code", "total = twice(numbers[0])\nnumbers.append(total)", solution=True, grade_id="sum_solution"),
    )
    made = near_misses.OurNotebook("toy", near_misses.cells(Notebook(cells)), "", {}).notebook()

    kept = made.sum_cell

    assert (kept.left["total"], made.twice(4), kept()["total"], kept(numbers=[5])["total"]) == (2, 8, 2, 10)
    made.numbers.append(7)
    assert kept.left["numbers"] == [1, 2]


def test_our_own_cell_that_runs_again_is_seen_by_our_functions_above_it():
    cells = (
        Cell("code", "side = 2.0\ndef area():\n    return side * side", tags=("setup",)),
        Cell("code", "twice = 2 * area()", solution=True, grade_id="twice_solution"),
        Cell("code", "side = 7.0", tags=("setup",)),
    )
    made = near_misses.OurNotebook("toy", near_misses.cells(Notebook(cells)), "", {}).notebook()

    assert (made.twice_cell.left["twice"], made.twice_cell(side=3.0)["twice"], made.area()) == (98.0, 18.0, 49.0)


def test_our_own_function_is_the_one_of_its_own_cell_though_a_later_cell_takes_its_name():
    cells = (
        Cell("code", "def mean(x):\n    return sum(x) / len(x)", solution=True, grade_id="mean_solution"),
        Cell("code", "mean = mean([1, 3])", solution=True, grade_id="middle_solution"),
    )
    made = near_misses.OurNotebook("toy", near_misses.cells(Notebook(cells)), "", {}).notebook()

    assert (made.mean([2, 6]), made.middle_cell.left["mean"], made.middle_cell()["mean"]) == (4, 2, 2)
