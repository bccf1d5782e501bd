"""Which addresses are used, which are warned of, and what Slurm is asked for."""

from __future__ import annotations

import contextlib
import socket
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from autograder.dispatch.dask import connection
from autograder.dispatch.dask.connection import Cluster, Slurm, demand_installed, doubts, slurm_cluster
from autograder.errors import GradingError


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_this_machine_needs_no_tls(address):
    assert doubts(Cluster(address)) == ""


def test_a_private_network_without_tls_is_warned_of(monkeypatch):
    resolve_to(monkeypatch, "10.1.2.3")

    assert "run code on every node" in doubts(Cluster("tcp://head-node:8786"))


@pytest.mark.parametrize("addresses", [("93.184.216.34",), ("10.1.2.3", "93.184.216.34")])
def test_a_public_address_without_tls_is_refused(monkeypatch, addresses):
    resolve_to(monkeypatch, *addresses)

    with pytest.raises(GradingError, match=r"public network.*Use tls://"):
        doubts(Cluster("tcp://grading.example.org:8786"))


def test_tls_needs_its_three_files_and_they_must_exist(tmp_path):
    files = {name: tmp_path / f"{name}.pem" for name in ("ca", "cert", "key")}
    for name in ("ca", "cert"):
        files[name].write_text("PEM")

    with pytest.raises(GradingError, match="needs three files"):
        doubts(Cluster("tls://host:8786", ca=files["ca"]))
    with pytest.raises(GradingError, match=r"key.pem doesn't exist"):
        doubts(Cluster("tls://host:8786", **files))
    files["key"].write_text("PEM")
    assert doubts(Cluster("tls://host:8786", **files)) == ""


@pytest.mark.parametrize("address", ["host:8786", "http://host:8786", "tcp://", "ucx://host:1", "inproc://x"])
def test_what_is_no_address_is_said_to_be_none(address):
    with pytest.raises(GradingError, match="no scheduler's address"):
        doubts(Cluster(address))


def test_a_missing_package_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(GradingError, match=r"isn't installed \(distributed\). Run: pip install '.\[cluster\]'"):
        demand_installed(Cluster("tcp://127.0.0.1:8786"))


def script(shared: Path, **asked: object) -> list[str]:
    with slurm_cluster(Slurm(**asked), shared) as farm:  # type: ignore[arg-type]
        return str(farm.job_script()).splitlines()


def test_slurm_is_asked_for_what_the_command_line_says(tmp_path):
    lines = script(
        tmp_path, jobs=3, cores=8, memory="32GiB", walltime="01:30:00", queue="short", options=("--account=cs231",)
    )

    for wanted in ("-p short", "--cpus-per-task=8", "--mem=32G", "-t 01:30:00", "--account=cs231"):
        assert f"#SBATCH {wanted}" in lines
    (command,) = [line for line in lines if "dask_worker" in line]
    assert "--nworkers 8" in command
    assert "--nthreads 1 " in command
    assert command.startswith(sys.executable)


def test_nobody_else_may_enter_the_folders_that_dask_imports_from(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "dask-scratch-space").mkdir(mode=0o777)  # a neighbour's, who was there first
    (tmp_path / "shared").mkdir()

    with slurm_cluster(Slurm(), tmp_path / "shared") as farm:
        lines = str(farm.job_script()).splitlines()
        place = Path(farm.scheduler.local_directory).parents[1]
        mode = place.stat().st_mode & 0o777

    (at,) = [number for number, line in enumerate(lines) if "dask_worker" in line]
    assert '--local-directory "$own"' in lines[at]
    assert lines[at - 2].startswith("own=$(mktemp -d /tmp/") and lines[at - 1].startswith("trap")
    assert place.parent == tmp_path and mode == 0o700
    assert not place.exists()


def test_slurm_workers_talk_through_tls_with_credentials_that_only_this_user_can_read(tmp_path):
    with slurm_cluster(Slurm(), tmp_path) as farm:
        (command,) = [line for line in str(farm.job_script()).splitlines() if "dask_worker" in line]
        named = [Path(word) for word in command.split() if word.startswith(str(tmp_path))]
        modes = {path.stat().st_mode & 0o777 for path in named}
        address = farm.scheduler_address
        farm._job_ca_file.close(), farm._job_cert.close(), farm._job_key.close()

    assert address.startswith("tls://")
    assert len(named) == 3
    assert modes == {0o600}


def test_a_gpu_job_has_one_dask_worker_which_shares_the_gpus_out(tmp_path):
    lines = script(tmp_path, cores=8, gpu=True, options=("--gres=gpu:2",))

    assert "#SBATCH --gres=gpu:2" in lines
    assert "--nthreads 8" in next(line for line in lines if "dask_worker" in line)


@pytest.mark.parametrize(("first_words", "why"), [(b"SSH-2.0-OpenSSH_9.2\r\n", "no scheduler"), (b"", "says nothing")])
def test_another_service_at_the_address_is_told(tmp_path, monkeypatch, first_words, why):
    monkeypatch.setattr(connection, "SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as other:

        def speak() -> None:
            with contextlib.suppress(OSError):
                while True:
                    talks.append(other.accept()[0])
                    talks[-1].sendall(first_words)

        talks: list[socket.socket] = []
        threading.Thread(target=speak, daemon=True).start()
        cluster = Cluster(f"tcp://127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(GradingError, match=why), connection.connected(cluster, tmp_path):
            pass
