"""How fast the kit is, measured beside other tools, over a growing class, and stage by stage: `python -m benchmarks --help`."""
