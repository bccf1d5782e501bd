"""What need not be done again: the same key, the same rules, the same cases; and one hash of our own code."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from autograder import reuse
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Observation, Outcome, RawFile, RecordStatus, SubmittedFile
from tests.fixtures.examined import answered, make_assignment, make_program, marked

FILE = SubmittedFile(b"zip", "s1-toy.zip", "s1", received=datetime(2026, 10, 5, 9, tzinfo=UTC))
TOY = make_assignment(rules="r", fingerprint="f")
KEY = reuse.key(FILE, TOY, 7, "cpu")


@pytest.mark.parametrize(
    "changed",
    [{"data": b"ziP"}, {"source": "s1.zip"}, {"student_id": "s2"}, {"claim": "s2"}, {"comparable": False}, {"shared": True},
     {"attempts": ("s1-toy-1.zip",)}, {"together": (RawFile("answers.txt", b"bright"),)}],
    ids=str,
)  # fmt: skip
def test_whatever_code_runs_on_of_a_hand_in_is_part_of_its_key(changed):
    assert reuse.key(replace(FILE, **changed), TOY, 7, "cpu") != KEY


def test_seed_device_rules_and_fingerprint_are_part_of_it_and_the_time_is_not():
    later = replace(FILE, received=FILE.received + timedelta(days=1))

    assert reuse.key(later, TOY, 7, "cpu") == KEY
    others = [reuse.key(FILE, TOY, 8, "cpu"), reuse.key(FILE, TOY, 7, "cuda"),
              reuse.key(FILE, replace(TOY, rules="s"), 7, "cpu"), reuse.key(FILE, replace(TOY, fingerprint="g"), 7, "cpu")]  # fmt: skip
    assert len({KEY, *others}) == 5


def test_a_record_is_current_by_its_key_alone():
    assert reuse.is_current(replace(marked(), key=KEY), KEY)
    assert not reuse.is_current(replace(marked(), key=KEY), KEY + "g")


@pytest.mark.parametrize(
    ("changed", "now", "may"),
    [({}, replace(TOY, fingerprint="g"), True), ({}, replace(TOY, rules="s"), False),
     ({"status": RecordStatus.REJECTED}, TOY, False), ({"seconds": {"run": 120.0}}, TOY, False),
     ({"sandbox_level": 0}, replace(TOY, least_sandbox_level=1), False)],
    ids=["other checks", "other rules", "rejected", "its time ran out", "a lower level"],
)  # fmt: skip
def test_a_saved_run_is_marked_where_only_what_is_asked_has_changed(changed, now, may):
    before = replace(marked(), key=KEY, **changed)

    assert reuse.may_be_marked(before, reuse.key(FILE, now, 7, "cpu"), now) is may


def test_marking_again_gives_todays_key_unless_other_code_would_run():
    before = replace(marked(), key=KEY)

    assert reuse.key_today(before, replace(TOY, fingerprint="g")) == reuse.key(
        FILE, replace(TOY, fingerprint="g"), 7, "cpu"
    )
    assert reuse.key_today(before, replace(TOY, rules="s")) == KEY


def test_one_changed_case_drops_all_answers_of_its_question_and_no_others():
    exam = draw_test_plan(TOY, seed=7)
    digests = reuse.case_digests(exam.cases, TOY)
    observations = [*answered(exam), Observation("other.check/0", Outcome.ANSWERED)]
    digests["other.check/0"] = "same"

    valid = reuse.still_valid(observations, digests, {**digests, exam.cases[0].id: "changed"})

    assert set(valid) == {"other.check/0"}
    assert len(reuse.still_valid(observations, digests, digests)) == len(observations)


def test_a_case_is_another_when_its_inputs_are():
    one, other = (reuse.case_digests(draw_test_plan(TOY, seed=seed).cases, TOY) for seed in (7, 8))

    assert one.keys() == other.keys()
    assert not set(one.values()) & set(other.values())


def test_the_block_of_a_question_that_was_dropped_or_is_a_persons_now_is_asked_no_more():
    kept = make_program()
    written = replace(TOY.questions[0], checks=(), written=True)

    assert reuse.blocks_of_today(kept, TOY) == kept
    for now in ((), (written,)):
        assert reuse.blocks_of_today(kept, replace(TOY, questions=now)).blocks == ()


@pytest.mark.parametrize("ended", [Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.SKIPPED])
def test_what_ended_a_process_touches_others(ended):
    assert reuse.touches_others([Observation("a", Outcome.ANSWERED), Observation("b", ended)])
    assert not reuse.touches_others([Observation("a", Outcome.ANSWERED), Observation("b", Outcome.RAISED)])


def test_our_code_is_other_code_when_a_file_changes_or_moves(monkeypatch, tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "one.py").write_text("one")
    monkeypatch.setattr(reuse, "PACKAGE", tmp_path)
    found = []

    def look() -> None:
        reuse.own_code.cache_clear()
        found.append(reuse.own_code())

    look()
    (tmp_path / "part" / "one.py").write_text("two")
    look()
    (tmp_path / "part" / "one.py").rename(tmp_path / "one.py")
    look()
    (tmp_path / "notes.txt").write_text("no code")
    look()
    reuse.own_code.cache_clear()

    assert len(set(found[:3])) == 3
    assert found[2] == found[3]


def test_what_a_package_brings_along_for_itself_is_no_package_of_ours(tmp_path, monkeypatch):
    before = reuse.installed()
    (tmp_path / "setuptools" / "_vendor" / "wheel-9.dist-info").mkdir(parents=True)
    (tmp_path / "packages" / "torch-9.dist-info").mkdir(parents=True)

    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "setuptools" / "_vendor")])
    assert reuse.installed() == before

    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    assert reuse.installed() != before
