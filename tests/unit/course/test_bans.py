"""What assignment.toml may ban, at what price, and allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import bans, settings
from autograder.errors import AssignmentBroken

GOOD = """\
title = "One"
order = 1
due = 2026-10-05T23:59:00+09:00
points = 10
imports = ["torch"]
allowed = ["torch.nn.functional.one_hot"]

[banned]
"torch.nn" = 0.1
"torch.cdist" = "question"

[banned_in.votes]
"torch.mode" = 0.5
"torch.nn" = "question"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "assignments" / "one"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(GOOD, encoding="utf-8")
    return folder / "assignment.toml"


def read(path: Path, old: str = "", new: str = "") -> settings.AssignmentFile:
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    return settings.of_assignment(path.parent)


def test_a_question_has_the_assignment_s_bans_and_its_own_which_go_first(path):
    file = read(path)

    assert bans.prices(file, path, "other") == {"torch.nn": 0.1, "torch.cdist": 1.0}
    assert bans.prices(file, path, "votes") == {"torch.nn": 1.0, "torch.cdist": 1.0, "torch.mode": 0.5}
    assert bans.allowed(file, path) == ("torch.nn.functional.one_hot",)


@pytest.mark.parametrize("price", ['"qestion"', "0", "-0.1", "1.5", '"0.1"', "nan"])
def test_another_price_is_named_with_its_line(path, price):
    file = read(path, '"torch.nn" = 0.1', f'"torch.nn" = {price}')

    with pytest.raises(AssignmentBroken, match=r"assignment.toml:9: torch.nn costs .*Write \"question\""):
        bans.prices(file, path, "other")


@pytest.mark.parametrize("value", ["true", "[0.1]", "{}"])
def test_a_price_of_another_kind_is_named_with_its_line(path, value):
    with pytest.raises(AssignmentBroken, match=r"assignment.toml:9: torch.nn is .*, not a text in quotes or a number"):
        read(path, '"torch.nn" = 0.1', f'"torch.nn" = {value}')


def test_the_list_of_earlier_versions_is_refused(path):
    with pytest.raises(AssignmentBroken, match="banned is a list, not a table of keys"):
        read(path, '[banned]\n"torch.nn" = 0.1\n"torch.cdist" = "question"', 'banned = ["torch.nn"]')


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("torch.one_hot", "lies in nothing that is banned"),
        ("torch.nnfunctional", "lies in nothing that is banned"),
        ("torch.nn", "which is banned"),
        ("scipy.spatial", "only names of torch and numpy can be allowed"),
    ],
)
def test_what_needs_no_leave_or_is_banned_itself_is_an_author_s_mistake(path, name, said):
    file = read(path, "torch.nn.functional.one_hot", name)

    with pytest.raises(AssignmentBroken, match=rf"assignment.toml:6: allowed names {name}, .*{said}"):
        bans.allowed(file, path)


def test_a_price_for_banned_calls_in_findings_is_refused(path):
    file = read(path, "[banned]", "[findings]\nbanned_call = -3\n\n[banned]")

    with pytest.raises(AssignmentBroken, match="banned_call has its price in \\[banned\\]"):
        settings.consequences(path.parent, file)
