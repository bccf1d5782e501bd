"""The Python file of an assignment is found among what came, whatever folder it lies in and whatever an LMS, a browser or a student called it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from autograder import intake
from autograder.conventions import file_cells
from autograder.errors import SubmissionRejected
from autograder.intake import code_files, other_files
from autograder.model import HandedFile, RawFile, SubmittedFile
from tests.fixtures.files import OPS, with_file

ASSIGNMENT = with_file()
DONE = OPS.replace("raise NotImplementedError", "return 2 * x", 1)
BOTH = OPS.replace("raise NotImplementedError", "return x + x")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were read as Python and cut into cells, so far."""
    texts: list[str] = []
    cut = file_cells.cut
    monkeypatch.setattr(
        code_files.file_cells, "cut", lambda name, text, questions: texts.append(text) or cut(name, text, questions)
    )
    return texts


def found(*files: tuple[str, str | bytes | None]) -> code_files.FilesFound:
    raw = [RawFile(name, held.encode() if isinstance(held, str) else held) for name, held in files]
    return code_files.find(raw, ASSIGNMENT)


def chosen(*files: tuple[str, str | bytes | None]) -> HandedFile:
    (one,) = found(*files).files
    return one


def rules(*files: tuple[str, str | bytes | None]) -> list[str]:
    return [one.rule for one in found(*files).findings]


@pytest.mark.parametrize("name", ["ops.py", "OPS.py", "homework/src/ops.py", "Ops.PY"])
def test_it_is_found_in_any_folder_and_in_any_case_without_a_word(name):
    assert chosen((name, DONE)) == HandedFile("ops.py", name, hashlib.sha256(DONE.encode()).hexdigest(), DONE)
    assert rules((name, DONE)) == []


@pytest.mark.parametrize(
    "name",
    [
        "ops (1).py",  # a browser's second download
        "ops-2.py",  # an LMS's second attempt
        "kimminji_123456_7890123_ops-1.py",  # Canvas
        "2022123456_ops.py",
        "ops.py.txt",  # a mail program
        "ops - Copy.py",
        "Copy of ops.py",
        "ops copy.py",
        "ops.py ",  # a blank that nobody sees
    ],
)
def test_what_others_added_to_its_name_is_taken_off_and_said(name):
    assert chosen((name, DONE)).source == name
    assert rules((name, DONE)) == ["file_renamed"]


def test_a_file_of_another_name_is_it_where_it_holds_the_marks_around_the_questions():
    assert chosen(("my solution.py", DONE)).source == "my solution.py"
    assert rules(("my solution.py", DONE)) == ["file_renamed"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_ops.py", "from ops import double\n\ndef test_double():\n    assert double(1) == 2\n"),
        ("old.py", "def double(x):\n    return 2 * x\n"),  # of the same name, and of no assignment
        ("ops.ipynb", "{}"),
        ("ops.txt", DONE),
        ("laptops.py", "x = 1"),
    ],
)
def test_other_files_are_not_taken_for_it(name, text):
    assert chosen((name, text)) == HandedFile("ops.py")
    assert found((name, text)).used == frozenset()


OWN = "import torch\n\ndef double(x):\n    return 2 * x\n"
"""An answer in a file of a student's own, without the marks of the released one."""


@pytest.mark.parametrize("name", ["solution.py", "hw/my solution.py", "solution.py.txt"])
@pytest.mark.parametrize("beside", [(("ops.py", OPS),), ()], ids=["an untouched stub", "no file of its name"])
def test_a_file_of_another_name_without_marks_is_told_where_nothing_is_written_in_ours(name, beside):
    made = found(*beside, (name, OWN))

    assert [one.source for one in made.files] == ["ops.py" if beside else ""]
    (told,) = [one.message for one in made.findings]
    assert (
        told
        == f"{name} defines `double`, which isn't written in ops.py, and wasn't graded: answers count in ops.py, between its marks."
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_ops.py", "from ops import double\n\ndef test_double():\n    assert double(1) == 2\n"),
        ("stub.py", OPS.replace("# BEGIN YOUR CODE", "").replace("# END YOUR CODE", "")),
        ("empty.py", 'def double(x):\n    """Return twice x."""\n    ...\n'),
        ("notes.txt", OWN),
    ],
)
def test_what_defines_no_answer_is_not_told(name, text):
    assert rules(("ops.py", OPS), (name, text)) == []


def test_an_answer_that_is_no_python_is_told_too():
    assert rules(("ops.py", OPS), ("broken.py", "def double(x:\n    return 2 * x\n")) == ["file_copies"]


def test_what_is_written_in_ours_is_not_looked_for_in_others():
    both = file_cells.files_of(ASSIGNMENT.release)["ops.py"]

    assert rules(("ops.py", BOTH), ("solution.py", OWN)) == []
    assert rules(("ops.py", DONE), ("solution.py", OWN)) == []
    others = "".join(f"def {one}(x):\n    return x + x\n\n\n" for one in both if one != "double")
    assert rules(("ops.py", DONE), ("solution.py", others)) == (["file_copies"] if others else [])


def test_a_folder_of_packages_is_looked_into_as_long_as_that_takes_no_time(read):
    packages = [(f"site/{number}.py", f"# {number}\n{OWN}" + "x = 1\n" * 5_000) for number in range(50)]

    assert set(rules(("ops.py", OPS + "# once"), *packages)) == {"file_copies"}
    assert len(read) <= 1 + code_files.MOST_READ // len(packages[0][1])


def test_of_two_copies_the_one_with_more_answers_counts_and_the_other_is_named():
    two = (("a/ops.py", OPS), ("b/c/ops.py", DONE))

    assert chosen(*two).source == "b/c/ops.py"
    assert rules(*two) == ["file_copies"]
    assert chosen(("ops.py", DONE), ("old/ops.py", BOTH)).source == "old/ops.py"


def test_a_blank_starter_never_goes_before_a_renamed_file_with_answers():
    assert chosen(("ops.py", OPS), ("ops (1).py", DONE)).source == "ops (1).py"


@pytest.mark.parametrize("name", ["ops (1).py", "ops_final.py", "my solution.py"])
def test_more_answers_go_before_the_exact_name_and_both_are_told(name):
    assert chosen(("ops.py", DONE), (name, BOTH)).source == name
    assert rules(("ops.py", DONE), (name, BOTH)) == ["file_renamed", "file_copies"]


@pytest.mark.parametrize("name", ["ops (1).py", "ops_final.py", "my solution.py"])
@pytest.mark.parametrize("other", [DONE, BOTH.replace("x + x", "x * 2")])
def test_what_is_exactly_named_and_complete_counts_and_another_with_answers_is_told(name, other):
    assert chosen(("ops.py", BOTH), (name, other)).source == "ops.py"
    assert rules(("ops.py", BOTH), (name, other)) == ["file_copies"]
    assert found(("ops.py", BOTH), (name, BOTH)).findings == ()


def test_of_two_with_as_many_answers_the_outer_one_counts_and_then_the_last_attempt():
    other = DONE.replace("2 * x", "x * 2")

    assert chosen(("ops.py", other), ("old/ops.py", DONE)).source == "ops.py"
    assert chosen(("ops-1.py", other), ("ops-2.py", DONE)).source == "ops-2.py"


def test_two_that_may_each_be_meant_are_refused():
    with pytest.raises(SubmissionRejected, match=r"a/ops\.py.* may each be the ops\.py that is meant"):
        found(("a/ops.py", DONE), ("b/ops.py", DONE.replace("2 * x", "x * 2")))


def test_the_same_file_twice_is_one():
    assert rules(("a/ops.py", DONE), ("b/ops.py", DONE)) == []
    assert found(("a/ops.py", DONE), ("b/ops.py", DONE)).used == {0, 1}


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (b"", ""),
        (None, None),
        (b"\x89PNG\r\n\x1a\n\0\0", None),
        (DONE.encode("utf-16"), DONE),
        (b"\xef\xbb\xbf" + DONE.encode(), DONE),
        (DONE.replace("Return", "두 배").encode("cp949"), DONE.replace("Return", "두 배")),
    ],
    ids=["empty", "not to be had", "a picture", "UTF-16", "with a mark", "cp949"],
)
def test_its_bytes_are_read_as_editors_write_them_or_said_to_be_no_text(held, text):
    assert chosen(("ops.py", held)).text == text


def zip_of(files: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return packed.getvalue()


def notebook(*more: str) -> str:
    grader = {"grade": True, "grade_id": "double", "solution": False, "locked": True}
    cells = [{"cell_type": "code", "id": "double", "metadata": {"nbgrader": grader}, "source": "assert double(2) == 4"}]
    cells += [{"cell_type": "code", "id": f"c{at}", "metadata": {}, "source": text} for at, text in enumerate(more)]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps({**content, "cells": [{**cell, "outputs": [], "execution_count": 1} for cell in cells]})


def test_a_notebook_whose_answers_all_stand_in_files_is_known_by_its_test_cells():
    tests = [cell.source for cell in ASSIGNMENT.release.cells if cell.grade]
    bare = json.loads(notebook(*tests))
    bare["cells"] = bare["cells"][1:]  # of its ids none is left

    for held in (notebook(), json.dumps(bare)):
        (file,) = received(zip_of({"doubling.ipynb": held, "ops.py": DONE})).files
        assert (file.name, file.text) == ("ops.py", DONE)
    with pytest.raises(SubmissionRejected, match="no answer cell of 'doubling' is in the notebook"):
        received(zip_of({"doubling.ipynb": json.dumps({**bare, "cells": []}), "ops.py": DONE}))


def received(data: bytes, *together: RawFile):
    file = SubmittedFile(data, "7-doubling.zip", "7", together=together, beside=tuple(one.name for one in together))
    return intake.receive(file, ASSIGNMENT)


def test_it_comes_in_the_zip_and_isn_t_one_of_the_files_whose_words_are_read():
    submission = received(
        zip_of({"hw/doubling.ipynb": notebook("def double(x): ..."), "hw/ops.py": DONE, "hw/why.txt": "So."})
    )

    assert [one.source for one in submission.files] == ["hw/ops.py"]
    assert [one.name for one in submission.others] == ["hw/why.txt"]


def test_handed_in_beside_the_notebook_it_is_taken_and_not_said_to_be_left():
    bare = notebook("def double(x): ...").encode()

    submission = received(bare, RawFile("kim_1_2_ops-1.py", DONE.encode()), RawFile("kim_1_3_other.py", b"x = 1"))

    assert submission.files[0].text == DONE
    said = [(one.rule, one.message) for one in submission.findings if one.rule in ("earlier_attempt", "file_renamed")]
    assert said == [
        ("file_renamed", "kim_1_2_ops-1.py was taken for ops.py."),
        ("earlier_attempt", "Another file, kim_1_3_other.py, came with it and wasn't graded."),
    ]


def test_a_hand_in_weighs_what_is_written_in_its_file_too():
    bare = {"doubling.ipynb": notebook("def double(x): ...")}

    weights = [code_files.worth(zip_of(bare | more), ASSIGNMENT) for more in ({}, {"ops.py": OPS}, {"ops.py": BOTH})]

    assert weights[0] == weights[1]
    assert weights[2] == weights[1] + 2


def test_what_nbgrader_gets_are_the_notebook_and_the_file_by_its_own_name():
    data = zip_of({"doubling.ipynb": notebook("def double(x): ..."), "a/ops (1).py": DONE})

    assert intake.parts(SubmittedFile(data, "7-doubling.zip"), ASSIGNMENT)["ops.py"] == DONE.encode()


@pytest.mark.parametrize(
    "before",
    [
        {f"data/{number:03}.png": b"\x89PNG" for number in range(60)},  # a folder that was zipped as a whole
        {f"data/{number}.bin": bytes(7 * 2**20) for number in range(6)},  # more than is looked into
        {f"a{number:02}.py": b"x = 1\n" for number in range(60)},
        {f".venv/lib/m{number:02}.py": b"x = 1\n" for number in range(60)},
    ],
)
def test_what_lies_before_it_in_the_zip_never_keeps_it_from_being_read(before):
    submission = received(zip_of({"doubling.ipynb": notebook("def double(x): ..."), **before, "ops.py": DONE}))

    assert [one.text for one in submission.files] == [DONE]
    assert len(submission.others) == min(len(before), other_files.MAX_FILES) + (len(before) > other_files.MAX_FILES)


def test_a_renamed_one_is_read_before_pictures_too():
    pictures = {f"data/{number:03}.png": b"\x89PNG" for number in range(60)}

    assert (
        received(zip_of({"doubling.ipynb": notebook("def double(x): ..."), **pictures, "src/ops (1).py": DONE}))
        .files[0]
        .text
        == DONE
    )


# ---------------------------------------------------------------- encodings, and how much is read

FRENCH = DONE.replace("Return twice x.", "Rend le carré, ça va.")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("# -*- coding: latin-1 -*-\n", "latin-1"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
        ("\n# coding=iso-8859-15\n", "iso-8859-15"),
        ("# coding: utf-8\n", "utf-8"),
        ("\ufeff# coding: utf-8\n", "utf-8"),
    ],
)
def test_a_file_that_names_its_encoding_is_read_by_it_as_python_does(head, encoding):
    assert chosen(("ops.py", (head + FRENCH).encode(encoding))).text == head.removeprefix("\ufeff") + FRENCH


@pytest.mark.parametrize(
    "head",
    [
        "",
        "# written in latin-1\n",
        "x = 1\n# coding: latin-1\n",  # no line at the top: Python doesn't look there
        "# coding: klingon\n",
        "# coding: unicode_escape\n",
        "# coding: hex\n",
        "# coding: utf-8\n",
        "# coding: ascii\n",
    ],
)
def test_one_that_names_none_or_another_cant_be_read(head):
    assert chosen(("ops.py", (head + FRENCH).encode("latin-1"))).text is None


@pytest.mark.parametrize(
    ("counts", "other", "why"),
    [
        (("b/ops.py", DONE), ("ops.py", OPS), "since nothing is written in the other"),
        (("ops.py", DONE), ("ops (1).py", BOTH.replace("x + x", "x * 2", 1).replace("return x + x", "raise NotImplementedError")), "since its name is the right one"),
        (("b/ops.py", BOTH), ("ops.py", DONE), "since more of it is written"),
        (("ops.py", DONE), ("b/ops.py", DONE + "#"), "since it lies in fewer folders"),
        (("ops (2).py", DONE), ("ops (1).py", DONE + "#"), "since its number is the last"),
    ],
)  # fmt: skip
def test_it_is_said_which_copy_counted_and_why(counts, other, why):
    for files in ((counts, other), (other, counts)):
        (message,) = [one.message for one in found(*files).findings if one.rule == "file_copies"]

        assert message == f"Another ops.py, {other[0]}, came too and wasn't graded: {counts[0]} counts, {why}."


def test_where_all_is_written_in_the_file_only_a_few_others_are_read_as_python(read):
    padded = [(f"old/part{number}.py", f"# {number}\n{DONE}" + "x = 1\n" * 5_000) for number in range(50)]

    assert chosen(*padded, ("ops.py", BOTH + "# once")).source == "ops.py"
    assert 1 < len(read) <= 1 + code_files.MOST_READ // len(padded[0][1])
    before = len(read)
    found(*padded, ("ops.py", BOTH + "# once"))
    assert len(read) == before  # and what was read is remembered


def test_a_file_that_is_too_long_to_be_graded_is_not_read_as_python(monkeypatch):
    monkeypatch.setattr(code_files.file_cells, "cut", lambda *_: 1 / 0)

    assert chosen(("ops.py", BOTH + "#" * 100_000)).source == "ops.py"
    assert chosen(("mine.py", BOTH + "#" * 100_000)).source == ""
