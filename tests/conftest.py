"""What all tests share."""

from __future__ import annotations

import gc
import os
import signal
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

import autograder.authoring  # noqa: F401 - before Jupyter's libraries: it spares them a second each process
from tests.fixtures import order, shared_process, warm_notebooks

if TYPE_CHECKING:
    from autograder.sandbox.outside import Sandbox
    from tests.fixtures.ancestor import ReadyAncestor

# Machines are busy and slow: an example that takes long is no failure, and the same examples are tried each time.
settings.register_profile("kit", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=2_000)  # pytest --hypothesis-profile=deep
settings.load_profile("kit")

_configs: list[pytest.Config] = []
_begun: list[socket.socket] = []
_seconds: dict[str, list[float]] = {}  # file → tests that ran, seconds


@pytest.fixture(scope="session")
def _one_ancestor() -> Iterator[ReadyAncestor]:
    from tests.fixtures.ancestor import ReadyAncestor

    with ReadyAncestor(is_shared=True) as started:
        started.begin()  # here, for it dies with the thread that started it
        yield started


@pytest.fixture(scope="session")
def sandbox(_one_ancestor: ReadyAncestor) -> Iterator[Sandbox]:
    """A warm sandbox of this machine's best level, for all who only put questions: starting one takes seconds."""
    from autograder.sandbox.outside import Sandbox

    with Sandbox.start(least_level=1, waiting=_one_ancestor.waiting_server()) as started:
        yield started


@pytest.fixture
def forked_notebooks() -> Iterator[None]:
    """Have source notebooks run in forked processes, as those of `shared_ancestor` do: for tests of what comes of a run."""
    with warm_notebooks.forked():
        yield


@pytest.fixture(scope="module")
def shared_ancestor(_one_ancestor: ReadyAncestor) -> Iterator[None]:
    """Have all pools and sandboxes of a file forked by one process, as one command has for all its assignments: each would import the libraries for seconds."""
    from tests.fixtures.ancestor import lent

    with lent(_one_ancestor):
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Remember the run, and let it and all that it starts hear Ctrl-C: a shell has what it runs in the background ignore it."""
    _configs.append(config)
    if shared_process.RUN not in os.environ:
        _begun.append(shared_process.begin())
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure() -> None:
    """End what the processes of this run share."""
    while _begun:
        shared_process.end(_begun.pop())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage while thousands of tests are collected, which stay: a third of its time; nor among them later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, in every process alike."""
    told = getattr(config, "workerinput", {}).get(order.CACHE)
    items[:] = order.longest_first(items, _known(config) if told is None else told)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process what is known, for another run may write it meanwhile, and whether somebody named a place for temporary folders."""
    node.workerinput[order.CACHE] = _known(node.config)
    node.workerinput["basetemp"] = node.config.option.basetemp


def _known(config: pytest.Config) -> dict[str, list[float]]:
    cache = getattr(config, "cache", None)  # there is none with -p no:cacheprovider
    return dict(cache.get(order.CACHE, {})) if cache else {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remember how long each file took."""
    cache = getattr(session.config, "cache", None)
    if cache and not hasattr(session.config, "workerinput"):
        cache.set(order.CACHE, order.updated(_known(session.config), _seconds))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name a failure at once: a run that is killed later has told it already."""
    took = _seconds.setdefault(order.file_of(report.nodeid), [0, 0.0])
    took[0] += report.when == "call"
    took[1] += report.duration
    if report.failed:
        for terminal in filter(None, (config.pluginmanager.get_plugin("terminalreporter") for config in _configs)):
            crash = getattr(report.longrepr, "reprcrash", None)
            why = str(crash.message if crash else report.longreprtext).strip().splitlines()[:1]
            terminal.write_line(f" failed in {report.when}: {report.nodeid}: {''.join(why)}")
