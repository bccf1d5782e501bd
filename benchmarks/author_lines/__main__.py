"""Print the table."""

from __future__ import annotations

from benchmarks.author_lines import EXAMPLES, TOOLS, count

print(f"| assignment | notebook.py | this kit, all files | {' | '.join(TOOLS)} |\n|---|---|---|---|---|")
for path in sorted(EXAMPLES.glob("*/notebook.py")):
    lines = count(path.parent.name)
    print(f"| {path.parent.name} | {' | '.join(str(one) for one in lines.values())} |")
