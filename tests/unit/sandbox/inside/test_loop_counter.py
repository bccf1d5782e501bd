"""The busiest place of the student's code is counted, in whatever form it loops; how growth is told from it is in test_meter."""

from __future__ import annotations

import sys

import pytest

from autograder.sandbox.inside.loop_counter import Disturbed, Trips

FORMS = {
    "a loop": "for i in range({n}): total = i",
    "a while": "i = 0\nwhile i < {n}: i += 1",
    "a comprehension": "[i for i in range({n})]",
    "a generator": "sum(i for i in range({n}))",
    "a lambda given to map": "list(map(lambda i: i, range({n})))",
    "recursion": "def f(n):\n    return n and f(n - 1)\nf({n})",
}


def trips(source: str, file: str = "<f>") -> int:
    code = compile(source, file, "exec")
    with Trips([file]) as counter:
        exec(code, {})
    return counter.busiest


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_loop_counts_its_turns(form):
    few, many = (trips(FORMS[form].format(n=n)) for n in (10, 60))

    assert many - few == pytest.approx(50, abs=3)


def test_what_a_library_loops_is_not_the_students():
    assert trips("import textwrap\ntextwrap.dedent('x y\\n' * 500)") <= 3


def test_who_switches_counting_off_is_noticed():
    off = "import sys\n" + (
        "sys.settrace(None)"
        if sys.version_info < (3, 12)
        else "sys.monitoring.free_tool_id(sys.monitoring.PROFILER_ID)"
    )

    with pytest.raises(Disturbed):
        trips(off)
