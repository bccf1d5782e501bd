"""What was found is remembered, until a file changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.authoring.cache import Cache, Made, digest_of, digest_of_bytes


def test_a_value_is_remembered_and_git_ignores_it(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "build-tiny")

    assert cache.read(Made) is None
    cache.write(Made("1", "2"))

    assert cache.read(Made) == Made("1", "2")
    assert (cache.path.parent / ".gitignore").read_text() == "*\n"


ODD = ["", "{", "[1]", '"x"', "7", "null", "{}", '{"inputs": 1, "output": "2"}', '{"inputs": ["1"], "output": "2"}', "[" * 100_000, "\udcff"]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=lambda text: text[:12].encode("ascii", "backslashreplace").decode())
def test_what_nobody_wrote_there_is_nothing(tmp_path: Path, text: str) -> None:
    cache = Cache(tmp_path, "build-tiny")
    cache.write(Made("1", "2"))
    cache.path.write_bytes(text.encode("utf-8", "surrogateescape"))

    assert cache.read(Made) is None
    assert cache.read(dict[str, Made]) in (None, {})
    cache.write(Made("1", "2"))
    assert cache.read(Made) == Made("1", "2")


def test_a_command_that_is_stopped_while_it_writes_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path, "build-tiny")
    cache.write(Made("1", "2"))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", stopped)
        with pytest.raises(KeyboardInterrupt):
            cache.write(Made("3", "4"))

    assert cache.read(Made) == Made("1", "2")
    assert {path.name for path in cache.path.parent.iterdir()} == {".gitignore", cache.path.name}


def test_what_killed_commands_left_half_written_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "build-tiny")
    folder = cache.path.parent
    (folder / "trials-tiny.runs").mkdir(parents=True)
    young, *old = (folder / name for name in (".young.half", ".old.half", "trials-tiny.runs/.old.half"))
    for path in (young, *old):
        path.touch()
    for path in old:
        os.utime(path, (0, 0))

    cache.write(Made("1", "2"))

    assert young.exists()
    assert not any(path.exists() for path in old)


def test_a_digest_changes_with_a_name_a_content_and_a_salt(tmp_path: Path) -> None:
    one, other, missing = tmp_path / "one", tmp_path / "other", tmp_path / "missing"
    one.write_text("x")
    other.write_text("x")

    assert (
        len({digest_of(one), digest_of(other), digest_of(one, other), digest_of(one, salt="2"), digest_of(missing)})
        == 5
    )
    assert digest_of(one) == digest_of(one)


def test_bytes_that_were_read_have_their_names_in_their_digest() -> None:
    digests = [digest_of_bytes({"a": b"x"}), digest_of_bytes({"b": b"x"}), digest_of_bytes({"a": b"x", "b": b"x"})]

    assert len({*digests, digest_of_bytes({"a": b"x"}, "salt")}) == 4
    assert digest_of_bytes({"b": b"x", "a": b"x"}) == digests[-1]
