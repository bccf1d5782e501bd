"""Pictures that a foreign notebook's texts show come along into data/, and those of answers don't."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.importing import pictures_beside
from autograder.authoring.importing.source_cells import Role, SourceCell, attachments_of


def text(source: str, number: int = 1, role: Role = Role.TEXT, **attached: bytes) -> SourceCell:
    pictures = tuple((name.replace("_", "."), data) for name, data in attached.items())
    return SourceCell(role, source, number=number, attachments=pictures)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("plot.png", "figs/a b.png", "data/here.png", "own/key.png", "what(1).png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


@pytest.mark.parametrize(
    ("source", "shown", "names"),
    [
        ("A ![plot](plot.png) and $x$.", "A ![plot](data/plot.png) and $x$.", ("plot.png",)),
        ('![](./plot.png "Title")', '![](data/plot.png "Title")', ("./plot.png",)),
        ("![](figs/a%20b.png)", "![](data/figs/a%20b.png)", ("figs/a b.png",)),
        ("<img width=3 src='plot.png'/>", "<img width=3 src='data/plot.png'/>", ("plot.png",)),
        ("![1](plot.png)![2](plot.png)", "![1](data/plot.png)![2](data/plot.png)", ("plot.png",)),
        ("![](data/here.png)", "![](data/here.png)", ("data/here.png",)),
        ("![](https://example.org/plot.png) ![](gone.png) ![](../plot.png)", None, ()),
        ("See plot.png, or [it](plot.png).", None, ()),
        ("![](what%281%29.png)", None, ()),  # no name of a data file
        ("![](own/key.png)", None, ()),  # which the notebook's settings keep from students
        ("![](attachment:gone.png)", None, ()),
    ],
)
def test_a_file_that_a_text_shows_is_shown_from_there(
    source: str, shown: str | None, names: tuple[str, ...], folder: Path
) -> None:
    took = pictures_beside.take(folder, [text(source)], ["own/"])

    assert took.cells[0].source == (shown or source)
    assert took.names == names
    assert bool(took.remarks) == (took.cells[0].source != source)


def test_what_is_attached_to_a_cell_becomes_a_file_of_a_name_of_its_own(folder: Path) -> None:
    cells = [
        text("![](attachment:image.png)", 1, image_png=b"1"),
        text("![](attachment:image.png)", 2, image_png=b"2"),
        text("![](attachment:image.png) again", 3, image_png=b"1"),
        text("![](attachment:plot.png)", 4, plot_png=b"4"),
    ]

    took = pictures_beside.take(folder, cells)

    assert [cell.source for cell in took.cells] == [
        "![](data/image.png)",
        "![](data/image_2.png)",
        "![](data/image.png) again",
        "![](data/plot_2.png)",
    ]
    assert took.attached == {"data/image.png": b"1", "data/image_2.png": b"2", "data/plot_2.png": b"4"}
    assert took.remarks[1] == "cell 2 shows data/image_2.png now: pictures lie in data/ here"


def test_pictures_of_an_answer_stay_with_its_author(folder: Path) -> None:
    answer = text("![](attachment:key.png) ![](plot.png)", 5, Role.ANSWER, key_png=b"secret")

    took = pictures_beside.take(folder, [answer])

    assert took.cells == (answer,)
    assert (took.names, took.attached) == ((), {})
    assert "cell 5: what is attached to it isn't taken along" in took.remarks[0]


def test_attachments_are_read_as_nbformat_writes_them() -> None:
    cell = {"attachments": {"a.png": {"image/png": "QQ=="}, "b.png": {"image/png": ["Q", "g=="]}, "c": {"x": "?"}}}

    assert attachments_of(cell)[:2] == (("a.png", b"A"), ("b.png", b"B"))
    assert attachments_of({"source": ""}) == ()
