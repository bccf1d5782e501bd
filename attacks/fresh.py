"""Sixty fresh attempts of November 2026, those of them that gained: a classmate's mark, a coarse dtype, loops nobody counts, a reader kept busy.

In the classes here Kim's work is right and Mallory hands in something else: what is graded as Kim's, and must earn all of it, is what intake finds
for Kim. Where the run stops for a person to look, Kim's own file is graded as that person would have it.
"""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from attacks.attack import HONEST, Attack
from attacks.cheat import ASKED, LOOPS_ALLOWED
from attacks.exam import NAME, Paper, assignment
from attacks.ground import Ground
from autograder.errors import DecisionNeeded
from autograder.intake import discovery, own_cells
from autograder.model import SubmittedFile
from autograder.pipeline import Graded
from autograder.results import zips

KIM, LEE, MALLORY = "2022000001", "2022000002", "2022000003"
Files = Mapping[str, bytes]


def _work(student: str, **blocks: str) -> bytes:
    return Paper(blocks, {"student_id": student}).zip()


def _spoilt(student: str) -> bytes:
    """Mallory's work, under whoever's name: all of it wrong."""
    return _work(student, double="return x * 0", total="return x * 0")


def _unclear(_ground: Ground, graded: Graded) -> Sequence[str]:
    return [f"Kim's page says: {one.message}" for one in graded.record.findings if one.rule == "identity_mismatch"]


def _class(what: str, kims: str, files: Callable[[], Files], *, zipped: bool = False, stops: bool = False) -> Attack:
    """A class's download; kims: Kim's file in it. stops: whether a person has to look before anything is graded."""

    def make(_ground: Ground) -> SubmittedFile:
        with tempfile.TemporaryDirectory(prefix="class-") as name:
            held, folder = files(), Path(name) / "in"
            for path, data in {"class.zip": zips.pack(held)}.items() if zipped else held.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
            weigh = partial(own_cells.worth, assignment=assignment())
            try:
                found = discovery.find([folder], assignment=NAME, ours=weigh, students=(KIM, LEE, MALLORY))
                theirs = [file for file in found if file.source == kims]
            except DecisionNeeded:
                theirs = [SubmittedFile(held[kims], kims, KIM)] if stops else []
            lost = SubmittedFile(b"", kims, KIM)  # nothing is graded as Kim's: a mark is lost, as the attack wants it
            return next((file if not stops else replace(file, student_id=KIM) for file in theirs), lost)

    return Attack("OWN-W1", "whose", what, make=make, honest=HONEST, least=HONEST, after=_unclear)


def _moodle(person: str, number: int, file: str) -> str:
    return f"{person}_{number}_assignsubmission_file_/{file}"


_TAKEN_OVER = b"kim.zip: {':submitters': [{':sid': '203'}]}\nmine.zip: {':submitters': [{':sid': '201'}]}\n"


def _download(more: Files) -> Files:
    own = {
        _moodle("Kim Ada", 201, "kim.zip"): _work(KIM),
        _moodle("Lee Bo", 202, "lee.zip"): _work(LEE),
        _moodle("Mallory", 203, "mine.zip"): _spoilt(MALLORY),
    }
    return own | more


def _folders(more: Files) -> Files:
    return {f"Kim Ada/{KIM}-{NAME}.zip": _work(KIM), f"Lee Bo/{LEE}-{NAME}.zip": _work(LEE), **more}


def _flood() -> Files:
    others = {
        f"kim_{100 + at}_{90000 + at}_{2022000000 + at}-{NAME}.zip": _work(str(2022000000 + at)) for at in range(1, 6)
    }
    return others | {f"mallory_199_{95000 + at}_199-{NAME}.zip": _spoilt(MALLORY) for at in range(12)}


CLASSES = (
    _class(
        "metadata of Gradescope's in one's own folder of Moodle's",
        _moodle("Kim Ada", 201, "kim.zip"),
        lambda: _download({_moodle("Mallory", 203, "submission_metadata.yml"): _TAKEN_OVER}),
    ),
    _class(
        "two names that differ in capitals, in a class's zip",
        _moodle("Kim Ada", 201, "kim.zip"),
        lambda: _download({_moodle("Mallory", 203, "MINE.zip"): _spoilt(MALLORY)}),
        zipped=True,
    ),
    _class(
        "a file named as Kim's later attempt, in one's own folder",
        f"Kim Ada/{KIM}-{NAME}.zip",
        lambda: _folders({f"Mallory/{KIM}-{NAME} (9).zip": _spoilt(KIM)}),
        stops=True,
    ),
    _class(
        "a flood of files that tells how the class names its files",
        f"kim_101_90001_{KIM}-{NAME}.zip",
        _flood,
    ),
)


# ---------------------------------------------------------------- points


def _distances(what: str, code: str, *, says: str = "") -> Attack:
    blocks = {"distances": textwrap.dedent(code).strip()}
    return Attack("OWN-L2", "cheat", what, asked=ASKED, blocks=blocks, honest=LOOPS_ALLOWED, says=says)


POINTS = (
    _distances(
        "what is wrong by a tenth, in a dtype that is as coarse",
        "return (0.9 * ((a[:, None] - b[None]) ** 2).sum(2)).to(torch.bfloat16)",
        says="numbers are off",
    ),
    _distances(
        "a loop that names a library's file as its own",
        """
        def inner(u, v): return [[sum((p - q) * (p - q) for p, q in zip(x, y)) for y in v] for x in u]
        def renamed(code):
            inside = tuple(renamed(one) if hasattr(one, 'co_code') else one for one in code.co_consts)
            return code.replace(co_filename=torch.__file__, co_consts=inside)
        inner.__code__ = renamed(inner.__code__)
        import itertools, struct
        found = inner(*[memoryview(np.from_dlpack(one)).tolist() for one in (a, b)])
        raw = struct.pack('%dd' % (len(a) * len(b)), *itertools.chain.from_iterable(found))
        return torch.from_numpy(np.ndarray((len(a), len(b)), 'd', bytearray(raw))).to(a.dtype)""",
        says="the work grows",
    ),
    _distances(
        "lists by way of DLPack, and back by way of bytes",
        """
        import itertools, math, struct
        u, v = [memoryview(np.from_dlpack(one)).tolist() for one in (a, b)]
        found = list(itertools.starmap(math.dist, itertools.product(u, v)))
        raw = bytearray(struct.pack('%dd' % len(found), *found))
        return (torch.from_numpy(np.ndarray((len(u), len(v)), 'd', raw)) ** 2).to(a.dtype)""",
        says="the work grows",
    ),
    _distances(
        "numbers read and written where they lie",
        """
        import ctypes, itertools, math
        c, e, r = a.double().contiguous(), b.double().contiguous(), torch.empty(len(a), len(b), dtype=torch.float64)
        p, q = [(ctypes.c_double * 3 * len(one)).from_address(one.data_ptr()) for one in (c, e)]
        (ctypes.c_double * r.numel()).from_address(r.data_ptr())[:] = list(itertools.starmap(math.dist, itertools.product(p, q)))
        return (r ** 2).to(a.dtype)""",
        says="the work grows",
    ),
    _distances(
        "a thread from before that does the work",
        """
        import queue, threading
        if not hasattr(torch, 'kept'):
            torch.kept = queue.Queue(), queue.Queue()
            def work():
                while True:
                    p, q = torch.kept[0].get()
                    torch.kept[1].put(torch.stack([((row - q) ** 2).sum(1) for row in p]))
            threading.Thread(target=work, daemon=True).start()
        torch.kept[0].put((a, b)); return torch.kept[1].get()""",
        says="while its work was counted",
    ),
)


# ---------------------------------------------------------------- readers


def _blanks(_ground: Ground) -> SubmittedFile:
    return SubmittedFile(
        Paper(written={"why": f"a{chr(10) * 300_000}b"}).zip(), "2022999999-doubling.zip", "2022999999"
    )


READERS = (
    Attack("OWN-H1", "notebook", "an answer of nothing but line ends", make=_blanks, honest=HONEST, least=HONEST),
)

ATTACKS = (*CLASSES, *POINTS, *READERS)
NOT_TRIED: dict[str, str] = {}
