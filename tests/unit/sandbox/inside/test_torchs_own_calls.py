"""What a function of torch calls by itself is no call of a student's, and nothing else gets through beside it."""

from __future__ import annotations

import pytest
import torch

from autograder.sandbox.inside import call_bans

WAVE = torch.linspace(0, 1, 32, dtype=torch.float64)

BESIDE = {
    "padding by oneself": "F.pad(wave[None], [1, 1], 'reflect')",
    "padding by the operation": "torch.ops.aten.pad(wave[None], [1, 1], 'reflect')",
    "a function in its place": "F.pad = lambda *args: wave + F.mse_loss(wave, wave)\ntorch.stft(wave, 8, window=window, return_complex=True)",
    "one of its name and globals": (
        "def pad(input, pad, mode): return wave + F.mse_loss(wave, wave)\n"
        "F.pad = type(pad)(pad.__code__, {**vars(F), 'F': F, 'wave': wave})\ntorch.stft(wave, 8, window=window, return_complex=True)"
    ),
    "what it calls back": (
        "class Wave(torch.Tensor):\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, function, types, args=(), kwargs=None):\n"
        "        return F.mse_loss(wave, wave)\n"
        "torch.stft(wave.as_subclass(Wave), 8, window=window, return_complex=True)"
    ),
}


def met(body: str) -> list[str]:
    """Run lines with torch.nn banned; return what was met."""
    bans = call_bans.Bans(["torch.nn"])
    call_bans.prepare_tables()
    names = {"torch": torch, "F": torch.nn.functional, "wave": WAVE, "window": torch.ones(8, dtype=WAVE.dtype)}
    bans.put(["torch.nn"], lambda: exec(body, names))
    return bans.met()


@pytest.fixture(autouse=True)
def as_it_was() -> object:
    pad = torch.nn.functional.pad
    yield
    torch.nn.functional.pad = pad


@pytest.mark.parametrize(
    "call",
    ["torch.stft(wave, 8, window=window, return_complex=True)", "wave.stft(8, window=window, return_complex=True)"],
)
def test_what_torch_calls_by_itself_is_not_met(call: str) -> None:
    assert met(call) == []


@pytest.mark.parametrize("body", BESIDE.values(), ids=BESIDE)
def test_what_students_call_is_met(body: str) -> None:
    assert met(body) == ["torch.nn"]
