"""By which names a desk is called, wherever it listens."""

from __future__ import annotations

import pytest

from autograder.desk.guard import Door
from autograder.desk.server import names


@pytest.mark.parametrize(
    ("host", "shown", "called"),
    [
        ("127.0.0.1", "127.0.0.1", {"127.0.0.1:8765", "localhost:8765"}),
        ("0.0.0.0", "127.0.0.1", {"127.0.0.1:8765", "localhost:8765"}),
        ("::", "127.0.0.1", {"127.0.0.1:8765", "localhost:8765"}),
        ("::1", "[::1]", {"[::1]:8765"}),
        ("FE80::1", "[fe80::1]", {"[fe80::1]:8765"}),
        ("Desk.local", "desk.local", {"desk.local:8765"}),
    ],
)
def test_the_printed_address_is_one_that_the_desk_answers_to(host: str, shown: str, called: set[str]) -> None:
    door = Door(8765, frozenset(f"http://{name}:8765" for name in names(host)))

    assert names(host)[0] == shown
    assert door.hosts == called
