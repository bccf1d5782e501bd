"""The CPU takes tensors as they are, and an unknown device is a fault of ours. The pretended one: test_simulated_device."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from autograder.errors import SandboxFailed
from autograder.sandbox.inside import devices


def test_on_the_cpu_a_tensor_stays_what_it_is():
    tensor = torch.ones(2)

    assert devices.prepare("cpu")(tensor) is tensor


def test_an_unknown_device_is_refused():
    with pytest.raises(SandboxFailed, match="there is no device 'tpu'"):
        devices.prepare("tpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_a_gpu_that_is_not_there_is_no_slot():
    assert devices.take_slot("", 1.0) is False
    with pytest.raises(SandboxFailed, match="no CUDA device"):
        devices.prepare("cuda")


ON_A_GPU = """
import sys, torch
from autograder.sandbox.inside import devices
torch.cuda.is_available = lambda: True
before = set(sys.modules)
devices.prepare("cuda")
print(len(set(sys.modules) - before), torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled())
"""


def test_to_set_a_gpu_up_imports_nothing_and_asks_for_the_same_numbers_each_time():
    """torch's own word for that imports its compiler, which costs each process of each student more than a second."""
    run = subprocess.run([sys.executable, "-c", ON_A_GPU], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["0", "True", "True"]
