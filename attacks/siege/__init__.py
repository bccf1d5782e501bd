"""An attacker that never stops: hand-ins put together from primitives, each graded through the real way in, and asked what it gained.

Comes in: how many, which seed, which levels. Goes out: a table of what was tried and what gained a point, a byte or a second. Nobody imports
it but tests; `python -m attacks.siege` runs it in the command's process and in workers of its own, and students' text in sandboxes alone.

    ways to get (names, work, spoils) × places to hide (places) × ways to send (spoils) × questions × levels
      ─generate→ HandIn ─field→ what was gained ─campaign→ counts, and a file for each gain in attacks/corpus/siege/

Whatever gained once is kept there and is tried first in the next siege, so the corpus only grows.
"""
