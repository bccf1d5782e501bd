"""Folders for as long as something lasts, below TMPDIR: all that the kit makes there is made here, in one way.

Comes in: what one is for. Goes out: a folder of this user's alone, which goes when its block is left; and when its process was killed, as soon as
the next one is made, by whichever command. Anybody may import it; it imports nothing of ours.
"""

from autograder.temporary.folders import folder, make, remove, remove_left_by
from autograder.temporary.trees import remove_tree

__all__ = ["folder", "make", "remove", "remove_left_by", "remove_tree"]
