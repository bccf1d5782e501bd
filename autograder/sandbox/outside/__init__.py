"""The examiner's side of the sandbox: start a server, get confined children from it, talk to them, end them.

Comes in: limits and plain requests. Goes out: plain replies and how a child ended. Imported by run, dispatch and the exporters that grade.
Runs in our own process, which never runs a student's code and never forks.
"""

from autograder.sandbox.outside.child_process import Child, Ending
from autograder.sandbox.outside.sandbox import Sandbox

__all__ = ["Child", "Ending", "Sandbox"]
