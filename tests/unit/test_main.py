"""Ctrl-C ends a command with one sentence, wherever in Python it arrives."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from autograder import __main__
from tests.fixtures.course import ROOT

STOPPED = "Stopped. The same command goes on where it was.\n"

CTRL_C = """\
import os, signal, sys, time, types, weakref
def ctrl_c(*_):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0)
class Thing:
    pass
"""

WHERE = {
    "anywhere": "def command():\n    ctrl_c()\n    time.sleep(30)",
    "in a weak reference's callback": "def command():\n    thing = Thing()\n    ref = weakref.ref(thing, ctrl_c)\n    del thing\n    time.sleep(30)",
    "in a finalizer": "Thing.__del__ = ctrl_c\ndef command():\n    Thing()\n    time.sleep(30)",
    "in a loop of finalizers": "Thing.__del__ = lambda one: time.sleep(0.01)\ndef command():\n    thing = Thing()\n    ref = weakref.ref(thing, ctrl_c)\n    del thing\n    while True:\n        Thing()\n        time.sleep(0.01)",
    "where a library makes something else of it": "def command():\n    try:\n        ctrl_c()\n    except KeyboardInterrupt:\n        raise ImportError('an extension failed to import') from None",
    "where a library leaves at once": "def command():\n    try:\n        ctrl_c()\n    except KeyboardInterrupt:\n        sys.exit(2)",
    "and is what Typer makes of it": "def command():\n    sys.exit(130)",
}


def run(text: str, **more) -> subprocess.CompletedProcess[str]:
    """Run a command line of its own in the place of ours."""
    own = "stand_in = types.ModuleType('autograder.cli')\nstand_in.main = command\nsys.modules['autograder.cli'] = stand_in\n"
    code = f"{CTRL_C}{text}\n{own}from autograder.__main__ import main\nmain()\n"
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, **more)


@pytest.mark.parametrize("where", WHERE)
def test_ctrl_c_ends_a_command_with_one_sentence(where):
    began = time.monotonic()

    ended = run(WHERE[where], env={"PYTHONPATH": str(ROOT)})

    assert (ended.returncode, ended.stderr) == (130, STOPPED)
    assert time.monotonic() - began < 25


PUTS_AWAY = """\
import atexit
def command():
    atexit.register(lambda: print('put away, too', flush=True))
    try:
        os.kill(os.getpid(), signal.SIGNAL)
        time.sleep(30)
    finally:
        print('put away', flush=True)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_command_that_is_told_to_end_puts_its_things_away_and_ends_by_that_signal(name):
    hears = f"signal.signal(signal.{name}, signal.SIG_DFL)\n"  # what runs these tests may ignore it, as nohup does
    ended = run(hears + PUTS_AWAY.replace("SIGNAL", name))

    assert ended.returncode == -getattr(signal, name)
    assert (ended.stdout, ended.stderr) == ("put away\nput away, too\n", "")


def test_a_command_that_was_done_before_it_was_to_end_is_done():
    ended = run(
        "def command():\n    try:\n        os.kill(os.getpid(), signal.SIGTERM)\n        time.sleep(30)\n    except KeyboardInterrupt:\n        print('done', flush=True)"
    )

    assert (ended.returncode, ended.stdout) == (0, "done\n")


def test_nohup_keeps_a_command_whose_terminal_goes():
    text = "def command():\n    os.kill(os.getpid(), signal.SIGHUP)\n    print('went on')"

    ended = run(f"signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{text}")

    assert (ended.returncode, ended.stdout) == (0, "went on\n")


def test_ctrl_c_while_the_command_line_is_imported_says_so_too(tmp_path):
    finder = (
        "class Finder:\n    def find_spec(self, name, *_):\n        name == 'autograder.cli' and ctrl_c()\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    code = f"{CTRL_C}{finder}from autograder.__main__ import main\nmain()\n"

    ended = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60)  # fmt: skip

    assert (ended.returncode, ended.stderr) == (130, STOPPED)


def test_work_that_was_done_all_the_same_is_no_stop():
    ended = run("def command():\n    try:\n        ctrl_c()\n    except KeyboardInterrupt:\n        sys.exit(0)")

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_fault_of_ours_keeps_its_traceback_and_its_status():
    ended = run("def command():\n    raise ImportError('gone')")
    assert ended.returncode == 1
    assert "ImportError: gone" in ended.stderr and "Stopped" not in ended.stderr

    assert run("def command():\n    sys.exit(3)").returncode == 3


def test_other_exceptions_that_python_drops_are_told_as_ever():
    text = "def fail(_):\n    raise ValueError('dropped')\nThing.__del__ = fail\ndef command():\n    Thing()"

    ended = run(text)

    assert ended.returncode == 0
    assert "Exception ignored" in ended.stderr and "ValueError: dropped" in ended.stderr


def test_who_had_it_ignored_has_it_ignored():
    code = "import signal, subprocess, sys\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsys.exit(subprocess.run(sys.argv[1:]).returncode)"
    own = f"{CTRL_C}def command():\n    ctrl_c()\n    print('went on')\nstand_in = types.ModuleType('autograder.cli')\nstand_in.main = command\nsys.modules['autograder.cli'] = stand_in\nfrom autograder.__main__ import main\nmain()"
    command = [sys.executable, "-P", "-c", code, sys.executable, "-P", "-c", own]

    ended = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60)  # fmt: skip

    assert (ended.returncode, ended.stdout) == (0, "went on\n")


def test_a_current_folder_that_is_gone_is_one_sentence(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with pytest.raises(SystemExit) as end:
        __main__.main()

    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("autograder: the current folder is gone. Change to one that is there")
