"""What makes a command another process's than the one that waits; what it takes over arrives whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.surroundings import Order

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps processes warm")

TELL = "from autograder.cli import surroundings; print(surroundings.place())"
TAKE = """\
import json, os, sys
from autograder.cli import surroundings
order = surroundings.Order.decoded(bytes.fromhex(sys.argv[1]))
sys.argv[:] = ["autograder", "old"]
files = [os.open(name, os.O_RDWR | os.O_CREAT) for name in ("in", "out", "err")]
here = os.open(".", os.O_RDONLY)
os.chdir("/")
order.take_over(here, files)
os.close(os.open("made", os.O_CREAT | os.O_WRONLY, 0o666))
print(json.dumps([sys.argv, dict(os.environ), os.getcwd(), sys.stdin.read()]))
print("problem", file=sys.stderr)
"""


def place(*, flags: tuple[str, ...] = (), before: Callable[[], object] | None = None, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *flags, "-c", TELL],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=before,
        env={**os.environ, **environment},
    )
    return done.stdout.strip()


def test_the_same_shell_finds_the_same_process_from_wherever_it_is(tmp_path):
    assert place() == place(HOME=str(tmp_path), COLUMNS="80", OLDPWD="/", SSH_TTY="x", before=lambda: os.umask(0o027))


@pytest.mark.parametrize("name", ["LANG", "LC_ALL", "PYTHONUTF8", "TZ", "OMP_NUM_THREADS", "LD_LIBRARY_PATH"])
def test_what_is_read_when_python_starts_makes_it_another(name):
    assert place(**{name: "1" if name == "PYTHONUTF8" else "C"}) != place()


def test_so_do_pythons_options():
    assert place(flags=("-O",)) != place(flags=("-X", "dev")) != place()


def test_so_does_what_it_has_inherited():
    assert place(before=lambda: os.nice(3)) != place()


@pytest.mark.parametrize(
    ("closed", "words", "can"),
    [
        (None, ["grade", "knn", "in"], True),
        (None, ["grade", "knn", "in", "--roster", "/dev/fd/63"], False),  # as a shell calls what it pipes to a command
        *((number, ["grade", "knn", "in"], False) for number in (0, 1, 2)),
    ],
)
def test_nobody_else_has_a_file_opened_for_a_command_nor_lacks_one_that_was_closed(tmp_path, closed, words, can):
    code = f"from autograder.cli import surroundings; open('said', 'w').write(repr(surroundings.can_be_handed_over({words!r})))"

    subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        check=True,
        preexec_fn=lambda: None if closed is None else os.close(closed),
    )

    assert (tmp_path / "said").read_text(encoding="utf-8") == repr(can)


def test_it_lies_where_temporary_files_do(tmp_path):
    assert Path(place(TMPDIR=str(tmp_path))).parent == tmp_path


@given(
    st.lists(st.text()),
    st.floats(0, 1440),
    st.dictionaries(st.text(), st.text()),
    st.integers(0, 0o777),
)
def test_an_order_arrives_as_it_was_given(words, minutes, environment, mask):
    order = Order(words, minutes, environment, mask)

    assert Order.decoded(order.encoded()) == order


def test_words_that_are_no_text_arrive_too():
    odd = os.fsdecode(b"zips/\xff\xfe")

    assert Order.decoded(Order([odd], 1.0, {}, 0).encoded()).words == [odd]


PIPED = """\
import os, sys
from autograder.cli import surroundings
order = surroundings.Order.decoded(bytes.fromhex(sys.argv[1]))
order.take_over(os.open(".", os.O_RDONLY), [os.open(os.devnull, os.O_RDONLY), *(os.dup(int(sys.argv[2])) for _ in range(2))])
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(errors="backslashreplace")
print(sys.__stdout__ is sys.stdout, sys.stdout.line_buffering, sys.stderr.line_buffering)
"""


@pytest.mark.parametrize("first", ["begun", os.devnull])
@pytest.mark.parametrize("flags", [(), ("-u",)])
def test_one_that_was_started_with_a_file_takes_a_pipe_over(tmp_path, first, flags):
    reading, writing = os.pipe()
    with (tmp_path / first).open("w+", encoding="utf-8") as file:
        words = [sys.executable, *flags, "-c", PIPED, Order([], 1.0, {}, 0).encoded().hex(), str(writing)]
        ended = subprocess.run(
            words, stdin=file, stdout=file, stderr=file, pass_fds=[writing], cwd=tmp_path, check=False
        )
    os.close(writing)

    with os.fdopen(reading, encoding="utf-8") as read:
        assert (ended.returncode, read.read()) == (0, "True False True\n")


def test_a_process_that_takes_over_has_nothing_of_its_own_left(tmp_path):
    (tmp_path / "in").write_text("typed", encoding="utf-8")
    order = Order(["grade", "knn"], 1.0, {"ONLY": "this", "ODD": "\udcff"}, 0o027)

    subprocess.run(
        [sys.executable, "-c", TAKE, order.encoded().hex()],
        cwd=tmp_path,
        check=True,
        env={**os.environ, "MORE": "of mine"},
        stdin=subprocess.DEVNULL,
    )

    argv, environment, folder, typed = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert argv == ["autograder", "grade", "knn"]
    assert environment == {"ONLY": "this", "ODD": "\udcff"}
    assert (folder, typed) == (str(tmp_path), "typed")
    assert (tmp_path / "err").read_text(encoding="utf-8") == "problem\n"
    assert oct((tmp_path / "made").stat().st_mode & 0o777) == "0o640"
