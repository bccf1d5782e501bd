"""Open one person's zip, whatever its name; where all that it holds is one other zip, as a wrapped download is, open that one.

Comes in: bytes of a zip from anywhere. Goes out: the open Archive. One level only is passed by, and both are counted against one person's caps:
what the inner zip unpacks to, and how far, is measured from the outer one.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.intake import filenames
from autograder.intake.archive import STUDENT, Archive


class PersonsZip(Archive):
    """One person's zip, or the only one that lies in it."""

    def __init__(self, data: bytes) -> None:
        """Check its directory, and that of a zip in it; raises SubmissionRejected."""
        super().__init__(data)
        self.inner = ""  # the name of the zip that was opened, where it lay in another
        if len(self.members) != 1 or filenames.kind(self.members[0].parts[-1]) != ".zip":
            return
        (only,) = self.members
        try:
            held = self.read(only)
        finally:
            self.close()
        ratio = max(1, min(STUDENT.ratio, STUDENT.ratio * only.entry.compress_size // max(1, len(held))))
        super().__init__(held, replace(STUDENT, unpacked=STUDENT.unpacked - len(held), ratio=ratio))
        self.inner = only.name
