"""Files of tests are given out longest first, and alike in every process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from tests.fixtures import order

ROOT = Path(__file__).resolve().parents[2]


def items(*names: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(nodeid=name) for name in names]


def names(found: list[SimpleNamespace]) -> list[str]:
    return [one.nodeid for one in found]


def test_the_longest_files_come_first_and_their_tests_stay_in_their_order():
    here = items("tests/unit/test_a.py::two", "tests/unit/test_a.py::one", "tests/unit/test_b.py::one")

    found = order.longest_first(here, {"tests/unit/test_a.py": [2, 1.0], "tests/unit/test_b.py": [1, 9.0]})

    assert names(found) == [here[2].nodeid, here[0].nodeid, here[1].nodeid]


def test_of_what_never_ran_whole_commands_come_first():
    here = items(
        "tests/architecture/test_a.py::one", "tests/unit/wire/test_b.py::one", "tests/end_to_end/test_c.py::one"
    )

    found = order.longest_first(here, {"tests/unit/wire/test_b.py": [1, 100.0]})

    assert names(found) == [here[1].nodeid, here[2].nodeid, here[0].nodeid]


def test_a_run_of_some_of_a_files_tests_does_not_say_how_long_it_takes():
    known = {"a.py": [10, 50.0], "b.py": [2, 1.0]}

    assert order.updated(known, {"a.py": [1, 0.1], "b.py": [3, 2.0], "c.py": [1, 1.0]}) == {
        "a.py": [10, 50.0],
        "b.py": [3, 2.0],
        "c.py": [1, 1.0],
    }


def test_a_run_remembers_and_the_next_one_begins_with_the_longest(tmp_path):
    (tmp_path / "conftest.py").write_text(
        (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "test_a.py").write_text("def test_quick():\n    pass\n", encoding="utf-8")
    (tmp_path / "test_b.py").write_text("import time\n\ndef test_slow():\n    time.sleep(0.2)\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-n", "1", "--dist", "loadfile", "--no-loadscope-reorder"]  # fmt: skip

    first, second = (
        subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )  # fmt: skip

    assert first.index("PASSED test_a.py") < first.index("PASSED test_b.py")
    assert second.index("PASSED test_b.py") < second.index("PASSED test_a.py")
