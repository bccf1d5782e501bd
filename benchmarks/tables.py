"""Turn what was measured into tables, with the targets beside the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks import headline, stages
from benchmarks.compare import BASES, CRASH, FEEDBACK, FLOOR, FORKED, LEAN, LOOP, NBGRADER, OTTER, OURS, Comparison
from benchmarks.grid import Grid, seconds, times
from benchmarks.growth import WINDOW, Growth
from benchmarks.turns import FEW, LIMIT

LESS = 25  # times less processor time than the other tools: what we aim at
LESS_IN_ALL = {1: 1.2, 10: 6, 100: 18, 1000: 25}  # the same of a whole class, start-up included, by its size
FLOORS = 1.6  # times the floor, at most
ALIKE = 0.10  # memory of the last hundred against the second
SIZES = tuple(LESS_IN_ALL)


def comparison(found: Comparison) -> Grid:
    """What one more submission costs, with ratios."""
    grid = Grid(
        "One more submission",
        ["tool", "processor time", "beside ours", "wall clock", "beside ours", "before the first (processor)"],
        pictures=["comparison.png"],
    )
    ours, wall = found.marginal(OURS, "cpu"), found.marginal(OURS, "wall")
    for tool in found.tools():
        cpu, elapsed = found.marginal(tool, "cpu"), found.marginal(tool, "wall")
        start = "–" if tool in BASES or tool in LEAN else seconds(found.start_up(tool, "cpu"))
        grid.rows.append([tool, seconds(cpu), times(cpu / ours), seconds(elapsed), times(elapsed / wall), start])
    for tool, why in found.missing.items():
        grid.rows.append([tool, "not measured", "", "", "", ""])
        grid.notes.append(f"{tool}: {why}.")
    feedback = found.of(NBGRADER, FEEDBACK)
    if feedback:
        most = sorted(one.cpu for one in feedback)[len(feedback) // 2]
        grid.notes.append(
            f"nbgrader's figures are `nbgrader autograde` alone; its feedback pages are another command, {seconds(most)} for {feedback[0].students}, which isn't counted here. Ours include pages, marks and the gradebook."
        )
    grid.notes += [
        f"Medians of {found.rounds} rounds in turns, one grading process. What a larger class costs more, by how many more are in it; ours includes all ten kinds, nbgrader and otter grade {len(FEW)} of them in each round, our notebook as it is is run for one of them.",
        "The larger class repeats the ten kinds: of those who made the same mistake, ours draws the picture for their feedback pages once; where all mistakes differ, each costs some tens of milliseconds more.",
        "Floor: the same checks, metered ones too, called and judged in one warm process without any isolation. A process forked for each student adds what a fork copies and what its memory takes to be touched for the first time: whoever keeps students apart by processes pays at least that.",
    ]
    return grid


def by_size(found: Comparison) -> Grid:
    """What a submission costs in classes of several sizes, start-up shared among them."""
    grid = Grid("A submission's processor time, start-up included", ["tool", *(f"class of {size}" for size in SIZES)])
    ours = {size: found.per_submission(OURS, size) for size in SIZES}
    for tool in found.tools():
        if tool in BASES:
            continue
        each = {size: found.per_submission(tool, size) for size in SIZES}
        grid.rows.append([tool, *(f"{seconds(each[size])} ({times(each[size] / ours[size])})" for size in SIZES)])
    grid.notes.append(
        "Start-up and the cost of one more, as measured above, put together; ours of a class of 1 is graded by itself, for the ten kinds above have ten mistakes that are met for the first time. A class of 1,000 is graded for real below."
    )
    return grid


def targets(found: Comparison) -> Grid:
    """Each target beside what was measured."""
    grid = Grid("Targets", ["target", "measured", "met"])
    ours, floor = found.marginal(OURS, "cpu"), found.marginal(FLOOR, "cpu")
    others = [tool for tool in found.tools() if tool not in (OURS, *BASES)]
    for tool in others:
        ratio = found.marginal(tool, "cpu") / ours
        grid.rows.append([f"one more: at least {LESS}× less than {tool}", times(ratio), _yes(ratio >= LESS)])
    for tool in (tool for tool in others if tool not in LEAN):
        for size, least in LESS_IN_ALL.items():
            ratio = found.per_submission(tool, size) / found.per_submission(OURS, size)
            target = f"class of {size:,}: at least {least:g}× less than {tool}"
            grid.rows.append([target, times(ratio), _yes(ratio >= least)])
    grid.rows.append([f"one more: at most {FLOORS}× the floor", f"{ours / floor:.2f}×", _yes(ours / floor <= FLOORS)])
    loop = found.extra(OURS, LOOP, "cpu")
    if loop is not None:
        good = loop < 1.5 * LIMIT
        grid.rows.append([f"an endless loop costs its limit ({LIMIT:g} s) once", seconds(loop), _yes(good)])
    for tool in others:
        if found.marginal(tool, "cpu") / ours < LESS:
            bound = found.marginal(tool, "cpu") / floor
            grid.notes.append(
                f"{tool}: calling and judging the checks alone, with no isolation, takes {seconds(floor)}, so no engine that asks these checks in Python can be more than {times(bound)} as cheap; what isolation, integrity, records, pages and gradebook add is {seconds(ours - floor)}, see the stages below."
            )
    if ours / floor > FLOORS:
        forked = found.marginal(FORKED, "cpu")
        grid.notes.append(
            f"Beside the floor: {seconds(ours)} against {seconds(floor)}, and {seconds(forked)} where each student has a process ({forked / floor:.2f}×), which leaves {seconds(max(0.0, FLOORS * floor - forked))} for walls, wire, intake, integrity, records, pages and gradebook; the stages below say what they take."
        )
    return grid


def bad_ends(found: Comparison) -> Grid:
    """What an endless loop and a crash cost, and what comes of them."""
    grid = Grid(
        "An endless loop, and a crash",
        ["tool", "loop: wall", "loop: processor", "loop: points", "crash: wall", "crash: points"],
    )
    for tool in (OURS, NBGRADER, OTTER):
        if tool not in found.tools():
            continue
        loop, cpu, crash = (
            found.extra(tool, LOOP, "wall"),
            found.extra(tool, LOOP, "cpu"),
            found.extra(tool, CRASH, "wall"),
        )
        said = found.scores.get(tool, {})
        never = tool == OTTER
        grid.rows.append([
            tool,
            "never ends" if never else _cost(loop),
            "never ends" if never else _cost(cpu),
            _share(said.get("endless loop")),
            _cost(crash),
            _share(said.get("crash")),
        ])  # fmt: skip
    grid.notes += [
        f"One function never returns, or ends its process; the others are right. Limit {LIMIT:g} s for a call (ours) and for a cell (nbgrader); start-up is taken off. The crash was looked at once.",
        "otter-grader has no limit outside its containers: it was stopped by the benchmark. 'none': the tool gives the student no marks at all.",
    ]
    return grid


def marks(found: Comparison) -> Grid:
    """What each tool said of each kind of submission."""
    tools = [tool for tool in found.tools() if tool in found.scores]
    grid = Grid("Who found what: share of the points", ["submission", *tools])
    for kind in found.scores[OURS]:
        grid.rows.append(
            [kind, *(_share(found.scores[tool][kind]) if kind in found.scores[tool] else "" for tool in tools)]
        )
    grid.notes.append(
        "Empty: not graded by this tool in the benchmark. The floor has no integrity rules, nor their consequences."
    )
    return grid


def profile(taken: Mapping[str, Sequence[float]], floor: Mapping[str, float]) -> Grid:
    """Where a submission's processor time goes, beside what the same stage takes in the floor."""
    grid = Grid(
        "Where a submission's processor time goes, in milliseconds",
        ["stage", "grading process", "server", "sandboxed child", "all", "share", "floor"],
    )
    whole = sum(map(sum, taken.values()))
    for stage in stages.STAGES:
        parts = taken[stage]
        if sum(parts) > 0:
            row = [f"{1000 * part:.1f}" for part in (*parts, sum(parts))]
            least = f"{1000 * floor[stage]:.1f}" if stage in floor else ""
            grid.rows.append([stage, *row, f"{sum(parts) / whole:.0%}", least])
    sums = [*(sum(part) for part in zip(*taken.values(), strict=True)), whole]
    grid.rows.append(["all", *(f"{1000 * part:.1f}" for part in sums), "100%", f"{1000 * sum(floor.values()):.1f}"])
    grid.notes += [
        "Mean over the ten kinds, graded in one process with the stages' functions wrapped, which itself takes a little.",
        "A child that was just forked pays for each page of memory that it writes to for the first time: that, the wire and the settings put back before each call are what its calls cost more than the floor's.",
    ]
    return grid


def growth(found: Growth) -> Grid:
    """Time by number, and what larger classes would take."""
    cpu, wall = found.cpu_fit(), found.wall_fit()
    grid = Grid(
        f"{found.count:,} submissions, {found.workers} workers",
        ["", "processor time", "wall clock"],
        pictures=["time.png"],
    )
    grid.rows += [
        ["measured, all in all", _long(found.usage.cpu), _long(found.usage.wall)],
        ["a submission, by the fit", seconds(cpu.slope), seconds(wall.slope)],
        ["R² of the line", f"{cpu.r_squared:.5f}", f"{wall.r_squared:.5f}"],
        ["largest distance from the line", seconds(cpu.worst), seconds(wall.worst)],
    ]
    rest_cpu, rest_wall = found.usage.cpu - cpu.at(found.count), found.usage.wall - wall.at(found.count)
    for size in (10_000, 100_000):
        after = size / found.count
        grid.rows.append(
            [f"estimate for {size:,}", _long(cpu.at(size) + rest_cpu * after), _long(wall.at(size) + rest_wall * after)]
        )
    grid.notes += [
        f"Lines fitted to the time at which each record was on disk, and to {len(found.grading)} looks at the processor time of all processes; what comes after the last record (page, marks, gradebook) took {seconds(max(rest_wall, 0))} and is taken to grow in step.",
        f"Left behind afterwards: {'; '.join(found.left) if found.left else 'no process, mount, control group or temporary folder'}.",
    ]
    return grid


def memory(found: Growth) -> Grid:
    """Memory of each kind of process, early and late."""
    window = min(WINDOW, found.count // 3)
    grid = Grid(
        "Memory while grading",
        [
            "process",
            f"peak in submissions {window + 1}–{2 * window}",
            f"peak in the last {window}",
            "change",
            f"within {ALIKE:.0%}",
        ],
        pictures=["memory.png"],
    )
    for role in found.roles():
        early, late = found.peak(role, window + 1, 2 * window), found.peak(role, found.count - window, found.count - 1)
        if early and late:
            change = late / early - 1
            grid.rows.append([role, _mib(early), _mib(late), f"{change:+.1%}", _yes(abs(change) <= ALIKE)])
    grid.notes.append(
        "Resident memory of the largest process of its kind, shared pages included, looked at twice a second."
    )
    return grid


def distances(found: Mapping[str, float]) -> Grid:
    """The course's own headline."""
    grid = Grid(
        "Pairwise distances of 300 and 400 vectors, 128 dimensions",
        ["way", "here", "beside vectorized", "deck", "beside vectorized"],
    )
    vectorized, deck = found[headline.VECTORIZED], headline.DECK
    for way, taken in found.items():
        said = [seconds(deck[way]), times(deck[way] / deck[headline.VECTORIZED])] if way in deck else ["–", "–"]
        grid.rows.append([way, seconds(taken), times(taken / vectorized), *said])
    for way, least in headline.AT_LEAST.items():
        ratio = found[way] / vectorized
        grid.notes.append(
            f"{way}: the deck says about {least}×, here {times(ratio)}: {'at least that' if ratio >= least else 'less'}."
        )
    grid.notes.append(
        "The deck's first way walks through the arrays' own elements. On lists, as our notebook does it, pure Python meets floats instead of NumPy's numbers and is several times as fast, so the ratio is smaller; wall clock, with NumPy's own threads, as in the notebook."
    )
    return grid


def accounting(wanted: float, got: float) -> Grid:
    """Why the processor times can be believed: students' functions use a known amount, and the command's figure rises by as much."""
    grid = Grid("Is all processor time counted?", ["", "seconds"])
    grid.rows += [
        ["students' functions use, in the sandbox", f"{wanted:.2f}"],
        ["the command's figure rises by", f"{got:.2f} ({got / wanted:.1%})"],
    ]
    grid.notes.append("A command's figure is what the kernel adds up over every process below it, orphans included.")
    return grid


def agreement(found: Comparison) -> Grid:
    """How far two ways of counting processor time agree."""
    grid = Grid("Two ways of counting", ["largest difference in all runs"])
    off = found.disagreement()
    grid.rows.append(["no control groups here to count with" if off is None else f"{off:.2%}"])
    grid.notes.append(
        "The processes' own times, as parents collect them, against a control group's account of the same processes."
    )
    return grid


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.0%}"


def _cost(value: float | None) -> str:
    return "lost in noise" if value is None or value < 0 else seconds(value)


def _yes(good: bool) -> str:
    return "yes" if good else "no"


def _mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


def _long(value: float) -> str:
    if value < 120:
        return seconds(value)
    return f"{value / 60:.1f} min" if value < 7200 else f"{value / 3600:.1f} h"


def compared(found: Comparison) -> list[Grid]:
    """All tables of the comparison."""
    return [comparison(found), by_size(found), targets(found), bad_ends(found), marks(found)]
