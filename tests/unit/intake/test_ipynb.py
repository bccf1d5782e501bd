"""The strict reader: what real tools write is read, what hostile hands write is one sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import SubmissionRejected
from autograder.intake import ipynb
from tests.fixtures.course import ROOT
from tests.fixtures.notebooks import as_json, colab_saved, to_bytes
from tests.fixtures.small_assignment import RELEASE

SMALLEST = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}


def one_cell(**cell: object) -> bytes:
    whole = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None, **cell}
    return json.dumps({**SMALLEST, "cells": [whole]}).encode()


def refused(data: bytes, *, match: str) -> None:
    with pytest.raises(SubmissionRejected, match=match) as caught:
        ipynb.read(data)
    assert caught.value.fix
    assert caught.value.found.isprintable()


# ---------------------------------------------------------------- what real tools write


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("strings", [False, True])
def test_a_released_notebook_is_read_back_as_it_was(compact, strings):
    data = to_bytes(as_json(RELEASE), compact=compact, strings=strings)

    assert ipynb.read(data) == RELEASE


def test_colab_keys_and_null_counts_change_nothing():
    saved = colab_saved(as_json(RELEASE), minor=0)

    read = ipynb.read(to_bytes(saved))

    assert [cell.source for cell in read.cells[:-1]] == [cell.source for cell in RELEASE.cells]
    assert [cell.grade_id for cell in read.cells[:-1]] == [cell.grade_id for cell in RELEASE.cells]
    assert read.cells[-1].source == ""


def test_without_nbgrader_metadata_the_cells_id_is_in_metadata():
    saved = colab_saved(as_json(RELEASE), nbgrader=False)

    read = ipynb.read(to_bytes(saved))

    assert [cell.grade_id for cell in read.cells] == [None] * len(read.cells)
    assert [cell.id for cell in read.cells[:-1]] == [cell.id for cell in RELEASE.cells]


def test_metadata_id_goes_before_the_cells_own_id():
    assert ipynb.read(one_cell(id="a1", metadata={"id": "ours"})).cells[0].id == "ours"
    assert ipynb.read(one_cell(id="a1")).cells[0].id == "a1"
    assert ipynb.read(one_cell()).cells[0].id is None


def test_a_byte_order_mark_and_windows_newlines_are_harmless():
    data = b"\xef\xbb\xbf" + one_cell(source="x = 1\r\ny = 2\rz = 3")

    assert ipynb.read(data).cells[0].source == "x = 1\ny = 2\nz = 3"


def test_of_outputs_what_they_say_is_kept_within_bounds():
    read = ipynb.read(one_cell(outputs=[{"output_type": "stream", "text": "long " * 10_000}], execution_count=3))

    assert read.cells[0].has_outputs
    assert read.cells[0].execution_count == 3
    assert read.cells[0].output.startswith("long long")
    assert len(repr(read)) < 6_000


def test_nan_in_an_output_is_harmless():
    data = one_cell(outputs=[{"data": 0}]).replace(b'{"data": 0}', b'{"data": [NaN, Infinity, -Infinity]}')

    assert ipynb.read(data).cells[0].has_outputs


def test_a_lone_surrogate_is_replaced_so_that_every_text_can_be_written_again():
    read = ipynb.read(one_cell(source=["s = '\ud800'", "\n# \U0001f600"], metadata={"id": "a\udfffb"}))

    assert read.cells[0].source.encode() == "s = '\ufffd'\n# \U0001f600".encode()
    assert read.cells[0].id == "a\ufffdb"


def test_a_surrogate_pair_split_over_two_lines_is_no_emoji_but_still_text():
    ipynb.read(one_cell(source=["\ud83d", "\ude00"])).cells[0].source.encode()


# ---------------------------------------------------------------- metadata of the wrong type is as good as absent


@pytest.mark.parametrize("wrong", [None, 3, "text", [1], True, {"id": {"id": 1}, "nbgrader": 5, "tags": "setup"}])
def test_metadata_of_the_wrong_type_is_ignored(wrong):
    cell = ipynb.read(one_cell(metadata=wrong)).cells[0]

    assert (cell.id, cell.grade_id, cell.tags, cell.solution, cell.grade) == (None, None, (), False, False)


def test_nbgrader_flags_count_only_when_they_are_true():
    grader = {"grade_id": "q", "solution": "yes", "grade": 1, "points": "9", "locked": False}

    cell = ipynb.read(one_cell(metadata={"nbgrader": grader})).cells[0]

    assert (cell.grade_id, cell.solution, cell.grade, cell.points) == ("q", False, False, 0.0)


@pytest.mark.parametrize("points", [1e400, -1e400, 10**99, True, None, "3", [3]])
def test_points_that_are_no_sensible_number_are_zero(points):
    data = one_cell(metadata={"nbgrader": {"grade_id": "q", "points": points}})

    assert ipynb.read(data).cells[0].points == 0.0


def test_ids_longer_than_any_tool_writes_are_ignored():
    assert ipynb.read(one_cell(id="x" * 10_000)).cells[0].id is None


@pytest.mark.parametrize("count", [True, "3", 1.5, [1]])
def test_a_strange_execution_count_is_none(count):
    assert ipynb.read(one_cell(execution_count=count)).cells[0].execution_count is None


def test_the_releases_version_is_read_from_metadata():
    data = json.dumps({**SMALLEST, "metadata": {"autograder": {"version": "abc"}}}).encode()

    assert ipynb.read(data).version == "abc"


def test_where_an_editor_lost_the_metadata_the_cell_that_hands_in_tells_the_version():
    ours = ROOT / "release" / "knn" / "knn.ipynb"
    content = json.loads(ours.read_bytes())
    version = content.pop("metadata")["autograder"]["version"]

    assert ipynb.read(json.dumps({**content, "metadata": {}}).encode()).version == version
    assert ipynb.read(one_cell(source="RELEASE = {'assignment': 'knn'}")).version == ""


# ---------------------------------------------------------------- one sentence each


def test_an_empty_file_is_refused():
    refused(b"", match="empty")
    refused(b" \n ", match="empty")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp949", "utf-8-sig"])
def test_a_notebook_that_an_editor_on_windows_saved_is_decoded(encoding):
    cell = {"cell_type": "markdown", "metadata": {}, "source": "거리는 0보다 작지 않다"}
    data = json.dumps({**SMALLEST, "cells": [cell]}, ensure_ascii=False).encode(encoding)

    assert ipynb.read(data).cells[0].source == "거리는 0보다 작지 않다"


def test_bytes_that_are_no_text_are_refused():
    refused(b'{"cells": "\xff\xfe\xff"}', match="UTF-8")


def test_invalid_json_is_refused_with_its_line():
    refused(b'{"cells": [\n\n oops ]}', match="line 3")


def test_a_duplicate_key_is_refused():
    refused(b'{"nbformat": 4, "cells": [], "cells": []}', match="'cells' twice")


def test_json_nested_100000_deep_is_refused():
    refused(b"[" * 100_000, match="nested")
    refused(b'{"a":' * 100_000, match="nested")


def test_a_huge_whole_number_is_refused():
    refused(b'{"nbformat": 4, "cells": [], "x": ' + b"9" * 5000 + b"}", match="5000 digits")


def test_a_huge_exponent_is_harmless():
    assert ipynb.read(b'{"nbformat": 4, "cells": [], "x": 1e999}').cells == ()


@pytest.mark.parametrize("top", ["[]", '"text"', "3", "null", "true"])
def test_a_top_that_is_no_object_is_refused(top):
    refused(top.encode(), match="not a notebook")


def test_json_that_is_no_notebook_is_refused():
    refused(b'{"name": "Kim"}', match="not a notebook")


def test_format_3_is_refused_with_a_way_on():
    refused(b'{"nbformat": 3, "worksheets": [{"cells": []}]}', match="format 3.*JupyterLab")


@pytest.mark.parametrize("version", ["99", '"4"', "null", "true", "4.5"])
def test_other_formats_are_refused(version):
    refused(f'{{"nbformat": {version}, "cells": []}}'.encode(), match="format")


@pytest.mark.parametrize("cells", ["null", "{}", '"x"', "3"])
def test_cells_that_are_no_list_are_refused(cells):
    refused(f'{{"nbformat": 4, "cells": {cells}}}'.encode(), match="no list of cells")


@pytest.mark.parametrize("cell", ["null", "[]", "3", '"x"'])
def test_a_cell_that_is_no_object_is_refused(cell):
    refused(f'{{"nbformat": 4, "cells": [{cell}]}}'.encode(), match="cell 1")


@pytest.mark.parametrize("source", [None, 3, {}, ["a", None], [["a"]], True])
def test_a_source_that_is_no_text_is_refused(source):
    refused(one_cell(source=source), match="text of cell 1")


@pytest.mark.parametrize("kind", [None, "heading", ["code"], 1])
def test_a_cell_of_unknown_type_is_refused(kind):
    refused(one_cell(cell_type=kind), match="cell 1 .*unknown type")


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"language_info": {"name": "julia"}},
        {"language_info": {"name": "\x1b[2J\u202e"}},
    ],
)
def test_another_language_is_refused(metadata):
    refused(json.dumps({**SMALLEST, "metadata": metadata}).encode(), match="not Python")


@pytest.mark.parametrize("metadata", [{"kernelspec": []}, {"language_info": {"name": 3}}, [], None, {"kernelspec": {}}])
def test_an_unnamed_language_is_taken_for_python(metadata):
    assert ipynb.read(json.dumps({**SMALLEST, "metadata": metadata}).encode()).cells == ()


def test_a_file_over_the_cap_is_refused_before_it_is_parsed():
    with pytest.raises(SubmissionRejected, match="MB"):
        ipynb.read(b"{" * 2000, max_bytes=1000)


def test_more_values_than_a_notebook_needs_are_refused():
    refused(b'{"nbformat": 4, "cells": [' + b"0," * 2_000_001 + b"0]}", match="more values")


def test_too_many_cells_are_refused():
    refused(json.dumps({**SMALLEST, "cells": [{}] * 2001}).encode(), match="2001 cells")


def test_a_cell_full_of_data_is_refused():
    refused(one_cell(source="x" * 1_000_001), match="cell 1 .*characters")


def test_cells_full_of_data_are_refused():
    cell = {"cell_type": "code", "metadata": {}, "source": "x" * 900_000, "outputs": []}
    refused(json.dumps({**SMALLEST, "cells": [cell] * 6}).encode(), match="5,000,000 characters")


# ---------------------------------------------------------------- any bytes

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
cell_like = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw", "x"]) | json_values, "source": json_values},
    optional={"metadata": json_values, "outputs": json_values, "execution_count": json_values, "id": json_values},
)
notebook_like = st.fixed_dictionaries(
    {"nbformat": st.just(4) | json_values, "cells": st.lists(cell_like, max_size=4) | json_values},
    optional={"metadata": json_values},
)


@given(st.binary(max_size=200) | notebook_like.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_but_a_rejection(data):
    try:
        read = ipynb.read(data)
    except SubmissionRejected as error:
        assert str(error).endswith((".", "?"))
    else:
        for cell in read.cells:
            cell.source.encode()
            assert "\r" not in cell.source


@given(st.lists(st.text(max_size=40).filter(lambda text: "\r" not in text), max_size=5))
def test_every_source_survives_the_round_trip(sources):
    cells = [{"cell_type": "raw", "metadata": {}, "source": text.splitlines(keepends=True)} for text in sources]

    read = ipynb.read(json.dumps({**SMALLEST, "cells": cells}).encode())

    assert [cell.source for cell in read.cells] == sources


# ---------------------------------------------------------------- notebooks that the kit made


def test_our_own_notebook_is_read_whole():
    made = as_json(RELEASE)

    assert ipynb.read_own(to_bytes(made)) == made


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"cells": 1}', b'{"cells": [1]}', b'{"cells": [{}]}', b"\xff"]
)
def test_what_is_no_notebook_of_ours_is_an_error_to_be_told(data):
    with pytest.raises(ValueError):
        ipynb.read_own(data)


def test_a_source_is_one_text_however_it_is_stored():
    assert ipynb.joined({"id": "a", "source": ["x\n", "y"]}) == {"id": "a", "source": "x\ny"}
    assert ipynb.source_of({"source": "x\ny"}) == "x\ny"
