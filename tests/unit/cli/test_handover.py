"""Of the words of a command, for how long a process is to be kept; that nobody is asked where nobody may be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

import pytest

from autograder import private_socket
from autograder.cli import handover, surroundings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps processes warm")


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("grade knn in --keep-warm 5", 5.0),
        ("grade knn in --keep-warm=0.5 --json", 0.5),
        ("grade knn in --keep-warm 0", 0.0),
        ("grade knn --keep-warm 5 in --keep-warm 7", 7.0),  # the last one counts, as for all options
        ("grade knn in", None),
        ("grade knn in --keep-warm", None),
        ("grade knn in --keep-warm=", None),
        ("grade knn in --keep-warm soon", None),
        ("grade knn in --keep-warm -1", None),
        ("grade knn in --keep-warm 1441", None),
        ("grade knn in --keep-warm nan", None),
        ("grade knn in -- --keep-warm 5", None),
        ("grade knn in --keep-warmer 5", None),
    ],
)
def test_for_how_long(words, minutes):
    assert handover.minutes(words.split()) == minutes


def test_a_command_is_its_own_where_nobody_waits(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    handover.be_done(["grade"], 5.0)  # returns

    assert not list(tmp_path.iterdir())


def test_a_command_is_its_own_where_the_folder_is_open_to_others(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    folder = private_socket.lock(surroundings.place())
    assert folder is not None
    with private_socket.bound(folder) as listener:
        listener.listen()
        surroundings.place().chmod(0o755)

        handover.be_done(["grade"], 5.0)  # returns, and nobody was asked

        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()
    os.close(folder)


def test_a_command_is_its_own_where_who_waits_hangs_up(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    folder = private_socket.lock(surroundings.place())
    assert folder is not None
    got = []

    def hang_up(listener: socket.socket) -> None:
        channel, _ = listener.accept()
        channel.sendall(handover.SERVED)
        got.append(channel.recv(1))
        channel.close()

    with private_socket.bound(folder) as listener:
        listener.listen()
        thread = threading.Thread(target=hang_up, args=(listener,))
        thread.start()

        handover.be_done(["grade"], 5.0)  # returns

        thread.join()
    os.close(folder)
    assert got


def test_nobody_waits_for_ever_for_how_a_command_ended(monkeypatch, capsys):
    monkeypatch.setattr(handover, "_ANSWER_SECONDS", 0.05)
    command = subprocess.Popen(["true"])
    one, other = socket.socketpair()  # the other end is open, and says nothing: so it is while who waits is stopped
    with one, other:
        status = handover._told(one, os.pidfd_open(command.pid))

    assert os.waitstatus_to_exitcode(status) == 1
    assert "killed or stopped" in capsys.readouterr().err
    command.wait()


def test_nobody_who_does_not_serve_holds_a_commands_output(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(handover, "_ANSWER_SECONDS", 0.05)
    folder = private_socket.lock(surroundings.place())
    assert folder is not None
    with private_socket.bound(folder) as listener:
        listener.listen()  # and is stopped, so to speak

        handover.be_done(["grade"], 5.0)  # returns

        with listener.accept()[0] as channel:
            said, files, _, _ = socket.recv_fds(channel, 1, 4)
    os.close(folder)
    assert (said, files) == (b"", [])
