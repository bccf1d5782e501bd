"""What was found is remembered, until a file changes."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.cache import Cache, digest_of


def test_a_value_is_remembered_and_git_ignores_it(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "build-tiny")

    assert cache.read() is None
    cache.write({"inputs": "1"})

    assert cache.read() == {"inputs": "1"}
    assert (cache.path.parent / ".gitignore").read_text() == "*\n"


def test_a_damaged_cache_remembers_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "build-tiny")
    cache.write(1)
    cache.path.write_text("{")

    assert cache.read() is None


def test_a_digest_changes_with_a_name_a_content_and_a_salt(tmp_path: Path) -> None:
    one, other, missing = tmp_path / "one", tmp_path / "other", tmp_path / "missing"
    one.write_text("x")
    other.write_text("x")

    assert (
        len({digest_of(one), digest_of(other), digest_of(one, other), digest_of(one, salt="2"), digest_of(missing)})
        == 5
    )
    assert digest_of(one) == digest_of(one)
