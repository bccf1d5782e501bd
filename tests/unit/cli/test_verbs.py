"""A verb is put together alone as it is among all others, and what it raises is one sentence and a status."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from autograder.cli import verbs
from autograder.errors import AssignmentBroken, GradingError, SandboxFailed, UsageError

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SandboxFailed("it broke"), 3),
        (AssignmentBroken("it is wrong"), 1),
        (UsageError("there is none"), 2),
        (GradingError("there is none"), 2),
    ],
)
def test_every_error_is_one_sentence_and_a_status(monkeypatch, capsys, error, status):
    def stop(**_: object) -> None:
        raise error

    monkeypatch.setattr(verbs, "app_of", lambda _: stop)
    with pytest.raises(SystemExit) as end:
        verbs.run([])

    assert end.value.code == status
    assert capsys.readouterr().err == f"autograder: {error}\n"


def test_a_file_that_cant_be_used_is_one_sentence_and_any_other_fault_of_ours_is_shown_whole(monkeypatch, capsys):
    def stop(error):
        def raising(**_: object) -> None:
            raise error

        monkeypatch.setattr(verbs, "app_of", lambda _: raising)
        verbs.run([])

    with pytest.raises(SystemExit) as end:
        stop(PermissionError(errno.EACCES, "Permission denied", "kept/1.run"))
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("autograder: kept/1.run can't be used: Permission denied. Mend that")
    with pytest.raises(SystemExit):
        stop(OSError(errno.ENOLCK, "No locks available", "/tmp"))
    with pytest.raises(SystemExit):
        stop(OSError(errno.ENOSPC, "No space left on device"))  # of an open file
    capsys.readouterr()
    with pytest.raises(SystemExit):
        stop(shutil.Error([("a.ipynb", "/tmp/a.ipynb", "[Errno 28] No space left on device")]))  # of a folder's copy
    assert "/tmp/a.ipynb can't be written: [Errno 28] No space" in capsys.readouterr().err
    for error in (FileNotFoundError(errno.ENOENT, "No such file", "a"), PermissionError(errno.EPERM, "without a file")):
        with pytest.raises(OSError, match=r"^\[Errno"):
            stop(error)


def test_a_verb_alone_is_put_together_like_all_verbs():
    every = {name: command.params for name, command in typer.main.get_command(verbs.app_of()).commands.items()}

    for name, params in every.items():
        alone = typer.main.get_command(verbs.app_of(name)).commands
        assert list(alone) == [name]
        assert [one.opts for one in alone[name].params] == [one.opts for one in params]


def test_to_put_one_verb_together_reads_no_other():
    code = "import sys; from autograder.cli import verbs; verbs.app_of('grade'); print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    read = {name.removeprefix("autograder.cli.") for name in done.stdout.split() if name.startswith("autograder.cli.")}
    assert "grade" in read and not read & {"author", "desk", "export", "people", "similar"}
