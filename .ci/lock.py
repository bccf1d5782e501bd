"""Write the lists of all packages that `make setup` installs, with their versions and the SHA-256 of their files.

Comes in: requirements.txt and constraints.txt, which name the versions; the package index, which names the files; torch-cpu.sha256, the builds of
torch for CPUs that the index hasn't. Goes out, for every system and every Python from 3.11 on: requirements.lock; requirements-torch.lock, torch
alone, with all builds; requirements-cuda.lock, what only its build for CUDA needs.
`make lock` runs it after a version was changed; tests/architecture/test_locks.py holds that it was.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.export.gradescope.bundle import UV

ROOT = Path(__file__).resolve().parents[1]
HEAD = "# Written by `make lock` from requirements.txt and constraints.txt: change a version there. CONTRIBUTING.md, Pins, says more.\n"
_FOR_CUDA = re.compile(r"(?:nvidia|cuda|triton)\b")


def resolve() -> str:
    """Ask uv for the whole list; it is fetched by its own hash."""
    with tempfile.TemporaryDirectory() as place:
        wanted = Path(place) / "uv.txt"
        wanted.write_text(UV, encoding="utf-8")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
        ]
        subprocess.run([*pip, "--require-hashes", "--target", place, "--requirement", wanted], check=True)
        compiled = subprocess.run(
            [f"{place}/bin/uv", "--no-config", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
             "--no-header", "--no-annotate", "--constraint", "constraints.txt", "requirements.txt"],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return compiled.stdout


def main() -> None:
    """Write all lists, or none."""
    packages = re.findall(r"^\S.*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", resolve(), re.MULTILINE)
    builds = _builds(next(package for package in packages if package.startswith("torch==")))
    rest = [package for package in packages if not package.startswith("torch==")]
    lists = {
        "requirements.lock": [package for package in rest if not _FOR_CUDA.match(package)],
        "requirements-torch.lock": [builds],
        "requirements-cuda.lock": [package for package in rest if _FOR_CUDA.match(package)],
    }
    for name, chosen in lists.items():
        (ROOT / name).write_text(HEAD + "".join(chosen), encoding="utf-8")
        print(f"{name}: {len(chosen)} packages")


def _builds(torch: str) -> str:
    """Add the builds for CPUs to torch's files."""
    version = torch.split(maxsplit=1)[0].removeprefix("torch==")
    known = [line.split() for line in (ROOT / "torch-cpu.sha256").read_text(encoding="utf-8").splitlines()]
    if old := [name for _, name in known if not name.startswith(f"torch-{version}+cpu-")]:
        sys.exit(
            f"torch-cpu.sha256 holds {old[0]}, and requirements.txt torch=={version}. Write the SHA-256 of that version's wheels."
        )
    return " \\\n".join([torch.rstrip(), *(f"    --hash=sha256:{digest}" for digest, _ in known)]) + "\n"


if __name__ == "__main__":
    main()
