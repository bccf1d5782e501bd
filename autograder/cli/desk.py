"""The verb that opens the desk: one local web page for all that a person has to do."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from autograder.cli.options import Root, course_root
from autograder.cli.tables import err


def desk(
    name: Annotated[str, typer.Argument(help="The assignment to begin with; default: the whole course.")] = "",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Default: 8765, or the first free one after it; 0: any.")
    ] = None,
    listen: Annotated[
        str,
        typer.Option(
            help="The address to listen at; another one than this machine's own is for a proxy that lets only graders in."
        ),
    ] = "127.0.0.1",
    origin: Annotated[
        list[str] | None,
        typer.Option(help="How a proxy's visitors call the desk, such as https://desk.example.org; may be repeated."),
    ] = None,
    root: Root = None,
) -> None:
    """Open the desk: mark written answers, see who waits, decide. Example: autograder desk knn"""
    from autograder.course import settings
    from autograder.desk import server

    folder = course_root(root)
    if name:
        settings.find(name, folder)
    left = server.run(
        folder,
        page=f"&to={name}" if name else "",
        port=port,
        host=listen,
        origins=origin or (),
        language=settings.of_course(folder).language,
        say=lambda line: print(line, flush=True),
    )
    for sentence in left:
        err.print(escape(f"Not up to date yet: {sentence}"))
