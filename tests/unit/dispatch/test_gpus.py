"""Who gets which GPU, and how much of it; without a GPU, and where there is one, on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder.authoring import answer_blocks, submissions
from autograder.course import assignment
from autograder.dispatch import gpus, scheduler
from autograder.dispatch.gpus import Slot
from autograder.dispatch.local_pool import LocalPool, job_timeout
from autograder.dispatch.messages import Job, RunSetup
from autograder.dispatch.scheduler import Done
from autograder.errors import GradingError
from autograder.model import SubmittedFile
from autograder.results.folder import Folder
from autograder.sandbox.inside import devices
from autograder.sandbox.outside import nvidia_nodes
from tests.fixtures.authoring import write_released_course

HAS_GPU = bool(nvidia_nodes())


def test_by_default_each_gpu_is_one_submissions_own():
    assert gpus.plan(("0", "1"), 1) == (Slot("0", 1.0), Slot("1", 1.0))


def test_slots_share_a_gpus_memory_equally_and_the_first_ones_lie_apart():
    planned = gpus.plan(("0", "1"), 3)

    assert [slot.gpu for slot in planned] == ["0", "1", "0", "1", "0", "1"]
    assert {slot.share for slot in planned} == {1 / 3}


def test_without_a_gpu_there_is_no_slot():
    with pytest.raises(GradingError, match="no NVIDIA GPU"):
        gpus.plan((), 1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("0", ("0",)), ("2,3", ("2", "3")), ("GPU-5f, GPU-6a", ("GPU-5f", "GPU-6a")), ("", ()), ("-1", ())],
)
def test_the_launchers_choice_of_gpus_is_kept(given, expected):
    assert gpus.found_here({"CUDA_VISIBLE_DEVICES": given}) == expected


def test_gpus_are_counted_by_their_device_files(monkeypatch):
    found = [Path("/dev") / name for name in ("nvidia0", "nvidia1", "nvidia-uvm", "nvidia-uvm-tools", "nvidiactl")]
    monkeypatch.setattr(gpus, "nvidia_nodes", lambda: found)

    assert gpus.found_here({}) == ("0", "1")


def test_a_workers_setup_says_which_slot_it_fills():
    setup = Slot("1", 0.5).of(RunSetup("root", "tiny", 7, "cuda", 1))

    assert (setup.name, setup.gpu, setup.gpu_share) == ("tiny", "1", 0.5)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(setup), type=RunSetup) == setup


def test_a_child_chooses_its_gpu_before_it_touches_cuda(monkeypatch):
    seen: list[object] = []
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "somebody else's")
    monkeypatch.setattr("torch.cuda.is_available", lambda: seen.append(os.environ["CUDA_VISIBLE_DEVICES"]) or True)
    monkeypatch.setattr("torch.cuda.set_per_process_memory_fraction", seen.append)

    assert devices.take_slot("1", 0.25)

    assert seen == ["1", pytest.approx(0.225)]


def test_a_whole_gpu_is_not_bounded(monkeypatch):
    seen: list[float] = []
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.set_per_process_memory_fraction", seen.append)

    assert devices.take_slot("", 1.0)

    assert seen == []


def test_choosing_slots_leaves_cuda_alone():
    code = "import torch; from autograder.dispatch import gpus; gpus.found_here(); print(torch.cuda.is_initialized())"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)

    assert said.stdout.strip() == "False"


@pytest.mark.gpu
@pytest.mark.skipif(not HAS_GPU, reason="no NVIDIA GPU on this machine")
@pytest.mark.parametrize("per_gpu", [1, 2])
def test_a_class_is_graded_on_the_gpu_and_each_slot_keeps_to_its_share(tmp_path, per_gpu):
    root = write_released_course(tmp_path)
    tiny, blank, right = (
        assignment.load("tiny", root), submissions.released_notebook("tiny", root), answer_blocks.our_solutions("tiny", root)
    )  # fmt: skip
    greedy = "free, total = torch.cuda.mem_get_info()\ntorch.empty(int(0.7 * total), dtype=torch.uint8, device='cuda')"
    jobs = []
    for number, block in enumerate(("assert x.is_cuda\nreturn x * x", f"{greedy}\nreturn x * x")):
        fields = {"name": "Student", "student_id": f"202200000{number}", "option": 1, "group": ""}
        data = submissions.zip_of(
            submissions.fill(blank, {**right, "square": (block,)}, fields=fields), assignment="tiny", fields=fields
        )
        jobs.append(Job(number, SubmittedFile(data, submissions.zip_name(fields, "tiny"), str(fields["student_id"]))))
    found: dict[str, float] = {}

    def done(one: Done) -> None:
        found[one.record.student_id] = one.record.score

    places = gpus.plan(gpus.found_here()[:1], per_gpu)
    setup = RunSetup(str(root), "tiny", 7, "cuda", 1)
    with LocalPool([slot.of(setup) for slot in places], job_timeout(tiny)) as pool:
        scheduler.work(jobs, pool, Folder(tmp_path / "out"), tiny, done=done)

    assert found["2022000000"] == 16.0
    assert (found["2022000001"] < 16.0) == (per_gpu > 1)
