"""Choose where a child puts a call's inputs: the CPU, a CUDA device, or the pretend accelerator.

CUDA is touched here and nowhere else, and only in a child: a process that has initialised CUDA can't fork.
"""

from __future__ import annotations

import os

import torch

from autograder.errors import SandboxFailed
from autograder.sandbox.inside import simulated_device
from autograder.sandbox.inside.values import Place

_USABLE = 0.9
"""Of a slot's share of a GPU: what CUDA itself takes in each process (0.3 to 0.6 GB) isn't counted by torch."""


def take_slot(gpu: str, share: float) -> bool:
    """Leave this process one GPU and a share of its memory; False when CUDA can't be used. Call it in a child, before CUDA is touched.

    The share is torch's own bound, in the student's process: it keeps honest work from starving its neighbours, and nobody else.
    """
    if gpu:
        os.environ["CUDA_VISIBLE_DEVICES"] = gpu
    if not torch.cuda.is_available():
        return False
    if share < 1:
        torch.cuda.set_per_process_memory_fraction(share * _USABLE)
    return True


def prepare(device: str) -> Place:
    """Set the device up in this process and return the function that puts a CPU tensor on it.

    Raises SandboxFailed when it can't be used here, or is none of "cpu", "cuda" and "simulated".
    """
    if device == "cpu":
        return _stay
    if device == "cuda":
        return _cuda()
    if device == "simulated":
        simulated_device.enter()
        return simulated_device.to_device
    raise SandboxFailed(found=f"there is no device {device!r}", fix="Use cpu, cuda or simulated.")


def use(device: str) -> None:
    """Make one of the devices that were prepared the one that calls are on from now on."""
    if device == "simulated":
        simulated_device.enter()
    else:
        simulated_device.leave()


def _stay(tensor: torch.Tensor) -> torch.Tensor:
    return tensor


def _cuda() -> Place:
    if not torch.cuda.is_available():
        raise SandboxFailed(found="no CUDA device can be used inside the sandbox", fix="Use --device cpu or simulated.")
    os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"  # cuBLAS is deterministic only with a fixed workspace
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = False
    # use_deterministic_algorithms imports torch's compiler: 1.2 s of each child's
    torch.set_deterministic_debug_mode("warn")
    to = torch._C.TensorBase.to

    def place(tensor: torch.Tensor) -> torch.Tensor:
        return to(tensor, "cuda")

    return place
