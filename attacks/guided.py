"""Fuzz one target with atheris, guided by what of our code each input reaches: python -m attacks.guided TARGET SECONDS FOLDER

What fails is written to the folder, whose files are inputs to begin with. fuzz.py starts this; libFuzzer ends the process.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder", "zipfile", "json"]):
    from attacks.targets import TARGETS

LONGEST = 20_000


def main(name: str, seconds: str, folder: str) -> None:
    """Fuzz until the time is over or something is found."""
    target = next(target for target in TARGETS if target.name == name)
    with tempfile.TemporaryDirectory() as scratch:
        seeds = target.seeds()
        for number, data in enumerate(seeds):
            (Path(scratch) / str(number)).write_bytes(data)

        def test(data: bytes) -> None:
            target.read(data)

        def mutate(data: bytes, most: int, seed: int) -> bytes:
            if seed % 2:
                return bytes(atheris.Mutate(data, most))
            return target.mutate(random.Random(seed), data or seeds[0], seeds)[:most]

        arguments = [
            sys.argv[0], scratch, folder, f"-artifact_prefix={folder}/", f"-max_total_time={seconds}", f"-max_len={LONGEST}",
            "-timeout=20", "-rss_limit_mb=4096", "-print_final_stats=1", "-verbosity=0",
        ]  # fmt: skip
        atheris.Setup(arguments, test, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
