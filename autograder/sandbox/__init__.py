"""Run untrusted code where it can hurt nobody and learn nothing, and get plain values back.

Theory of operation
-------------------
Three processes take part, and each has a folder here. The *examiner* (`outside`) knows the assignment, the hidden inputs and the expected
answers; it never forks. The *server* (`server`) is started by it as a fresh program with a clean environment, or was forked beside it from
the *ancestor* (ancestor.py), which is one for a whole run and holds nothing but libraries. It imports torch, numpy and matplotlib, computes nothing, knows no secret, and reads nothing that a student wrote. A *child* (`inside`) is forked from it for each
submission, or each part of one: it holds the student's code and nothing else worth having. Hidden inputs reach it one at a time, after the
fork; answers leave it as numbers. So a student who takes over the whole child, its memory included, has won nothing but the inputs of the
calls made so far, and can still score only by answering.

    examiner ──control socket──▶ server            orders.py: to fork, to reap; both ends are ours
        │                          └─fork─▶ child    confined, then proven, then student code
        └──────────channel─────────────────▶│       autograder.wire: frames of plain values; the other end is hostile
                 ◀─────────output pipe──────┘       what it prints: counted, kept, never parsed

What each may import and open:

    examiner    `outside`, and of `server` what names paths, layers and system calls; never `inside`. Opens whatever its user may
    ancestor    libraries, `orders`; no file but theirs. What it forks closes every descriptor that isn't its own
    server      `server`, `inside`, `levels`, `orders`, `ancestor`; never `outside`. From level 2 on it sees no file but those of readable_paths.py
    child       `inside`, `autograder.wire`, `frames`, `model`, `errors`; never `outside` or `server`. Reads the files of readable_paths.py: Python,
                its packages, the system's libraries, and of this package what the server and the child import; writes its scratch alone

The walls around a child are layers, each of which can be had or missing by itself:

    limits      resource limits: processor time, file sizes, descriptors, memory where no cgroup counts it
    landlock    files: reading the interpreter, packages and system libraries, writing the own scratch directory, nothing else
    seccomp     system calls: an allowlist. No sockets, no new processes, no signals to others, no debugging, no new namespaces
    namespaces  what isn't needed isn't there: own pids, mounts, network, ipc and host name; a scratch bounded in bytes and files
    uid         a uid that no other submission and no account has
    cgroup      memory (no swap) and processes counted over everything that the child does

What they amount to is the sandbox's level, which every record carries (levels.py has the table, and what each level promises):

    0  limits only: against accidents, never for grades
    1  + Landlock and seccomp: contents of files and results are safe; names and sizes of files may leak
    2  + namespaces: names too; no survivors; disk bounded
    3  + own uid and cgroup: memory, processes and time bounded as a whole

Every child that is not confined looks like one that is, until an attack succeeds. So, once confined, each tries a list of things that must
fail (server/canaries.py), and no student code is sent to a child in which one succeeds: the sandbox fails, nobody loses a point.

A child ends by SIGKILL through a pidfd, never by its number, which could be another's by now. When it is the first process of a pid
namespace, everything that it started dies with it; below level 2 seccomp lets it start nothing. What is left in a scratch directory on disk
is removed by descriptor, without following a path that a student could have laid.

Deadlines are the caller's: it kills. They count the child's own time, which the kernel tells from outside: what it computes and sleeps, not
what it waits for on a busy machine (outside/deadlines.py). The wall clock is a wide backstop; who is stopped by it, or is ended for want of
memory below its own limit, lacked something of the machine's, and that is nobody's fault here. A child's exit status and output are never believed.

Where to read on: ancestor.py and outside/forked.py; outside/sandbox.py (the examiner's side), server/main.py, server/confine.py (the order of the walls), server/canaries.py;
then one module a wall: landlock, seccomp, namespaces, readable_paths in `server`, cgroup in `outside`. Inside: main.py.
"""
