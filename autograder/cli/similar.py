"""The verb `similar`: who hands in alike beyond what the exercise makes likely, as a table, as pages, for other tools."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from autograder.cli.options import Json, Name, Out, Root, course_root, results_folder
from autograder.cli.tables import err, out, print_json
from autograder.similar import Tool


def similar(
    name: Name,
    former: Annotated[
        list[Path] | None,
        typer.Option(
            help="A former year's results folder, or its hand-ins as grade takes them: compared too; may be repeated."
        ),
    ] = None,
    given: Annotated[
        list[Path] | None,
        typer.Option(help="Other code that students were given: a notebook, a module, a folder; may be repeated."),
    ] = None,
    least: Annotated[float, typer.Option(min=0.05, max=1.0, help="The least share of a pair that is listed.")] = 0.5,
    to: Annotated[
        tuple[Tool, Path] | None,
        typer.Option(help="Write what Dolos or JPlag reads into a new folder, and compare nothing: --to dolos DIR."),
    ] = None,
    out_dir: Out = None,
    root: Root = None,
    as_json: Json = False,
) -> None:
    """Tell who hands in alike, on pages in results/NAME/similar/. Example: autograder similar knn --former ../2025/results/knn"""
    from autograder.course import settings
    from autograder.people import groups, roster
    from autograder.results import record
    from autograder.results.folder import Folder
    from autograder.similar import former as former_years
    from autograder.similar import hand_ins, known, other_tools

    course = course_root(root)
    results = results_folder(out_dir, course, name)
    folder = Folder(results)
    if not results.is_dir():
        settings.find(name, course)  # a wrong name is told before a missing folder
    folder.demand_records(name)
    own = course / "assignments" / name
    title = settings.of_assignment(own).title if own.is_dir() else name
    others, left_out = former_years.read(name, course, former or ())
    if to:
        records = record.load_all(results)
        for sentence in (*hand_ins.unread(records), *left_out):
            err.print(escape(sentence))
        everybody = (*hand_ins.of_records(records), *others)
        out.print(escape(other_tools.write(*to, everybody, known.given_code(name, course, given or ()))))
        return
    from autograder.similar import behaviour, pages, pairs  # they read what was answered, and take torch for it

    texts_known = known.read(name, course, given or ())
    with folder.alone():
        records = record.load_all(results)
        teams = [one.members for one in groups.of_roster(roster.expected(folder, course))]
        class_ = hand_ins.of_records(records)
        values, without = behaviour.read(folder, records)
        same = behaviour.compare(values)
        found = pairs.compare(class_, others, texts_known, groups=teams, answered=same, least=least)
        found = replace(found, unread=(*found.unread, *hand_ins.unread(records), *without, *left_out))
        page = pages.write(results, title, found, settings.of_course(course).language)
    for sentence in found.unread:
        err.print(escape(sentence))
    if as_json:
        print_json([pair.as_json() for pair in found.pairs])
        return
    table = Table(
        "One", "Other", "Text", "Answers", "Questions", title=f"{name}: alike beyond what the exercise makes likely"
    )
    for pair in found.pairs:
        table.add_row(
            escape(pair.one.label),
            escape(pair.other.label),
            f"{pair.text:.0%}",
            f"{pair.behaviour:.0%}" if pair.same else "–",
            escape(", ".join(pair.questions)),
        )
    out.print(table if found.pairs else "No two submissions share more than the exercise makes likely.")
    out.print(f"Side by side: {escape(str(page))}")
