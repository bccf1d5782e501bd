"""The command `autograder`, and `python -m autograder`, which Python begins with the current folder first on its path.

That folder may hold what strangers handed in, so before anything is imported it is taken off, with all that a PYTHONPATH of relative
folders adds. Until then nothing is imported but what Python has loaded before it looks at any folder; so no `from __future__` here.
What this can't close is in docs/security.md: a folder named `autograder` there runs in this package's place.

From then on Ctrl-C ends the command, wherever it meets it, with one sentence and status 130. SIGTERM and SIGHUP, which would end it at once, let it
put its things away first, its temporary folders and what runs below it, and then end it as they do.
"""

import atexit
import gc
import os
import sys

INTERRUPTED = 130
_ENDING = ("SIGTERM", "SIGHUP")
_SELDOM = (50_000, 20, 100)  # new objects after which Python looks for what is to be collected; imports make thousands
_SOON = 0.02  # seconds until what was lost is raised again


def _forget_current_folder() -> None:
    """Take the current folder off the path of imports, and what PYTHONPATH says relative to it."""
    told = os.environ.get("PYTHONPATH", "")
    relative = [part for part in told.split(os.pathsep) if not os.path.isabs(part)] if told else []  # noqa: PTH117
    if relative:
        sys.stderr.write(
            "autograder: PYTHONPATH names the current folder or one in it; nothing is imported from there.\n"
        )
    away = {os.path.realpath(part or os.curdir) for part in ("", *relative)}
    sys.path[:] = [part for part in sys.path if os.path.realpath(part) not in away]


class _Interrupts:
    """Ctrl-C and its like, which Python raises wherever the program is: where it is lost, it is raised again, and that it came is remembered.

    Python drops every exception of a finalizer and of a weak reference's callback, and each import ends with such a callback. So when it says
    that it dropped this one, a timer raises it anew. A library whose import was interrupted may raise an ImportError instead: `heard` tells.
    """

    def __init__(self) -> None:
        import signal

        self._signal = signal
        self._is_dropped = False
        self._others = sys.unraisablehook
        self.heard = False
        self.ended_by = 0  # SIGTERM or SIGHUP, if one came
        self.is_stopped = False  # and the command had to be stopped for it
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else who started us wants it ignored
            signal.signal(signal.SIGINT, self._interrupt)
        for name in _ENDING:
            if (number := getattr(signal, name, 0)) and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, self._end)
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._interrupt)
            sys.unraisablehook = self._dropped

    def _end(self, number: int, _: object) -> None:
        self.ended_by = number
        self._interrupt()

    def end_alike(self) -> None:
        """Have the signal that came to end this process do so, where one stopped it: last of all that is done."""
        if self.ended_by and self.is_stopped:
            self._signal.signal(self.ended_by, self._signal.SIG_DFL)
            os.kill(os.getpid(), self.ended_by)

    def _interrupt(self, *_: object) -> None:
        self.heard = True
        if self._is_dropped:
            return  # raised here it would be dropped once more; the timer comes back
        if hasattr(self._signal, "setitimer"):
            self._signal.setitimer(self._signal.ITIMER_REAL, 0)
        raise KeyboardInterrupt

    def _dropped(self, what: "sys.UnraisableHookArgs") -> None:
        """Take note of an exception that Python drops."""
        if not issubclass(what.exc_type, KeyboardInterrupt):
            self._others(what)
            return
        self._is_dropped = True
        self._signal.setitimer(self._signal.ITIMER_REAL, _SOON, _SOON)
        self._is_dropped = False


def main() -> None:
    """Run the command line."""
    try:
        _forget_current_folder()
    except FileNotFoundError:
        sys.stderr.write(
            "autograder: the current folder is gone. Change to one that is there, and run the command again.\n"
        )
        sys.exit(2)
    gc.set_threshold(*_SELDOM)
    interrupts = _Interrupts()
    atexit.register(interrupts.end_alike)  # before all others are registered, so done after all of them
    try:
        from autograder.cli import main as command_line

        command_line()
        return
    except SystemExit as end:
        if end.code in (None, 0) or not (interrupts.heard or end.code == INTERRUPTED):
            raise
    except KeyboardInterrupt:
        pass
    except Exception:
        if not interrupts.heard:
            raise
    finally:
        gc.freeze()  # Python looks through all there is once more before it ends: through torch for half a second
    interrupts.is_stopped = True
    if not interrupts.ended_by:
        sys.stderr.write("Stopped. The same command goes on where it was.\n")
    sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
