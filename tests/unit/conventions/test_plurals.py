"""What is counted is called as people call it: by one word for one, by another for several."""

from __future__ import annotations

import pytest

from autograder.conventions.plurals import counted, some_of, word_for


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (counted(1, "key"), "1 key"),
        (counted(0, "key"), "0 keys"),
        (counted(2, "entry", "entries"), "2 entries"),
        (counted(1.0, "point"), "1 point"),
        (counted(-1.0, "point"), "-1 point"),
        (counted(0.5, "point"), "0.5 points"),
        (some_of(1, 6, "number"), "1 of 6 numbers is"),
        (some_of(2, 6, "number"), "2 of 6 numbers are"),
        (some_of(1, 1, "number"), "1 of 1 number is"),
        (some_of(1, 3, "entry", "entries", verb=("differs", "differ")), "1 of 3 entries differs"),
        (f"{1200:,} {word_for(1200, 'line')}", "1,200 lines"),
    ],
)
def test_one_is_called_by_another_word_than_several(said: str, meant: str) -> None:
    assert said == meant
