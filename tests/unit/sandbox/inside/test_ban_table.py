"""Every entry of the table names something that this torch and NumPy have."""

from __future__ import annotations

import pytest
import torch

from autograder.sandbox.inside import ban_gates, kernel_names
from autograder.sandbox.inside.ban_table import GATES, KERNELS


@pytest.mark.parametrize("name", KERNELS)
def test_a_banned_operation_is_found_in_torch(name):
    known = kernel_names.overloads()

    assert [base for base in KERNELS[name] if base in known], torch.__version__


@pytest.mark.parametrize("name", GATES)
def test_a_banned_name_has_a_gate_that_is_there(name):
    owners = [ban_gates.resolve(gate.rpartition(".")[0]) for gate in GATES[name]]

    assert [owner for owner in owners if owner is not None]
