"""Foreign programs read what the server answers. How it is run: scripts/clients."""

import os
from pathlib import Path

import pytest

from support import Server


@pytest.fixture(scope="session")
def program():
    return Path(os.environ["DESMIGRATIF_BIN"]).resolve()


@pytest.fixture(scope="session")
def data():
    return Path(os.environ["DESMIGRATIF_DATA"]).resolve()


@pytest.fixture(scope="session")
def server(program, data, tmp_path_factory):
    running = os.environ.get("DESMIGRATIF_URL")
    if running:
        yield Server(running.rstrip("/"), program, data)
        return
    server = Server.start(program, data, tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


def pytest_terminal_summary(terminalreporter):
    """`make test` counts these lines: a test that could not look has not passed."""
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"skipped: {reason}")
