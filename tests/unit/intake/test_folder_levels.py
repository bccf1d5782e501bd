"""A folder is one person's only where nothing says otherwise; what can't be told stops for a person."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import DecisionNeeded, GradingError
from autograder.intake import own_cells
from autograder.intake.discovery import Discovered, find
from term.download_names import canvas, unpacked
from tests.fixtures.notebooks import as_json, edited, handed_in, solved, to_bytes
from tests.fixtures.small_assignment import RELEASE, SOLUTIONS, small_assignment

TOY = small_assignment()
UNNAMED = to_bytes(solved(RELEASE, SOLUTIONS))
BLANK = to_bytes(as_json(RELEASE))


def of(student_id: str) -> bytes:
    return to_bytes(solved(RELEASE, SOLUTIONS, name="Kim", student_id=student_id, option=1, group=""))


def other_of(student_id: str) -> bytes:
    """A notebook of another assignment that has the same cell for who one is."""
    return to_bytes(edited(as_json(RELEASE), lambda cells: cells.__setitem__(slice(None), [fields_cell(student_id)])))


def fields_cell(student_id: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": f"student_id = '{student_id}'",
        "outputs": [],
        "execution_count": None,
    }


def zipped(student_id: str) -> bytes:
    notebook = solved(RELEASE, SOLUTIONS, name="Kim", student_id=student_id, option=1, group="")
    return handed_in(notebook, TOY.name, "1", student_id=student_id)


def found(place: Path, files: dict[str, bytes], **more: object) -> Discovered:
    worth = partial(own_cells.worth, assignment=TOY)
    return find([unpacked(place, files)], assignment=TOY.name, ours=worth, **more)  # type: ignore[arg-type]


def owners(files: Discovered) -> dict[str, str]:
    return {file.student_id: file.source for file in files.unread()}


K, L, C = "2022000001", "2022000002", "2022000003"


@pytest.mark.parametrize(
    "files",
    [
        {f"Anna/{K}.zip": zipped(K), f"Anna/{L}.zip": zipped(L), f"Ben/{C}.zip": zipped(C)},
        {f"Anna/{K}.ipynb": UNNAMED, f"Anna/{L}.ipynb": UNNAMED, f"Ben/{C}.ipynb": UNNAMED},
        {"2026-10-05/kim.ipynb": of(K), "2026-10-05/lee.ipynb": of(L), "2026-10-06/cho.ipynb": of(C)},
        {"5.10.2026/kim.ipynb": of(K), "5.10.2026/lee.ipynb": of(L), "5.10.2026/cho.ipynb": of(C)},
        {"abgaben/kim.ipynb": of(K), "abgaben/lee.ipynb": of(L), "abgaben/cho.ipynb": of(C)},
        {"Anna/kim.zip": zipped(K), "Anna/lee.zip": zipped(L), "Ben/cho.zip": zipped(C)},
        {"Anna/kim.ipynb": of(K), "Anna/lee/lee.ipynb": of(L), "Ben/cho/cho.ipynb": of(C)},
        {"Anna/doubling.ipynb": of(K), "Anna/doubling(1).ipynb": of(L), "Ben/doubling.ipynb": of(C)},
        {"group 1/doubling.ipynb": of(K), "group 2/doubling.ipynb": of(L), "group 3/doubling.ipynb": of(C)},
        {"hw/Anna/kim.ipynb": of(K), "hw/Anna/lee.ipynb": of(L), "hw/Ben/cho.ipynb": of(C)},
    ],
)  # fmt: skip
def test_folders_of_tutors_days_and_sections_are_no_students(tmp_path, files):
    made = found(tmp_path, files)

    assert owners(made).keys() == {K, L, C}
    assert not any(file.attempts or file.beside or file.doubts for file in made.unread())


@pytest.mark.parametrize("content", [of, lambda _: UNNAMED])
def test_a_students_folder_in_a_tutors_is_the_student(tmp_path, content):
    files = {"Anna/kim/kim.ipynb": content(K), "Anna/lee/lee.ipynb": content(L), "Ben/cho/cho.ipynb": content(C)}

    assert owners(found(tmp_path, files)).keys() == {"kim", "lee", "cho"}


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"kim/doubling.ipynb": UNNAMED, "kim/doubling(1).ipynb": UNNAMED}, "kim/doubling(1).ipynb"),
        ({"kim/doubling.ipynb": UNNAMED, "kim/old/doubling.ipynb": UNNAMED}, "kim/doubling.ipynb"),
        ({"kim/draft.ipynb": UNNAMED, "kim/final.zip": zipped("")}, "kim/final.zip"),
        ({"kim/kim.ipynb": UNNAMED, "kim/doubling_final.ipynb": UNNAMED}, "kim/kim.ipynb"),
        ({"kim/Version 2/doubling.ipynb": UNNAMED, "kim/Version 10/doubling.ipynb": UNNAMED}, "kim/Version 10/doubling.ipynb"),
        ({"kim/doubling.ipynb": of(K), "kim/kim_v2.ipynb": of(K)}, "kim/doubling.ipynb"),
        ({"kim/doubling.ipynb": of(K), "kim/other.ipynb": other_of(K)}, "kim/doubling.ipynb"),
        ({"kim/doubling.ipynb": UNNAMED, "kim/helper.ipynb": to_bytes({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})}, "kim/doubling.ipynb"),
        ({f"{K}/one.ipynb": UNNAMED, f"{K}/two.ipynb": of(K)}, f"{K}/two.ipynb"),
        ({f"{K}/one.ipynb": UNNAMED, f"{K}/two.ipynb": UNNAMED}, f"{K}/two.ipynb"),
    ],
)  # fmt: skip
def test_a_students_own_folder_with_versions_and_helpers_is_one_person(tmp_path, files, counts):
    (file,) = found(tmp_path, {**files, f"{next(iter(files)).partition('/')[0]}/data.csv": b"1,2"}).unread()

    assert file.source == counts
    assert {file.source, *file.attempts, *file.beside} >= files.keys()


@pytest.mark.parametrize(
    "files",
    [
        {"Anna/kim.ipynb": UNNAMED, "Anna/lee.ipynb": UNNAMED},
        {"Anna/kim.ipynb": of(K), "Anna/lee.ipynb": UNNAMED},
        {"Anna/kim.ipynb": of(K), "Anna/lee.ipynb": of(K)},
        {"Anna/kim.zip": zipped(K), "Anna/lee.zip": zipped(K), "Ben/cho.zip": zipped(C)},
        {"Anna/kim.ipynb": UNNAMED, "Anna/lee.rar": b"Rar!"},
        {f"{K}/a.ipynb": of(K), f"{K}/b.ipynb": of(L)},
        {f"{K}/{L}.zip": zipped(L), f"{K}/{C}.zip": zipped(C)},
        {f"{K}/{L}.ipynb": UNNAMED, f"{K}/{C}.ipynb": UNNAMED},
        {"kim/doubling.ipynb": of(K), "kim/friend.ipynb": of(L), "lee/doubling.ipynb": UNNAMED, "cho/doubling.ipynb": UNNAMED},
        {f"s1/{K}/doubling.ipynb": of(K), f"s2/{K}/doubling.ipynb": of(L)},
        {f"s1/{K}.ipynb": of(K), f"s2/{K}.ipynb": of(L)},
    ],
)  # fmt: skip
def test_where_it_cannot_be_told_a_person_decides(tmp_path, files):
    with pytest.raises(DecisionNeeded, match="Nothing was graded") as stopped:
        found(tmp_path, files)

    assert all(name in str(stopped.value) for name in list(files)[:2])


def test_the_roster_tells_students_from_tutors(tmp_path):
    files = {"Anna/kim.ipynb": UNNAMED, "Anna/lee.ipynb": UNNAMED, "Ben/cho.ipynb": UNNAMED}

    by_names = found(tmp_path / "1", files, students=["kim", "lee", "cho"])
    by_fields = found(tmp_path / "2", {"kim/doubling.ipynb": of(K), "lee/doubling.ipynb": of(L)}, students=[K, L])
    own = found(tmp_path / "3", {"kim/one.ipynb": UNNAMED, "kim/two.ipynb": UNNAMED}, students=["kim"])

    assert owners(by_names).keys() == {"kim", "lee", "cho"}
    assert owners(by_fields).keys() == {K, L}
    assert owners(own).keys() == {"kim"}


def test_one_persons_file_of_two_days_is_two_attempts(tmp_path):
    files = {"2026-10-05/kim.ipynb": of(K), "2026-10-06/kim.ipynb": of(K), "2026-10-06/lee.ipynb": of(L)}

    kim, lee = found(tmp_path, files).unread()

    assert (kim.source, kim.beside, lee.source) == (
        "2026-10-06/kim.ipynb",
        ("2026-10-05/kim.ipynb",),
        "2026-10-06/lee.ipynb",
    )


def test_a_students_number_tells_at_any_depth(tmp_path):
    files = {
        f"Anna/{K}/kim.ipynb": UNNAMED,
        f"Anna/{K}/x.ipynb": UNNAMED,
        f"section1/week 2/{L}/x.ipynb": UNNAMED,
        f"{C}/x.ipynb": UNNAMED,
    }

    assert owners(found(tmp_path, files)).keys() == {K, L, C}


def test_a_folder_named_by_another_number_than_its_file_is_noted(tmp_path):
    (file,) = found(tmp_path, {f"{K}/{L}.ipynb": UNNAMED}).unread()

    assert (file.student_id, file.claim, file.comparable) == (K, L, True)


# ---------------------------------------------------------------- any tree

PEOPLE = {"2022000001": "kim", "2022000002": "lee", "2022000003": "cho", "2022000004": "park"}
ABOVE = ("", "Anna/", "Ben/", "2026-10-05/", "section1/", "section 2/", "abgaben/", "hw/Anna/")
OWN = ("", "", "{id}/", "{name}/", "{name}/doubling/")
FILES = (
    "{id}.zip",
    "{id}.ipynb",
    "{name}.ipynb",
    "{id}-doubling.zip",
    "{name}_final.ipynb",
    "doubling.ipynb",
    "doubling(1).ipynb",
)


@st.composite
def trees(draw):
    """Draw a tree of hand-ins, and whose each file is."""
    tree: dict[str, bytes] = {}
    whose: dict[str, str] = {}
    lms = draw(st.integers(0, 4)) == 0
    for number, (student_id, name) in enumerate(PEOPLE.items()):
        above, own = draw(st.sampled_from(ABOVE)), draw(st.sampled_from(OWN))
        for file in draw(st.lists(st.sampled_from(FILES), max_size=3, unique=True)):
            says = draw(st.booleans()) or not (own or "{" in file)
            # who copied a friend's notebook
            typed = draw(st.sampled_from(list(PEOPLE))) if own or "{" in file else student_id
            plain = (above + own + file).format(id=student_id, name=name)
            path = canvas(name, 30 + number, 9000 + len(tree), plain.rpartition("/")[2]) if lms else plain
            content = zipped(typed if says else "") if file.endswith(".zip") else of(typed) if says else UNNAMED
            if path not in tree:
                tree[path], whose[path] = content, student_id
    if draw(st.booleans()):
        tree["Anna/notes.txt"] = b"notes"
    roster = draw(st.sampled_from([(), tuple(PEOPLE), tuple(PEOPLE.values())]))
    return tree, whose, roster


@settings(max_examples=150, deadline=None)
@given(trees())
def test_two_people_are_never_one_record_and_no_file_is_lost(drawn):
    tree, whose, roster = drawn
    with tempfile.TemporaryDirectory() as place:
        try:
            made = found(Path(place), tree, students=roster)
        except GradingError as error:
            assert isinstance(error, DecisionNeeded) or "two systems' downloads" in error.found
            return
        records = [(file.source, *file.attempts, *file.beside) for file in made.unread()]

    for record in records:
        assert len({whose[path] for path in record if path in whose}) <= 1, record
    told = Counter([path for record in records for path in record] + [left.source for left in made.not_taken])
    again = {
        path for path in tree if path not in told and any(path in line for line in made.said if "unpacked" in line)
    }
    assert told + Counter(again) == Counter(list(tree))
