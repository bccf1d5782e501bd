"""Share out GPUs: which worker gets which device, and how much of its memory. CUDA isn't touched here: that is the child's to do."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from autograder.dispatch.messages import RunSetup
from autograder.errors import GradingError
from autograder.sandbox.outside import nvidia_nodes


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one submission at a time on a GPU."""

    gpu: str  # as CUDA_VISIBLE_DEVICES names it
    share: float  # of its memory

    def of(self, setup: RunSetup) -> RunSetup:
        """Return the setup of the worker that fills this slot."""
        return msgspec.structs.replace(setup, gpu=self.gpu, gpu_share=self.share)


def plan(gpus: Sequence[str], per_gpu: int) -> tuple[Slot, ...]:
    """Give each GPU the same number of slots; the first slots lie on different GPUs, so that few workers share none.

    Raises GradingError where there is no GPU.
    """
    if not gpus:
        raise GradingError(
            found="there is no NVIDIA GPU on this machine", fix="Use --device cpu or simulated, or look at nvidia-smi."
        )
    return tuple(Slot(gpu, 1 / per_gpu) for _ in range(per_gpu) for gpu in gpus)


def found_here(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """List this machine's GPUs, or those of them that CUDA_VISIBLE_DEVICES leaves, as Slurm and containers set it."""
    chosen = environment.get("CUDA_VISIBLE_DEVICES")
    if chosen is not None:
        return tuple(name.strip() for name in chosen.split(",") if name.strip() not in ("", "-1", "NoDevFiles"))
    numbers = (node.name.removeprefix("nvidia") for node in nvidia_nodes())
    return tuple(number for number in numbers if number.isdecimal())
