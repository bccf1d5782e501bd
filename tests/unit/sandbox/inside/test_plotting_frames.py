"""A drawing library at work is told from the student's code by the globals of who asks."""

from __future__ import annotations

import sys

import matplotlib as mpl

from autograder.sandbox.inside.plotting_frames import is_drawing, learn


def asked_from(space: dict[str, object]) -> bool:
    """Ask from a function whose globals are these."""
    made: dict[str, object] = {}
    exec("def ask(is_drawing, frame): return is_drawing(frame())", space, made)
    ask = made["ask"]
    assert callable(ask)
    return bool(ask(is_drawing, sys._getframe))


def test_only_modules_that_were_there_before_count_as_drawing():
    learn()

    assert asked_from(vars(mpl))
    assert not asked_from({})
    assert not asked_from({"__name__": "matplotlib.mine"})
    assert not is_drawing(None)
