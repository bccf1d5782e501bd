"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Machines are busy and slow: an example that takes long is no failure, and the same examples are tried each time.
settings.register_profile("kit", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=2_000)  # pytest --hypothesis-profile=deep
settings.load_profile("kit")

_configs: list[pytest.Config] = []


def pytest_configure(config: pytest.Config) -> None:
    """Remember the run."""
    _configs.append(config)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name a failure at once: a run that is killed later has told it already."""
    if report.failed:
        for terminal in filter(None, (config.pluginmanager.get_plugin("terminalreporter") for config in _configs)):
            crash = getattr(report.longrepr, "reprcrash", None)
            why = str(crash.message if crash else report.longreprtext).strip().splitlines()[:1]
            terminal.write_line(f" failed in {report.when}: {report.nodeid}: {''.join(why)}")
