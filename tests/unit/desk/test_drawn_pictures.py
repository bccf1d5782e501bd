"""Whoever marks code that draws sees what it drew, from the hand-in, as PNG alone; of the others it is said that they are there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.desk import drawn_pictures
from autograder.desk.drawn_pictures import DrawnPictures
from tests.fixtures.desk import PATH, QUESTION, Visitor, class_of, png

STUDENT = "2022000001"
PNG = png()


def hand_in(root: Path, *shown: dict[str, Any], kind: str = "code", question: str = QUESTION) -> None:
    path = root / "submitted" / STUDENT / "knn" / "knn.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    outputs = [{"output_type": "display_data", "data": data} for data in shown]
    cells = [{"cell_type": kind, "source": "", "metadata": {"nbgrader": {"grade_id": question}}, "outputs": outputs}]
    path.write_text(json.dumps({"cells": [*cells, None, 3], "nbformat": 4}), encoding="utf-8")


def of(root: Path) -> DrawnPictures:
    return drawn_pictures.of_cell(root, "knn", STUDENT, QUESTION)


def test_what_a_cell_drew_is_shown_beside_its_code_under_the_desks_own_policy(tmp_path: Path) -> None:
    root = class_of(tmp_path, {STUDENT: "plt.plot(x)"})
    hand_in(
        root,
        {"image/png": [PNG[:30] + "\n", PNG[30:]]},
        {"text/plain": "3"},
        {"image/svg+xml": "<svg onload=alert(1)>"},
    )
    visitor = Visitor(root)

    page = visitor.get(f"{PATH}/next")

    assert f'<img class="pasted" src="data:image/png;base64,{PNG}"' in page.text
    assert "1 picture isn’t shown" in page.text
    assert "<svg onload" not in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ({"image/png": "x" * (drawn_pictures.LONGEST + 1)}, 1), ({"image/png": '"><script>'}, 1), ({"image/png": 3}, 1), ({"image/jpeg": PNG}, 1),
        ({"text/html": f"<img src=data:image/png;base64,{PNG}>"}, 1), ({"text/plain": "<Figure>"}, 0),
    ],
)  # fmt: skip
def test_what_is_no_png_of_a_fair_size_is_counted_and_not_shown(
    tmp_path: Path, shown: dict[str, Any], left: int
) -> None:
    hand_in(tmp_path, shown)

    assert of(tmp_path) == DrawnPictures("", left)


def test_many_pictures_are_cut_and_it_is_said(tmp_path: Path) -> None:
    hand_in(tmp_path, *[{"image/png": PNG}] * (drawn_pictures.MOST + 2))

    seen = of(tmp_path)

    assert (seen.text.count("data:image/png"), seen.left_out) == (drawn_pictures.MOST, 2)


def test_without_a_hand_in_or_its_cell_there_is_nothing(tmp_path: Path) -> None:
    assert of(tmp_path) == DrawnPictures()
    hand_in(tmp_path, {"image/png": PNG}, question="another")
    assert of(tmp_path) == DrawnPictures()
    hand_in(tmp_path, {"image/png": PNG}, kind="markdown")
    assert of(tmp_path) == DrawnPictures()
    (tmp_path / "submitted" / STUDENT / "knn" / "knn.ipynb").write_text("[")
    assert of(tmp_path) == DrawnPictures()
