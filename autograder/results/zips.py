"""Write zips whose bytes depend on nothing but what is in them: no clock, no user, no order of a directory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

TIME = (2026, 10, 1, 12, 0, 0)  # of every member
MODE = 0o644


def pack(members: Mapping[str, bytes], *, modes: Mapping[str, int] = MappingProxyType({})) -> bytes:
    """Zip members in their order: path → content. The same members give the same bytes.

    modes: path → Unix mode, where it isn't 0644; with the bits of the file's type if whoever unpacks it looks at them.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members.items():
            entry = zipfile.ZipInfo(path, date_time=TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = modes.get(path, MODE) << 16
            archive.writestr(entry, data)
    return packed.getvalue()
