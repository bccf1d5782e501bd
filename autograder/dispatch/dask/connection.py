"""Reach a cluster: a scheduler that runs already, or one of our own with workers that Slurm starts. Who reaches a scheduler can run code
on every node of it, so beyond this machine it takes TLS.

Comes in: what the command line said. Goes out: a connected dask client.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from autograder import temporary
from autograder.errors import GradingError

SECONDS = 30.0  # for reaching a scheduler
_OWN_FOLDER = (  # what a job's script begins with; it outlives its worker by as long as removing takes
    "own=$(mktemp -d /tmp/autograder-job-XXXXXXXXXX) || exit 1",
    "trap 'rm -rf \"$own\"' EXIT; trap 'exit 143' TERM",
)


@dataclass(frozen=True, slots=True)
class Slurm:
    """What to ask Slurm for."""

    jobs: int = 1
    cores: int = 4  # of each job: one grading process on each
    memory: str = "16GB"  # of each job
    walltime: str = "04:00:00"
    queue: str | None = None
    options: tuple[str, ...] = ()  # further #SBATCH lines
    gpu: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the scheduler is, or what Slurm is asked for."""

    address: str = ""
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    slurm: Slurm | None = None

    @property
    def name(self) -> str:
        """The cluster in words."""
        return self.address or "the Slurm cluster"

    @property
    def expected(self) -> int:
        """How many nodes will come at least."""
        return self.slurm.jobs if self.slurm else 1


def chosen(address: str, tls: tuple[Path | None, Path | None, Path | None], slurm: Slurm | None) -> Cluster | None:
    """Return what the command line asks for; None for this machine alone."""
    if address and slurm:
        raise GradingError(found="--cluster and --slurm are two ways to the same thing", fix="Give one of them.")
    if not address and not slurm:
        if any(tls):
            raise GradingError(found="--tls-ca, --tls-cert and --tls-key speak of a cluster", fix="Give --cluster too.")
        return None
    return Cluster(address, *tls, slurm=slurm)


def demand_installed(cluster: Cluster) -> None:
    """Say in one sentence what to install, when it isn't."""
    try:
        import distributed  # noqa: F401

        if cluster.slurm:
            import cryptography  # noqa: F401
            import dask_jobqueue  # noqa: F401
    except ImportError as error:
        raise GradingError(
            found=f"grading on a cluster needs a package that isn't installed ({error.name})",
            fix="Run: pip install '.[cluster]'",
        ) from error


def doubts(cluster: Cluster) -> str:
    """Return a warning about an address without TLS, "" when there is nothing to say; raises GradingError for one that may not be used."""
    if cluster.slurm or not cluster.address:
        return ""
    parts = urlsplit(cluster.address)
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        raise GradingError(
            found=f"'{cluster.address}' is no scheduler's address",
            fix="Write it as tls://host:8786 or tcp://host:8786.",
        )
    if parts.scheme == "tls":
        if not (cluster.ca and cluster.cert and cluster.key):
            raise GradingError(found="tls:// needs three files", fix="Give --tls-ca, --tls-cert and --tls-key.")
        for path in (cluster.ca, cluster.cert, cluster.key):
            if not path.is_file():
                raise GradingError(found=f"{path} doesn't exist", fix="Give the PEM files that the scheduler uses too.")
        return ""
    return _without_tls(parts.hostname)


def _without_tls(host: str) -> str:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise GradingError(
            found=f"there is no machine called {host} ({error.strerror})", fix="Check --cluster."
        ) from error
    addresses = [ipaddress.ip_address(str(text).split("%")[0]) for text in found]
    if all(address.is_loopback for address in addresses):
        return ""
    if all(address.is_private for address in addresses):
        return (
            f"Warning: without TLS, who reaches {host} can read hidden checks and run code on every node; "
            "use tls://, or a network that nobody else is on."
        )
    raise GradingError(
        found=f"{host} is on a public network, and tcp:// would let anyone there run code on every node",
        fix="Use tls:// with --tls-ca, --tls-cert and --tls-key; docs/clusters.md says how.",
    )


@contextmanager
def connected(cluster: Cluster, shared: Path) -> Iterator[Any]:
    """Yield a client; `shared` is a directory that Slurm's nodes see too, for the credentials of this run."""
    demand_installed(cluster)
    import distributed

    # what it would log is raised too, and said
    logging.getLogger(distributed.client.__name__).setLevel(logging.CRITICAL)
    start: Any = distributed.Client
    if cluster.slurm is None:
        try:
            _demand_scheduler(cluster)
            client = start(cluster.address, security=_security(cluster), timeout=SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            why = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
            raise GradingError(
                found=f"no scheduler answers at {cluster.address} ({why[:200]})",
                fix="Start it, or check the address and TLS.",
            ) from error
        with client:
            yield client
        return
    with slurm_cluster(cluster.slurm, shared) as farm, start(farm, timeout=SECONDS, set_as_default=False) as client:
        _try_script(farm.job_script())
        farm.scale(jobs=cluster.slurm.jobs)
        yield client


def _try_script(script: str) -> None:
    """Ask Slurm whether it would take the job: a wrong partition is better heard of now than waited for."""
    try:
        tried = subprocess.run(
            ["sbatch", "--test-only"], input=script, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise GradingError(found="there is no sbatch here", fix="Run it on a login node of the cluster.") from error
    except subprocess.TimeoutExpired as error:
        raise GradingError(found=f"sbatch doesn't answer within {SECONDS:.0f} s", fix="Try sinfo.") from error
    if tried.returncode:
        said = tried.stderr.strip().splitlines()
        raise GradingError(found=f"Slurm would not take the job ({said[-1][:300] if said else 'it gives no reason'})")


@contextmanager
def slurm_cluster(slurm: Slurm, shared: Path, **more: Any) -> Iterator[Any]:
    """Have a scheduler here whose workers are Slurm jobs; TLS with credentials made for this run, which end with it.

    `.job_script()` is what sbatch gets. Dask puts its folders for scratch at the head of sys.path, and takes the one in /tmp that is there,
    whoever made it: so the scheduler and each job have one that nobody else may enter. On CPUs each core has a dask worker process of its own.
    With a GPU there is one per job, since it shares the job's GPUs out among its grading processes.
    """
    import dask_jobqueue

    start: Any = dask_jobqueue.SLURMCluster  # type: ignore[attr-defined, unused-ignore]
    with (
        temporary.folder("dask") as place,
        start(
            queue=slurm.queue,
            cores=slurm.cores,
            processes=1 if slurm.gpu else slurm.cores,
            memory=slurm.memory,
            walltime=slurm.walltime,
            job_extra_directives=list(slurm.options),
            job_name="autograder",
            python=f"{shlex.quote(sys.executable)} -I",  # a job starts in the folder of whoever called us: nothing there is imported
            security=True,
            shared_temp_directory=str(shared),
            job_script_prologue=_OWN_FOLDER,
            local_directory='"$own"',
            # the dashboard has no password
            scheduler_options={"dashboard_address": "127.0.0.1:0", "local_directory": str(place)},
            **more,
        ) as farm,
    ):
        yield farm


def _demand_scheduler(cluster: Cluster) -> None:
    """Raise OSError unless a dask scheduler answers: a Client that meets another service, or silence, never ends."""
    from distributed import comm

    talk: Any = comm
    security = _security(cluster)
    credentials = security.get_connection_args("client") if security else {}

    async def ask() -> None:
        reached = await asyncio.wait_for(talk.connect(cluster.address, timeout=SECONDS, **credentials), SECONDS + 1)
        reached.abort()

    try:
        asyncio.run(ask())
    except TimeoutError:
        raise OSError("what listens there says nothing") from None
    except MemoryError:  # dask takes a stranger's first words for a length
        raise OSError("what answers there is no scheduler of dask's; its dashboard has another port") from None


def _security(cluster: Cluster) -> Any:
    if not cluster.address.startswith("tls:"):
        return None
    import distributed

    security: Any = distributed.Security
    return security(
        tls_ca_file=str(cluster.ca),
        tls_client_cert=str(cluster.cert),
        tls_client_key=str(cluster.key),
        require_encryption=True,
    )
