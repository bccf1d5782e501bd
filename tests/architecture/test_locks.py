"""What `make setup` installs is listed with its hashes, and the lists are those that requirements.txt and constraints.txt ask for."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTS = ("requirements.lock", "requirements-torch.lock", "requirements-cuda.lock")
_ENTRY = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))? \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")  # fmt: skip
_PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,]+\])?==(?P<version>[^\s;]+)")


def plain(name: str) -> str:
    """The name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[tuple[str, str], set[str]]:
    """Each package and version that is listed, and its hashes; anything else in the lists is an error."""
    found: dict[tuple[str, str], set[str]] = {}
    for file in LISTS:
        text = (ROOT / file).read_text(encoding="utf-8")
        head, _, body = text.partition("\n")
        assert head.startswith("#")
        assert _ENTRY.sub("", body) == "", f"{file} holds something that isn't a package with hashes"
        for entry in _ENTRY.finditer(body):
            key = (plain(entry["name"]), entry["version"])
            assert key not in found, f"{key} is listed twice"
            found[key] = set(re.findall(r"sha256:(\w{64})", entry["hashes"]))
    return found


def pins(file: str) -> set[tuple[str, str]]:
    lines = [line.split("#")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    matches = [(line, _PIN.match(line)) for line in lines if line]
    assert [line for line, match in matches if not match] == [], (
        f"{file} asks for something without ==, which no hash can be of"
    )
    return {(plain(match["name"]), match["version"]) for _, match in matches if match}


def test_every_pin_is_listed_with_hashes_and_nothing_else_is():
    asked = pins("requirements.txt") | pins("constraints.txt")

    assert asked - set(locked()) == set(), "run `make lock`"
    assert set(locked()) - asked == set(), (
        "a version that no list of ours names: pin it in constraints.txt, run `make lock`"
    )
    assert all(locked().values())


def test_torchs_builds_for_cpus_are_among_those_that_may_come():
    ((version, hashes),) = [(version, hashes) for (name, version), hashes in locked().items() if name == "torch"]
    known = [line.split() for line in (ROOT / "torch-cpu.sha256").read_text(encoding="utf-8").splitlines()]

    assert {digest for digest, _ in known} < hashes
    assert {name for _, name in known} == {
        f"torch-{version}+cpu-cp{python}-cp{python}-manylinux_2_28_{machine}.whl"
        for python in (311, 312, 313, 314)
        for machine in ("x86_64", "aarch64")
    }


def test_setup_installs_from_the_lists_alone():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("$(VENV)/.ready:")[1].split("\n\n")[0]
    installs = re.findall(r"(?:\$\(INSTALL\)|pip install)[^|;]*", recipe)

    assert [
        one for one in installs if "--require-hashes" not in one and "--no-build-isolation --editable ." not in one
    ] == []
    assert {name for name in LISTS if any(name in one for one in installs)} == set(LISTS)
    assert "--no-deps --only-binary :all:" in makefile.split("WHEELS  :=")[1].split("\n")[0]
