"""What assignment.toml and course.toml may say, and the sentence for each thing that they may not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course import settings
from autograder.errors import AssignmentBroken, UsageError
from autograder.model import Consequence, LatePolicy, Limits, Severity

ROOT = Path(__file__).resolve().parents[3]
GOOD = """\
title = "One"
order = 1
due = 2026-10-05T23:59:00+09:00
points = 10                 # of them 8 by checks

imports = ["torch"]

[limits]
memory_mb = 500

[findings]
cell_moved = "note"
import_added = -5
"""


@pytest.fixture
def folder(tmp_path):
    """Make assignments/one/ with a good assignment.toml; returns it."""
    (tmp_path / "assignments" / "one").mkdir(parents=True)
    (tmp_path / "assignments" / "one" / "assignment.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path / "assignments" / "one"


def change(folder: Path, old: str, new: str) -> int:
    """Replace text that must be there; returns its line."""
    assert old in GOOD
    (folder / "assignment.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    return GOOD[: GOOD.index(old)].count("\n") + 1


def test_a_good_file_is_read_as_typed_values(folder):
    file = settings.of_assignment(folder)

    assert (file.title, file.order, file.points, file.imports) == ("One", 1, 10.0, ["torch"])
    assert file.due == datetime.fromisoformat("2026-10-05T23:59:00+09:00")
    assert file.limits == Limits(memory_mb=500)
    assert settings.consequences(folder, file) == {
        "cell_moved": Consequence(Severity.NOTE),
        "import_added": Consequence(Severity.VIOLATION, -5.0),
    }


def test_the_order_is_the_courses():
    names = settings.names(ROOT)

    assert names == sorted(names, key=lambda name: settings.of_assignment(ROOT / "assignments" / name).order)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points = 10 ", "pionts = 10 ", r"unknown key 'pionts'\. Did you mean 'points'\?"),
        ("memory_mb", "memory_bm", r"unknown key 'memory_bm'\. Did you mean 'memory_mb'\?"),
        ("imports =", "qqq =", r"unknown key 'qqq'\. Known keys: title, order"),
        ("import_added = -5", "import_added = 5", "import_added would add points"),
        ('cell_moved = "note"', 'cell_moved = "costs"', "cell_moved leads to 'costs'"),
        ("order = 1", 'order = "first"', r"order is 'first', not a whole number\. Correct the value\."),
        ("order = 1", "order = 1.5", "order is 1.5, not a whole number"),
        ("points = 10 ", f"points = 1{'0' * 400} ", r"points is 10+…, not a number"),
        ("points = 10 ", "points = true ", "points is True, not a number"),
        ("2026-10-05T23:59:00+09:00", "2026-10-05", "due is 2026-10-05, not a date and time"),
        ('["torch"]', '["torch", 3]', "imports is 3, not a text in quotes"),
        ('["torch"]', '"torch"', "imports is 'torch', not a list"),
        ('cell_moved = "note"', "cell_moved = []", "cell_moved is a list, not a text in quotes or a number"),
        ("memory_mb = 500", 'memory_mb = "1 GB"', "memory_mb is '1 GB', not a whole number"),
        ("memory_mb = 500", "memory_mb = 500.5", "memory_mb is 500.5, not a whole number"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder, old, new, said):
    line = change(folder, old, new)

    with pytest.raises(AssignmentBroken, match=rf"assignment.toml:{line}: {said}"):
        settings.consequences(folder, settings.of_assignment(folder))


def test_what_is_missing_is_named(folder):
    change(folder, "order = 1\n", "")

    with pytest.raises(AssignmentBroken, match=r"assignment.toml: order is missing\. Write order = a whole number"):
        settings.of_assignment(folder)


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Seoul", 14), ("Europe/Berlin", 21), ("UTC", 23)])
def test_a_due_time_without_offset_is_in_the_course_s_zone(folder, zone, hour):
    change(folder, "+09:00", "")
    (folder.parents[1] / "course.toml").write_text(f'time_zone = "{zone}"\n')

    assert settings.of_assignment(folder).due.astimezone(UTC).hour == hour


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('time_zone = "Asia/Soul"', r"course\.toml:2: there is no time zone 'Asia/Soul'\. Did you mean Asia/Seoul\?"),
        ('time_zone = "Europe"', r"course\.toml:2: there is no time zone 'Europe'"),
        ('time_zone = "../etc/passwd"', r"course\.toml:2: there is no time zone '\.\./etc/passwd'"),
        ('time_zone = ""', r"course\.toml:2: there is no time zone ''\. Write one such as Asia/Seoul"),
        ('groups = "notebok"', r"course\.toml:2: there is no groups 'notebok'\. Did you mean notebook\?"),
    ],
)
def test_what_the_course_can_t_be_is_said(tmp_path, line, said):
    (tmp_path / "course.toml").write_text(f'name = "Course"\n{line}\n')

    with pytest.raises(UsageError, match=said):
        settings.of_course(tmp_path)


def test_an_assignment_s_groups_go_before_the_course_s(folder):
    root = folder.parents[1]
    found = [settings.groups_of("one", root)]
    (root / "course.toml").write_text('groups = "roster"\n', "utf-8")
    found.append(settings.groups_of("one", root))
    change(folder, "order = 1\n", 'order = 1\ngroups = "none"\n')
    found.append(settings.groups_of("one", root))

    assert found == ["", "roster", "none"]


def test_groups_that_an_assignment_can_t_have_are_named(folder):
    line = change(folder, "order = 1\n", 'groups = "rooster"\norder = 1\n')

    with pytest.raises(
        AssignmentBroken, match=rf"assignment.toml:{line}: there is no groups 'rooster'\. Did you mean roster"
    ):
        settings.of_assignment(folder)


@pytest.mark.parametrize("data", [b"title = ", b"\xff\xfe"])
def test_what_is_no_toml_is_said(folder, data):
    (folder / "assignment.toml").write_bytes(data)

    with pytest.raises(AssignmentBroken, match=r"assignment.toml: .*\. Correct the file"):
        settings.of_assignment(folder)


def test_an_unknown_assignment_is_told_from_its_neighbours(folder):
    root = folder.parents[1]

    assert settings.find("one", root) == folder
    with pytest.raises(UsageError, match=r"there is no assignment 'on'\. Did you mean one\?"):
        settings.find("on", root)
    with pytest.raises(UsageError, match=r"There are: one\."):
        settings.find("zzz", root)


@pytest.mark.parametrize(
    "path",
    ["assignments/one", "assignments/one/", "./assignments/one", "one/", "source/one", "release/one/one.ipynb", "assignments\\one\\", "../assignments/one", "assignments/on"],
)  # fmt: skip
def test_a_path_is_no_name_and_says_which_it_leads_to(folder, path):
    with pytest.raises(UsageError, match=r"there is no assignment '.*'\. Did you mean one\?"):
        settings.find(path, folder.parents[1])


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "", ".", "..", "\udcff"])
def test_what_can_name_no_folder_is_no_name(folder, name):
    with pytest.raises(UsageError, match="there is no assignment"):
        settings.find(name, folder.parents[1])


def test_an_absolute_path_is_no_name(folder):
    with pytest.raises(UsageError, match=r"Did you mean one\?"):
        settings.find(str(folder), folder.parents[1])
    with pytest.raises(UsageError, match=r"There are: one\."):
        settings.find("/", folder.parents[1])


def test_a_mistake_in_the_course_s_own_table_names_the_course_s_file(tmp_path):
    (tmp_path / "course.toml").write_text('name = "C"\n\n[late]\ngrace_minute = 10\n', encoding="utf-8")

    with pytest.raises(UsageError, match=r"course.toml:4: unknown key 'grace_minute'\. Did you mean 'grace_minutes'"):
        settings.of_course(tmp_path)


def test_without_a_course_file_there_are_defaults(tmp_path):
    assert settings.of_course(tmp_path) == settings.CourseFile()


def test_the_assignment_s_own_late_policy_goes_before_the_course_s(folder):
    course = settings.CourseFile(late=LatePolicy(points_per_day=5.0, grace_minutes=10.0))
    own = settings.of_assignment(folder)

    with pytest.raises(
        AssignmentBroken, match=r"course.toml: points_per_day = 5 would add points. Write it negative: -5"
    ):
        settings.late_policy(own, course)
    course = settings.CourseFile(late=LatePolicy(points_per_day=-5.0, grace_minutes=10.0))
    assert settings.late_policy(own, course) == LatePolicy(points_per_day=-5.0, grace_minutes=10.0)
    (folder / "assignment.toml").write_text(f"{GOOD}\n[late]\npoints_per_day = -3\nlast_day = 2\n", encoding="utf-8")
    assert settings.late_policy(settings.of_assignment(folder), course) == LatePolicy(-3.0, 0.0, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[export]\nunread = "sned"\n', "course.toml:2: there is no unread 'sned'. Did you mean send?"),
        ("[feedback]\nexcuse = 1\n", "course.toml:2: unknown key 'excuse'. Did you mean 'excused'?"),
        ("[late]\npoints_per_dya = -1\n", "course.toml:2: unknown key 'points_per_dya'"),
    ],
)
def test_a_typo_in_course_toml_is_blamed_on_it(tmp_path, text, said):
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as error:  # whoever gives the command writes it: exit status 2, as for the roster
        settings.of_course(tmp_path)
    assert said in str(error.value)
