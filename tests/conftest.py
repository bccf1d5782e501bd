"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Machines are busy and slow: an example that takes long is no failure, and the same examples are tried each time.
settings.register_profile("kit", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=2_000)  # pytest --hypothesis-profile=deep
settings.load_profile("kit")
