"""Progress bars pass on what they are given. A show passes on to who watches. How a child uses them, and google.colab, is tried in test_main."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from autograder.sandbox.inside.library_stubs import SilentBar, offer_colab, pass_compiling, trange


def test_a_bar_gives_what_it_was_given():
    with SilentBar([3, 4], desc="epochs") as bar:
        bar.set_postfix(loss=0.5)
        assert (list(bar), len(bar)) == ([3, 4], 2)
    assert list(trange(3)) == [0, 1, 2]


def test_a_bar_without_a_list_counts_up_to_its_total(capsys):
    bar = SilentBar(total=5)

    bar.update()
    bar.update(2)
    bar.write("done")

    assert (bar.n, len(bar), bool(bar), list(bar)) == (3, 5, True, [])
    assert capsys.readouterr().out == "done\n"


def test_a_bar_has_no_secret_names():
    with pytest.raises(AttributeError):
        getattr(SilentBar([]), "_lock")  # noqa: B009


def test_a_show_imported_by_name_lets_a_driver_read_the_figure_before_it_is_closed(monkeypatch):
    done: list[str] = []
    plots = SimpleNamespace(close=done.append)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", plots)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    offer_colab()
    by_name = plots.show

    by_name()
    plots.show = lambda: done.append("read")
    by_name(block=True)

    assert done == ["all", "read", "all"]


def test_what_is_compiled_stays_as_it_is(monkeypatch):
    torch = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "torch", torch)
    pass_compiling()

    def double(x):
        return 2 * x

    assert torch.compile(double, mode="max-autotune") is double
    assert torch.compile(fullgraph=True)(double) is double
