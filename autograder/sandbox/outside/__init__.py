"""The examiner's side of the sandbox: start a server, get confined children from it, talk to them, end them.

Comes in: limits and plain requests. Goes out: plain replies and how a child ended. Runs in our own process, which never runs a student's
code and never forks. Imported by run, dispatch, the pipeline and the exporters that grade: what they use is here, and nothing here imports torch;
`conversation`, which does, is run's alone, and `doctor` is the command line's.
"""

from autograder.sandbox.outside.child_process import Child, Ending
from autograder.sandbox.outside.deadlines import Deadline
from autograder.sandbox.outside.forked import Ancestor, ForkedProcess, NotForked
from autograder.sandbox.outside.sandbox import Sandbox
from autograder.sandbox.outside.server_process import WaitingServer
from autograder.sandbox.server.readable_paths import nvidia_nodes
from autograder.sandbox.server.syscalls import die_with_parent

__all__ = [
    "Ancestor",
    "Child",
    "Deadline",
    "Ending",
    "ForkedProcess",
    "NotForked",
    "Sandbox",
    "WaitingServer",
    "die_with_parent",
    "nvidia_nodes",
]
