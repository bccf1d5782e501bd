"""A value tree is walked in one place: its leaves, a mapped copy, a comparison, a measure."""

import operator
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from autograder import value_tree

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner)
    ),
    max_leaves=12,
)


def test_leaves_come_in_order_and_keys_are_none_of_them():
    tree = {"b": [1, (2, "x")], "a": {"k": None}, "empty": []}

    assert list(value_tree.leaves(tree)) == [1, 2, "x", None]


def test_a_leaf_is_its_own_only_leaf():
    assert list(value_tree.leaves("text")) == ["text"]


@given(TREES)
def test_mapping_leaves_to_themselves_changes_nothing(tree):
    mapped = value_tree.map_leaves(lambda leaf: leaf, tree)

    assert mapped == tree
    assert type(mapped) is type(tree)


@given(TREES)
def test_each_leaf_is_mapped_once(tree):
    mapped = value_tree.map_leaves(lambda leaf: ("leaf", leaf).__repr__(), tree)

    assert list(value_tree.leaves(mapped)) == [repr(("leaf", leaf)) for leaf in value_tree.leaves(tree)]


def test_any_mapping_becomes_a_dict():
    assert value_tree.map_leaves(str, MappingProxyType({"a": 1})) == {"a": "1"}


@given(TREES)
def test_a_tree_is_like_itself(tree):
    assert value_tree.alike(tree, tree, operator.eq)


def test_a_list_is_like_a_tuple_and_the_order_of_keys_does_not_count():
    assert value_tree.alike({"a": [1], "b": 2}, {"b": 2, "a": (1,)}, operator.eq)


def test_trees_of_other_structure_are_not_alike():
    tree = {"a": [1, 2]}

    for other in ({"a": [1]}, {"a": 1}, {"b": [1, 2]}, [1, 2], None, {"a": [1, [2]]}):
        assert not value_tree.alike(tree, other, operator.eq)
        assert not value_tree.alike(other, tree, operator.eq)


def test_a_measure_counts_containers_keys_and_leaves():
    assert value_tree.measure({"a": [1, 2], "b": ()}, lambda _part: 1) == 7


def test_a_deep_container_weighs_what_its_parts_weigh():
    weigh = lambda part: len(part) if isinstance(part, str) else 0  # noqa: E731

    assert value_tree.measure([["abc", {"key": "de"}]], weigh) == 8
