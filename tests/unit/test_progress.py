"""How far it has come is told on a terminal, and where nobody listens, nothing is."""

from __future__ import annotations

import io

from rich.console import Console

from autograder.progress import Progress


def test_sentences_are_printed_as_they_are():
    file = io.StringIO()
    progress = Progress(Console(file=file, width=80))

    progress.say("tcp://[red]host[/red] is refused")
    with progress.bar("Grading knn", 2) as bar:
        bar.say("2022000001: rejected: [bold]")
        bar.advance()
        bar.expect(1)

    assert "tcp://[red]host[/red] is refused" in file.getvalue()
    assert "2022000001: rejected: [bold]" in file.getvalue()


def test_without_a_console_nothing_is_said(capsys):
    progress = Progress()

    progress.say("anything")
    with progress.bar("Grading knn", 1) as bar:
        bar.advance()

    assert capsys.readouterr() == ("", "")
