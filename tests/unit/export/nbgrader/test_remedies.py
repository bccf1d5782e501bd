"""A database's error leads to the step that ends it, and to no other."""

from __future__ import annotations

import pytest

from autograder.export.nbgrader.remedies import remedy

WHERE = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    ("reason", "fix"),
    [
        (f'{WHERE}FATAL:  database "grades" does not exist', "There is no such database: make it with `createdb grades`"),
        ('relation "grade" does not exist', "nbgrader db upgrade"),
        ("no such column: grade.extra_credit", "nbgrader db upgrade"),
        (f'{WHERE}FATAL:  role "kim" does not exist', "correct the user and the password"),
        (f'{WHERE}FATAL:  password authentication failed for user "kim"', "correct the user and the password"),
        (f'{WHERE}FATAL:  Peer authentication failed for user "kim"', "correct the user and the password"),
        (f"{WHERE}fe_sendauth: no password supplied", "correct the user and the password"),
        (f"{WHERE}Connection refused", "start PostgreSQL"),
        (f"{WHERE}FATAL:  sorry, too many clients already", "none that has room"),
        ("failed to resolve host 'cret@127.0.0.1': [Errno -2] Name or service not known", "an @ in a password is written %40"),
        ("permission denied for table assignment", "GRANT"),
        ("canceling statement due to lock timeout", "wait until it is done"),
        ("could not serialize access due to concurrent update", "theirs stand"),
        ("database is locked", "Close other programs"),
        ("database disk image is malformed", "restore a copy"),
        ("anything else", "permissions and the room on the disk"),
    ],
)  # fmt: skip
def test_a_reason_has_its_own_step(reason, fix):
    assert fix in remedy(reason)
    assert remedy(reason).endswith((".", "again."))
