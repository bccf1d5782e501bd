"""Find the column of an LMS's table that is the assignment's, or add it, and compare what its marks are out of.

Comes in: the table, its layout, and how the assignment or the column is called. Goes out: the column's place, and what whoever exports should
hear of it. Where it isn't sure which column is ours, a DecisionNeeded.
"""

from __future__ import annotations

from autograder.conventions.plurals import counted
from autograder.errors import DecisionNeeded, GradingError, UsageError, nearest
from autograder.export import number_cells
from autograder.export.exact_table import ExactTable
from autograder.export.layouts import Layout, ignored_by_canvas, is_percentage, is_points_possible, total_points
from autograder.results import csv_files
from autograder.untrusted_text import for_message


def find(layout: Layout, table: ExactTable, title: str, column: str, most: float) -> tuple[int, tuple[str, ...]]:
    """Find our column, or add it; returns its place, and notes. Raises DecisionNeeded, UsageError for a column that isn't there, and GradingError for a file whose columns aren't known."""
    seen = ", ".join(f"'{for_message(cell.strip())}'" for cell in table.head if cell.strip())
    names = frozenset(one for group in layout.names for one in group)
    if not layout.first_is_lms and not layout.columns(table.head, layout.lms | layout.school | layout.login | names):
        raise GradingError(
            found=f"no column that is known of {layout.name}'s file says who a row is about (it has {seen})",
            fix=f"Set your language in {layout.name} to English, and download the file again.",
        )
    places = layout.mark_columns(table.head, column or title)
    notes = []
    if len(places) > 1:
        named = ", ".join(f"'{for_message(table.head[place].strip())}'" for place in places)
        raise DecisionNeeded(
            found=f"several columns of the {layout.name} file may be the assignment's: {named}",
            fix="Name one with --column, by its whole heading or its id. Nothing was written.",
        )
    if not places and not column:
        new = " or a new one" if layout.can_add else ""
        raise DecisionNeeded(
            found=f"the {layout.name} file has no column for '{title}' (it has {seen})",
            fix=f"Name its column{new} with --column TITLE, or make the assignment in {layout.name} with this title and download "
            "the file again. Nothing was written.",
        )
    if not places and layout.is_about_people(column):
        raise UsageError(
            found=f"'{for_message(column)}' is a column of {layout.name}'s own, not one for marks",
            fix="Name the assignment's column with --column.",
        )
    if not places and not layout.can_add:
        near = nearest(column, [cell.strip() for cell in table.head if not layout.is_about_people(cell)])
        raise UsageError(
            found=f"the {layout.name} file has no column '{column}', and would not take a new one",
            fix=f"Did you mean '{near}'?" if near else "Name one of its columns with --column.",
        )
    if places:
        place = places[0]
    else:
        place = table.add_column(column)
        for number in (number for number, row in enumerate(table.rows) if number and is_points_possible(row)):
            table.put(number, place, csv_files.number(most))
        notes.append(f"'{for_message(column)}' is a new column: Canvas will ask whether to make an assignment of it")
    if layout.name == "Canvas" and ignored_by_canvas(table.head[place]):
        notes.append(f"Canvas ignores a column called '{for_message(table.head[place])}': rename the assignment there")
    return place, tuple(notes)


def check_points(layout: Layout, table: ExactTable, place: int, most: float) -> None:
    """Compare what the LMS's marks are out of, and read as, with the assignment's points; raises DecisionNeeded where they differ."""
    told = [total_points(table.head[place])] if layout.name == "Blackboard" else []
    most_at = layout.most_columns(table.rows, place)
    for row in table.rows[1:]:
        if len(row) >= len(table.head):
            told += [row[place].strip()] if is_points_possible(row) else []
            told += [row[at].strip() for at in most_at]
    for text in dict.fromkeys(told):
        if text.casefold() == "(read only)":
            raise DecisionNeeded(
                found=f"{layout.name} lets nobody write into '{for_message(table.head[place].strip())}' (it says '(read only)')",
                fix="Name another column with --column. Nothing was written.",
            )
        value = number_cells.value(text)
        if value is not None and abs(value - most) > number_cells.NEAR:
            raise DecisionNeeded(
                found=f"in {layout.name} the assignment is out of {counted(value, 'point')}, here out of {most:g}",
                fix="Make them equal, there or in assignment.toml, and download the file again. Nothing was written.",
            )
    if layout.name == "Blackboard" and is_percentage(table.head[place]) and abs(most - 100) > number_cells.NEAR:
        raise DecisionNeeded(
            found=f"Blackboard shows '{for_message(table.head[place].strip())}' in percent, and would read {counted(most, 'point')} as {most:g} %",
            fix="Set the column's primary display to Score there, and download the file again. Nothing was written.",
        )
