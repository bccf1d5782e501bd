"""A zip's bytes depend on its members alone."""

from __future__ import annotations

import io
import time
import zipfile

from autograder.results import zips

MEMBERS = {"knn.ipynb": b"{}", "folder/run.sh": b"#!/bin/sh\n"}


def test_the_same_members_give_the_same_bytes_at_any_time(monkeypatch):
    first = zips.pack(MEMBERS)
    monkeypatch.setattr(time, "time", lambda: 2e9)

    assert zips.pack(MEMBERS) == first


def test_members_come_back_in_their_order_with_their_modes():
    packed = zipfile.ZipFile(io.BytesIO(zips.pack(MEMBERS, modes={"folder/run.sh": 0o100755})))

    assert {name: packed.read(name) for name in packed.namelist()} == MEMBERS
    assert packed.namelist() == list(MEMBERS)
    assert [info.external_attr >> 16 for info in packed.infolist()] == [0o644, 0o100755]
