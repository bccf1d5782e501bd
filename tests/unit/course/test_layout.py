"""What may never be released is told by its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import layout
from autograder.errors import AssignmentBroken


def test_everything_in_hidden_and_answers_may_never_be_released(tmp_path: Path) -> None:
    kept = [
        "answers/right/other.py",
        "answers/wrong/f.py",
        "hidden/checks.py",
        "hidden/checks_part.py",
        "hidden/data/numbers.csv",
    ]
    for name in [
        *kept,
        "notebook.py",
        "notebook/figures.py",
        "assignment.toml",
        "hidden/__pycache__/checks.pyc",
        "hidden/.checks.swp",
    ]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    found = [path.relative_to(tmp_path).as_posix() for path in layout.never_released(tmp_path)]

    assert sorted(found) == kept
    assert [path.name for path in layout.hidden_files(tmp_path)] == ["checks.py", "checks_part.py", "numbers.csv"]


def test_an_assignment_without_answers_has_nothing_there(tmp_path: Path) -> None:
    assert layout.never_released(tmp_path) == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["without a mark", "with Windows' mark"])
def test_a_text_of_an_authors_is_read_as_editors_write_it(mark: bytes, tmp_path: Path) -> None:
    (tmp_path / "notebook.py").write_bytes(mark + "# %% [markdown]\r\n# 중앙값\r\n".encode())

    assert layout.text_of(tmp_path / "notebook.py") == "# %% [markdown]\n# 중앙값\n"


def test_one_of_another_encoding_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "notebook.py").write_bytes("# %%\n# 중앙값\n".encode("cp949"))

    with pytest.raises(AssignmentBroken, match=r"notebook\.py:2: the text isn't saved as UTF-8\. Save it as UTF-8"):
        layout.text_of(tmp_path / "notebook.py")


def test_files_are_listed_through_links_and_a_link_upwards_ends_nowhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "another repository"
    (elsewhere / "deep").mkdir(parents=True)
    for path in (elsewhere / "one.py", elsewhere / "deep/two.txt", elsewhere / ".three"):
        path.write_text("")
    folder = tmp_path / "hidden"
    folder.mkdir()
    (folder / "own.py").write_text("")
    for name in ("first", "second"):
        (folder / name).symlink_to(elsewhere)
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere").symlink_to(tmp_path / "missing")

    found = [path.relative_to(folder).as_posix() for path in layout.files_below(folder)]

    assert found == ["first/deep/two.txt", "first/one.py", "own.py", "second/deep/two.txt", "second/one.py"]
    assert layout.files_below(tmp_path / "missing") == []
