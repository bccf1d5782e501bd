"""What is fuzzed: every place where bytes of a stranger's are read, each with the outcomes that it declares.

A target takes bytes and returns what became of them in a few words; a refusal that the engine declares is such an outcome. Anything else
that is raised, and any claim below that doesn't hold, is a find. The words tell new behaviour from known: an input that makes a target say
something new is kept as a parent of further ones.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import torch

from attacks import mutate, mutate_trees
from attacks.frames import demand, frames, read_frame, read_reply
from attacks.handed_in import (
    archives,
    notebooks,
    read_archive,
    read_notebook,
    read_submission,
    refusal,
    small,
    submissions,
    zipped,
)
from attacks.mutate import Mutator
from autograder import assemble, intake
from autograder.assemble import code_rules
from autograder.errors import GradingError
from autograder.examine import scoring
from autograder.intake import discovery, filenames, manifest
from autograder.intake.lms_names import Lms, blackboard_user, canvas_anonymous, canvas_readings
from autograder.intake.lms_names import read as read_lms_name
from autograder.model import Array, Observation, Outcome, SubmittedFile
from autograder.people.times import read_times as read_received
from autograder.results import record, saved_run
from autograder.results.saved_run import SavedRun
from autograder.untrusted_text import for_file_name


@dataclass(frozen=True)
class Target:
    """One reader of strangers' bytes."""

    name: str
    share: float  # of the number of inputs asked for
    read: Callable[[bytes], str]
    mutate: Mutator
    seeds: Callable[[], list[bytes]]
    corpus: Path = field(default=Path(__file__).parent / "corpus")

    def kept(self) -> list[Path]:
        """Return the files of this target's corpus."""
        return sorted(path for path in (self.corpus / self.name).glob("*") if path.is_file())


# ---------------------------------------------------------------- names


def read_name(data: bytes) -> str:
    """Read a name as an LMS, a browser or a student may have written it; the id is always a safe file name of its own."""
    name = data.decode("utf-8", "surrogatepass") if _is_text(data) else data.decode("utf-8", "surrogateescape")
    said = []
    read = [read_lms_name(lms, name) for lms in Lms]
    for handed in (*read, canvas_anonymous(name), *canvas_readings(name), filenames.of_zip(name)):
        if handed is not None:
            _safe(handed.student_id)
            said.append(
                f"{handed.evidence.name}{handed.entry}{bool(handed.order)}{bool(handed.attempt)}{bool(handed.file)}"
            )
    filenames.stem(name)
    filenames.kind(name)
    blackboard_user(name, [name, name + "x", "HW_a"])
    _safe(name)
    return " ".join(said)


_seen: dict[str, str] = {}


def _safe(student_id: str) -> None:
    made = for_file_name(student_id)
    demand(re.fullmatch(r"[A-Za-z0-9_~][A-Za-z0-9._~-]{0,79}", made) is not None, f"{made!r} is no safe file name")
    text = unicodedata.normalize("NFC", student_id.strip())
    if len(_seen) < 200_000:
        known = _seen.setdefault(made, text)
        demand(known == text, f"{known!r} and {text!r} get the same file name {made!r}")


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def lms_names() -> list[bytes]:
    """Write names as Canvas, Moodle, Blackboard, browsers and students do."""
    found = (
        "kimminji_LATE_12345_678901_2022123456-knn.zip", "kimminji_12345_678901_knn-1.zip", "anon_77_123_knn.zip",
        "LATE_anon_77_123_knn.ipynb", "kimminji_12345_678901_text.html", "Kim Minji_4711_assignsubmission_file_",
        "Kim Minji_4711_assignsubmission_file", "Participant_12_assignsubmission_onlinetext", "Team A_9_assignsubmission_file_x.zip",
        "HW 1_mkim_attempt_2026-10-05-23-41-00_knn.zip", "HW_1_mkim_attempt_2026-10-05-23-41-00.txt", "2022123456-knn.zip",
        "2022123456-knn (1).zip", "2022123456-knn-2.zip", "20221234-56-linear_classifier.zip", "김민지-knn.zip", "CON", ".hidden", "a b",
    )  # fmt: skip
    return [name.encode() for name in found]


def read_bulk(data: bytes) -> str:
    """Find the hand-ins in a bulk download, and load each; whose each is can name a file."""
    path = _scratch() / "download.zip"
    path.write_bytes(data)
    said = []
    try:
        found = discovery.find([path], assignment="doubling")
    except GradingError as error:
        return refusal(error)
    for one in found:
        demand(one.student_id.isprintable(), f"{one.student_id!r} can't be shown")
        _safe(one.student_id)
        said.append("refused" if one.refused else "loaded")
    return f"{len(said)}: " + ",".join(sorted(set(said)))


def bulks() -> list[bytes]:
    """Zip hand-ins as LMSs do."""
    content = (b"{}", zipfile.ZIP_DEFLATED)
    found = [name.decode() for name in lms_names()]
    inside = {f"{name.removesuffix('.zip')}/doubling.ipynb" if "." not in name else name: content for name in found}
    return [zipped(inside), zipped(dict.fromkeys(found[:3], content)), zipped(dict.fromkeys(found[5:9], content))]


# ---------------------------------------------------------------- files of ours that may be damaged


def read_kept(data: bytes) -> str:
    """Read a record, a kept run, a manifest and a table of times: damaged ones are refused in one sentence."""
    said = []
    for reader in (record.decode, saved_run.decode):
        try:
            reader(data)
            said.append("read")
        except GradingError as error:
            said.append(type(error).__name__)
    said.append(str(manifest.read(data) is None))
    return " ".join(said)


def files() -> list[bytes]:
    """Make a record, a kept run and a manifest."""
    assignment = small()
    file = SubmittedFile(submissions()[1], "x.ipynb", "2022000001")
    submission = intake.receive(file, assignment)
    program = code_rules.review(assemble.assemble(submission, assignment), assignment)
    observed = [Observation("double.c/0", Outcome.ANSWERED, answer=Array(torch.ones(2)))]
    made = scoring.mark(submission, program, (), (), assignment)
    claim = b'{"assignment": "doubling", "student_id": 2022000001, "option": "2", "notebook_sha256": "0"}'
    return [
        record.encode(made),
        saved_run.encode(SavedRun(submission, program, tuple(observed), {"double.c/0": "ab"})),
        claim,
    ]


def read_times(data: bytes) -> str:
    """Read a table of student ids and times."""
    path = _scratch() / "times.csv"
    path.write_bytes(data)
    try:
        return f"{len(read_received(path, ZoneInfo('Asia/Seoul')))} times"
    except GradingError as error:
        return re.sub(r"[\d,.]+|'.*'|/.*csv", "0", error.found)[:40]


@cache
def _scratch() -> Path:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def times() -> list[bytes]:
    """Write tables of times."""
    return [
        b"student_id,time\n2022000001,2026-10-05T23:41:00+09:00\n2022000002,2026-10-06T00:00:00Z\n",
        '\ufeff"2022000001","2026-10-05 23:41:00.5+09:00"\r\n'.encode(),
    ]


TARGETS = (
    Target("wire", 1.0, read_frame, mutate_trees.of_frame, frames),
    Target("replies", 0.3, read_reply, mutate_trees.of_frame, frames),
    Target("notebook", 0.5, read_notebook, mutate_trees.of_json, notebooks),
    Target("archive", 0.2, read_archive, mutate.in_place, archives),
    Target("names", 0.5, read_name, mutate.of_text, lms_names),
    Target("submission", 0.05, read_submission, mutate_trees.of_json, submissions),
    Target("bulk", 0.03, read_bulk, mutate.in_place, bulks),
    Target("files", 0.2, read_kept, mutate.of_bytes, files),
    Target("times", 0.05, read_times, mutate.of_bytes, times),
)
