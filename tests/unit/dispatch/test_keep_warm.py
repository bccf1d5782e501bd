"""Who has a warm process of their own, and what is read anew when something changes."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from autograder.dispatch import keep_warm
from tests.fixtures.examined import make_assignment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps processes warm")


def test_each_course_assignment_and_device_has_a_process_of_its_own(tmp_path):
    places = {
        keep_warm.WarmPlace(root, name, device, 1).path
        for root in (tmp_path / "a", tmp_path / "b")
        for name in ("knn", "start")
        for device in ("cpu", "simulated")
    }

    assert len(places) == 8


def test_whoever_has_other_limits_has_a_process_of_their_own(tmp_path, monkeypatch):
    """An old shell's limit of processor time must not end a hand-in of today's."""
    before = keep_warm.WarmPlace(tmp_path, "knn", "cpu", 1).path
    assert keep_warm.WarmPlace(tmp_path, "knn", "cpu", 1).path == before

    monkeypatch.setattr(keep_warm.private_socket, "inherited", lambda: ["another's"])

    assert keep_warm.WarmPlace(tmp_path, "knn", "cpu", 1).path != before


def test_the_state_changes_with_the_assignment_the_course_and_the_packages(tmp_path, monkeypatch):
    (tmp_path / "course.toml").write_text("a = 1\n", encoding="utf-8")
    one = make_assignment()
    first = keep_warm.state(one, tmp_path)
    assert keep_warm.state(one, tmp_path) == first
    seen = {first, keep_warm.state(replace(one, fingerprint="other"), tmp_path)}

    (tmp_path / "course.toml").write_text("a = 2\n", encoding="utf-8")
    seen.add(keep_warm.state(one, tmp_path))
    (tmp_path / "packages" / "torch-9.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    seen.add(keep_warm.state(one, tmp_path))

    (tmp_path / "course.toml").unlink()
    seen.add(keep_warm.state(one, tmp_path))

    assert len(seen) == 5
