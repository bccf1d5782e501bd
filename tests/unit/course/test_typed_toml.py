"""Any TOML file as a struct: where a key stands, and what is said of anything at all that doesn't fit."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course.typed_toml import line_of, read
from autograder.errors import AssignmentBroken


class Inner(msgspec.Struct, frozen=True):
    points: float = 0.0
    names: list[str] = []


class File(msgspec.Struct, frozen=True):
    title: str
    count: int = 1
    open: bool = True
    inner: Inner = Inner()


def test_the_line_is_that_of_the_key_and_not_of_a_text_that_holds_it(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('# points = 3\ntitle = "points = 3"\n[late.points]\n"points" = 4\n', encoding="utf-8")

    assert line_of(path, "points") == 3
    assert line_of(path, "nothing") == 1


def test_what_fits_is_read_with_its_defaults(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('title = "a"\n[inner]\npoints = 3\n', encoding="utf-8")

    assert read(path, File) == File("a", inner=Inner(points=3.0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("count = 2\n", "title is missing"),
        ('title = "a"\ncuont = 2\n', "a.toml:2: unknown key 'cuont'. Did you mean 'count'?"),
        ('title = "a"\ncount = true\n', "a.toml:2: count is True, not a whole number"),
        ('title = "a"\n[inner]\nnames = ["x", 3]\n', "a.toml:3: names is 3, not a text in quotes"),
        ('title = "a"\ninner = 3\n', "a.toml:2: inner is 3, not a table of keys"),
    ],
)
def test_the_first_value_that_does_not_fit_is_named_with_its_line(tmp_path, text, said):
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(AssignmentBroken) as raised:
        read(path, File)

    assert said in str(raised.value)


values = st.recursive(
    st.one_of(
        st.booleans(), st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="ascii", categories=["L", "N"]))
    ),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(table=st.dictionaries(st.sampled_from(["title", "count", "open", "inner", "other"]), values, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_or_refused_in_one_sentence(tmp_path, table):
    path = tmp_path / "a.toml"
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in table.items()), encoding="utf-8")

    try:
        made = read(path, File)
    except AssignmentBroken as error:
        assert str(path) in str(error)
    else:
        assert made.title == table["title"]


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
