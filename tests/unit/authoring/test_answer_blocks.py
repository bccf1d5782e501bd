"""The texts of blocks: what an answer of right/ or wrong/ defines, and our own solution elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import answer_blocks, compile
from autograder.course import answers
from autograder.course.answers import Answer
from autograder.errors import AssignmentBroken
from tests.fixtures.authoring import edit, write_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("course"))
    compile.build("tiny", root)
    return root


def right(root: Path, text: str) -> Answer:
    (root / "assignments/tiny/answers/right/new.py").write_text(text)
    return next(one for one in answers.right(root / "assignments/tiny") if one.name == "new")


def wrong(root: Path, name: str) -> Answer:
    return next(one for one in answers.wrong(root / "assignments/tiny") if one.name == name)


def test_an_answer_gives_the_blocks_that_it_defines_and_ours_elsewhere(course: Path) -> None:
    own = answer_blocks.our_solutions("tiny", course)

    texts = answer_blocks.blocks_of(wrong(course, "forgetful"), "tiny", course)

    assert texts["square"] == own["square"]
    assert texts["Counter"] == ("        self.count = 0", own["Counter"][1])


def test_an_answer_of_a_block_with_given_parts_gives_what_lies_between_them(course: Path, tmp_path: Path) -> None:
    root = write_course(tmp_path)
    compile.build("tiny", root)
    text = "class Counter:\n    def add(self, amount):\n        amount = amount + 0\n        self.count += amount\n        return self.count\n"

    texts = answer_blocks.blocks_of(right(root, text), "tiny", root)

    assert texts["Counter"][1].strip() == "self.count += amount"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# x\ndef cube(x):\n    return x\n", r"right/new\.py, line 2: 'cube' is no question"),
        ("limit = 3\n", r"right/new\.py, line 1: this is no definition"),
        ("def square(x:\n", r"right/new\.py, line 1: '\(' was never closed"),
        ("import torch\n", "every block in it is our own solution"),
        (
            "import torch\nfrom math import fsum as total\n\n\ndef square(x):\n    return total([x]) * torch.ones(1)\n",
            r"right/new\.py, line 2: what is imported here isn't taken along, and total is used below\. Import it inside",
        ),
        ("def square(x):\n    doubled_exponent = x * x\n    return doubled_exponent\n", "is our own solution"),
    ],
)
def test_an_answer_that_cannot_be_handed_in_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    root = write_course(tmp_path)
    compile.build("tiny", root)

    with pytest.raises(AssignmentBroken, match=said):
        answer_blocks.blocks_of(right(root, text), "tiny", root)


def test_a_line_of_a_wrong_answer_is_counted_in_its_file(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    compile.build("tiny", root)
    path = root / "assignments/tiny/answers/wrong/square.py"
    path.write_text(path.read_text() + "\n# %% cubed\n# fails: square.values_match\ndef cube(x):\n    return x\n")

    with pytest.raises(AssignmentBroken, match=r"wrong/square\.py, line 17: cubed: 'cube' is no question"):
        answer_blocks.blocks_of(wrong(root, "cubed"), "tiny", root)


def test_nothing_written_is_a_bare_return_in_every_block(course: Path) -> None:
    assert answer_blocks.nothing_written("tiny", course) == {"square": ("return",), "Counter": ("return", "return")}


def test_our_written_answers_are_those_of_the_source(course: Path) -> None:
    assert list(answer_blocks.our_written_answers("tiny", course)) == ["question_1"]


def test_several_functions_of_a_cell_are_one_answer(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    edit(
        root,
        "assignments/tiny/notebook.py",
        "    doubled_exponent = x * x\n    return doubled_exponent\n    ### END SOLUTION\n",
        "    return times(x, x)\n    ### END SOLUTION\n\n\ndef times(a, b):\n    ### BEGIN SOLUTION\n    return a * b\n    ### END SOLUTION\n",
    )
    compile.build("tiny", root)
    both = "def times(a, b):\n    return b * a\n\n\ndef square(x):\n    y = times(x, x)\n    return y\n"

    texts = answer_blocks.blocks_of(right(root, both), "tiny", root)
    one = answer_blocks.blocks_of(right(root, "def times(a, b):\n    return b * a\n"), "tiny", root)

    assert [text.strip() for text in texts["square"]] == ["y = times(x, x)\n    return y", "return b * a"]
    assert [text.strip() for text in one["square"]] == ["return times(x, x)", "return b * a"]
