"""How large what travels may be: one table, for whoever writes and whoever reads.

What a child lets through as an answer always fits into a frame, but for texts that need more room in JSON than they have letters.
"""

# ---------------------------------------------------------------- frames

FRAME_BYTES = 256 << 20
HEADER_BYTES = 16 << 20
COMMAS = 1_000_000
"""In a header: bounds what parsing it can allocate."""

ARRAYS = 256
ITEMS = 200_000
"""Elements of all lists and tuples, and entries of all dicts, of one message."""

DEPTH = 32
TEXT = 1 << 20
"""Letters of one text."""

TYPE_NAME = 80
DEVICE_NAME = 32
AXES = 16
AXIS_LENGTH = 2**40
ARRAY_HEADER_BYTES = 1024
"""Of what describes one array in the body."""

# ---------------------------------------------------------------- replies, and the answers in them

ANSWER_ARRAYS = ARRAYS
ANSWER_ITEMS = ITEMS // 2
ANSWER_DEPTH = 24
ANSWER_TEXT = 10_000
"""Letters of one text; what follows is cut off."""

REPLY_HEADER_BYTES = 8 << 20
"""What a reply may have beside the bytes that assignment.toml gives its answer."""

TRACEBACK_LINES = 20
COUNT = 2**62
"""The most work that a reply can tell of."""
