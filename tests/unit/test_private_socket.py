"""The folder of a process that stays is its user's alone, one at a time has it, and its socket leads to its own user's process only."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

from autograder import private_socket

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps processes warm")


def test_one_at_a_time_has_the_folder(tmp_path):
    place = tmp_path / "warm"
    first = private_socket.lock(place)
    assert first is not None

    assert private_socket.lock(place) is None

    os.close(first)
    again = private_socket.lock(place)
    assert again is not None
    os.close(again)


def test_a_folder_that_others_may_enter_is_refused(tmp_path):
    place = tmp_path / "warm"
    place.mkdir()
    place.chmod(0o755)

    with pytest.raises(OSError, match="open to others"):
        private_socket.lock(place)


def test_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir(0o700)
    (tmp_path / "warm").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError):
        private_socket.lock(tmp_path / "warm")


def test_who_is_there_opens_it_without_locking_it(tmp_path):
    place = tmp_path / "warm"
    held = private_socket.lock(place)
    assert held is not None

    os.close(private_socket.opened(place))
    os.close(held)
    place.chmod(0o750)

    with pytest.raises(OSError, match="open to others"):
        private_socket.opened(place)


def test_a_socket_leads_to_whoever_listens_and_to_nobody_afterwards(tmp_path):
    place = tmp_path / ("long" * 60)  # longer than a socket's own path may be
    folder = private_socket.lock(place)
    assert folder is not None
    assert private_socket.reached(folder) is None

    with private_socket.bound(folder) as listener:
        assert oct((place / private_socket.SOCKET).stat().st_mode & 0o777) == "0o600"
        assert private_socket.reached(folder) is None  # nobody listens yet
        listener.listen()
        found = private_socket.reached(folder)
        assert found is not None
        assert found[1] == os.getpid()
        found[0].close()

    assert private_socket.reached(folder) is None
    private_socket.bound(folder).close()  # the one that was left is replaced
    private_socket.removed(folder, place)
    assert not place.exists()


def test_another_users_process_is_not_believed(tmp_path, monkeypatch):
    folder = private_socket.lock(tmp_path / "warm")
    assert folder is not None
    with private_socket.bound(folder) as listener:
        listener.listen()
        monkeypatch.setattr(private_socket, "peer", lambda channel: (os.getpid(), os.geteuid() + 1))

        assert private_socket.reached(folder) is None
    private_socket.removed(folder, tmp_path / "warm")


def test_the_kernel_says_who_is_at_the_other_end():
    one, other = socket.socketpair()
    with one, other:
        assert private_socket.peer(one) == (os.getpid(), os.geteuid())


def test_a_folder_without_its_socket_is_taken_away_too(tmp_path):
    folder = private_socket.lock(tmp_path / "warm")
    assert folder is not None

    private_socket.removed(folder, tmp_path / "warm")

    assert not (tmp_path / "warm").exists()


def test_nobody_stands_in_a_line_that_nobody_serves(tmp_path):
    folder = private_socket.lock(tmp_path / "warm")
    assert folder is not None
    with private_socket.bound(folder) as listener, contextlib.ExitStack() as line:
        listener.listen(0)

        while found := private_socket.reached(folder):  # ends, and doesn't wait
            line.enter_context(found[0])

        assert found is None
    private_socket.removed(folder, tmp_path / "warm")


# ---------------------------------------------------------------- what is inherited

TELL = "from autograder import private_socket; print(private_socket.inherited())"


def told(before: Callable[[], object] | None = None) -> str:
    done = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, check=True, preexec_fn=before)
    return done.stdout


def less_memory() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))


def deaf() -> None:
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # not SIGHUP: whoever runs these tests with nohup ignores it


def blocked() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])


def test_what_is_inherited_is_the_same_for_two_processes_of_one_shell():
    assert told() == told(lambda: os.umask(0o027))


@pytest.mark.parametrize("before", [
    less_memory, deaf, blocked, lambda: os.nice(3), lambda: os.sched_setaffinity(0, {0}),
    lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
])  # fmt: skip
def test_limits_signals_and_scheduling_are_part_of_what_is_inherited(before):
    assert told(before) != told()
