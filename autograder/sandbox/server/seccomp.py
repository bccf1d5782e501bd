"""Say which system calls a submission may make: an allowlist, compiled in the server, loaded in the child.

Whatever isn't named here fails with ENOSYS, so a system call that is new tomorrow, or the x32 twin of one allowed, is refused; a foreign
architecture's numbering kills the process. clone3 hides its flags from filters: ENOSYS makes glibc fall back to clone.

seccompy compiles: it is pure Python, has the tables of x86_64 and aarch64, and its assembler is short enough to have been read.
(pyseccomp needs the system's libseccomp, and runs ldconfig and a compiler to find it, at import.)
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import TYPE_CHECKING

from autograder.sandbox.server import syscalls

if TYPE_CHECKING:
    from seccompy import Filter

MACHINES = ("x86_64", "aarch64")

_FILES = """
    read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range dup dup2 dup3 pipe pipe2
    open openat openat2 creat stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents getdents64
    getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat truncate ftruncate
    fallocate fsync fdatasync copy_file_range sendfile umask statfs fstatfs
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
    recvfrom shutdown getsockname getpeername getsockopt
"""
_MEMORY = "mmap munmap mprotect brk msync membarrier"
_THREADS = """
    set_robust_list get_robust_list set_tid_address rseq sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min getpriority getcpu arch_prctl restart_syscall exit exit_group wait4 waitid
"""
_SIGNALS = """
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pause alarm getitimer setitimer
    signalfd4 timer_create timer_settime timer_gettime timer_getoverrun timer_delete timerfd_create timerfd_settime timerfd_gettime
"""
_SELF = """
    getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgid getpgrp getsid getrlimit setrlimit
    times time gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep uname getrandom capget
"""
ALLOWED = f"{_FILES} {_MEMORY} {_THREADS} {_SIGNALS} {_SELF}"

DENIED = """
    execve execveat fork vfork unshare setns mount umount2 pivot_root chroot ptrace process_vm_readv process_vm_writev pidfd_open
    pidfd_getfd pidfd_send_signal memfd_create connect bind listen accept accept4 sendmsg recvmsg keyctl add_key request_key tkill rt_sigqueueinfo
    rt_tgsigqueueinfo setpriority ioprio_set sched_setscheduler sched_setattr sched_setparam setuid setgid setreuid setregid setresuid
    setresgid setgroups capset chown fchown lchown fchownat mknod mknodat shmget shmat semget msgget mq_open personality
    getrusage sysinfo
"""
# Refused with EPERM, which libraries and people understand better than ENOSYS.

PRETENDED = "chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat flock sync syncfs fadvise64 readahead"
# Succeed and do nothing: Landlock doesn't restrict them, a lock on a shared file is a channel, as is what the kernel keeps of it in memory,
# and shutil.copy wants them to work.

UNSUPPORTED = """
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
"""

FOR_CUDA = "mlock munlock get_mempolicy set_mempolicy mbind mincore sched_setscheduler getrusage sysinfo"
# What the CUDA driver asks for beyond this, from its documentation and reports: not run on a GPU.

_NAMESPACES = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)  # any CLONE_NEW…
_CLONE_THREAD = 0x10000
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPE, _MSG_OOB = 1, 1, 0xF, 1
_MAP_SHARED_ANONYMOUS, _MAP_HUGETLB, _MAP_GROWSDOWN = 0x21, 0x40000, 0x100
_TERMINAL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX
_TYPE_AHEAD = (0x5412, 0x541C)  # TIOCSTI TIOCLINUX
_FCNTL = (
    0,
    1,
    2,
    3,
    4,
    1030,
    1032,
    1034,
)  # F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_DUPFD_CLOEXEC F_GETPIPE_SZ F_GET_SEALS
_FCNTL_LOCKS = (
    5,
    6,
    7,
    12,
    13,
    14,
    36,
    37,
    38,
)  # F_GETLK F_SETLK F_SETLKW, their 64-bit twins, F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW
_MADVICE = (0, 1, 2, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19)
# NORMAL RANDOM SEQUENTIAL DONTNEED FREE DONTFORK DOFORK HUGEPAGE NOHUGEPAGE DONTDUMP DODUMP WIPEONFORK KEEPONFORK: of the caller's own memory
_WILLNEED = 3
_SHARED_WAITS = (0, 9)  # FUTEX_WAIT FUTEX_WAIT_BITSET
_SHARED_LOCKS = (6, 8, 11, 13)  # FUTEX_LOCK_PI FUTEX_TRYLOCK_PI FUTEX_WAIT_REQUEUE_PI FUTEX_LOCK_PI2
# in a clock's number: whether it counts somebody's time, and a thread's
_KIND_OF_CLOCK, _OF_A_PROCESS = 0x80000004, 0x80000000
_CLOCKS = ("clock_gettime", "clock_getres", "clock_nanosleep", "timer_create")  # the calls that take one first
_OP_AND_PRIVATE = 0xFF  # of a futex operation: what it does, and FUTEX_PRIVATE_FLAG
_PRCTL = (2, 3, 15, 16, 21, 23, 39, 0x53564D41)  # asking, and naming threads and memory


def missing() -> str | None:
    """Say why this machine can't filter system calls, or None."""
    if not syscalls.LINUX:
        return "seccomp is Linux's own"
    if syscalls.MACHINE not in MACHINES:
        return f"no table of system calls for {syscalls.MACHINE}"
    import seccompy

    return None if seccompy.supported() else "the kernel has no seccomp filters"


def compile_common(*, shared_memory: bool, device: str) -> Filter:
    """Compile the filter that all children share, for a device ("cuda…" needs more); shared_memory only where a cgroup counts it."""
    from seccompy import Action, CmpOp, Filter
    from seccompy.syscalls import AARCH64_SYSCALLS, X86_64_SYSCALLS

    known = X86_64_SYSCALLS if syscalls.MACHINE == "x86_64" else AARCH64_SYSCALLS
    cuda = device.startswith("cuda")
    rules = Filter(default=int(Action.ERRNO) | errno.ENOSYS)

    def word(index: int, value: int, mask: int = 0xFFFFFFFF) -> list[tuple[int, int, int, int]]:
        """Compare the low 32 bits of an argument: the kernel takes an int, and ignores the rest."""
        return [(index, int(CmpOp.MASKED_EQ), value, mask)]

    rules.errno("clone3", errno.ENOSYS)
    for bit in _NAMESPACES:
        rules.errno("clone", errno.EPERM, args=word(0, bit, bit))
    rules.allow("clone", args=word(0, _CLONE_THREAD, _CLONE_THREAD))
    rules.errno("clone", errno.EPERM)

    if shared_memory:
        rules.allow("mremap")
    else:  # both escape RLIMIT_DATA: a piece of the stack that is moved and stretched counts as stack; malloc copies where it can't remap
        rules.errno("mmap", errno.ENOMEM, args=word(3, _MAP_SHARED_ANONYMOUS, _MAP_SHARED_ANONYMOUS))
        rules.errno("mremap", errno.ENOMEM)
    for flag in (_MAP_HUGETLB, _MAP_GROWSDOWN):
        rules.errno("mmap", errno.ENOMEM, args=word(3, flag, flag))
    _close_channels(rules, word)

    # A datagram socket could reach any socket whose path is known; a connected stream can't.
    rules.allow("socketpair", args=word(0, _AF_UNIX) + word(1, _SOCK_STREAM, _SOCK_TYPE))
    rules.errno("socketpair", errno.EPERM)
    rules.errno("socket", errno.EPERM)
    # Descriptors that lie in a socket outlive the limit on open ones, and they and urgent bytes have opened kernels: plain bytes alone pass.
    rules.errno("sendto", errno.EOPNOTSUPP, args=word(3, _MSG_OOB, _MSG_OOB))
    rules.allow("sendto", args=[(4, int(CmpOp.EQ), 0)])  # send() on what is connected
    rules.errno("sendto", errno.EPERM)

    for command in _FCNTL:
        rules.allow("fcntl", args=word(1, command))
    for command in _FCNTL_LOCKS:
        rules.errno("fcntl", 0, args=word(1, command))
    rules.errno("fcntl", errno.EPERM)  # leases, notices, owners, hints, sizes of pipes
    if cuda:  # the driver is spoken to by ioctl; Landlock keeps other devices out of reach
        for request in _TYPE_AHEAD:
            rules.errno("ioctl", errno.EPERM, args=word(1, request))
        rules.allow("ioctl")
    else:
        for request in _TERMINAL:
            rules.allow("ioctl", args=word(1, request))
        rules.errno("ioctl", errno.ENOTTY)
    for option in _PRCTL:
        rules.allow("prctl", args=word(0, option))
    rules.errno("prctl", errno.EPERM)
    rules.errno("sched_setaffinity", 0, args=word(0, 0))  # which processors a process has chosen, all others can ask
    rules.errno("sched_setaffinity", errno.EPERM)
    for name in ("kill", "tgkill", "prlimit64"):
        rules.allow(name)  # compile_own narrows these

    for name in (f"{ALLOWED} {FOR_CUDA}" if cuda else ALLOWED).split():
        if name in known:
            rules.allow(name)
    for names, code in ((PRETENDED, 0), (UNSUPPORTED, errno.ENOTSUP), (DENIED, errno.EPERM)):
        for name in names.split():
            if name in known and not (cuda and name in FOR_CUDA.split()):
                rules.errno(name, code)
    _ = rules.program  # compiled here once, not in every child
    return rules


def _close_channels(rules: Filter, word: Callable[..., list[tuple[int, int, int, int]]]) -> None:
    """Refuse what tells of the kernel's copies of shared files, or of others' time, or lets two processes meet in a file.

    Which pages of a library are in memory, and who waits at which word of it, is the same for all who map it.
    """
    # every process may ask how much processor time any other has taken; a thread's only its own process
    for name in _CLOCKS:
        rules.errno(name, errno.EINVAL, args=word(0, _OF_A_PROCESS, _KIND_OF_CLOCK))
    for name in ("preadv2", "pwritev2"):  # RWF_NOWAIT says whether a page is in memory
        rules.allow(name, args=word(5, 0))
        rules.errno(name, errno.ENOTSUP)
    for advice in _MADVICE:
        rules.allow("madvise", args=word(2, advice))
    rules.errno("madvise", 0, args=word(2, _WILLNEED))
    # as a kernel that doesn't know it: paging out and in, merging with others' pages
    rules.errno("madvise", errno.EINVAL)
    for operation in _SHARED_WAITS:
        # glibc looks again; nobody can be woken
        rules.errno("futex", errno.EAGAIN, args=word(1, operation, _OP_AND_PRIVATE))
    for operation in _SHARED_LOCKS:
        rules.errno("futex", errno.ENOSYS, args=word(1, operation, _OP_AND_PRIVATE))
    rules.allow("futex")


def compile_own(pid: int) -> Filter:
    """Compile the part that depends on the child: signals and limits for itself only, by the pid that it sees itself under."""
    from seccompy import Action, CmpOp, Filter

    rules = Filter(default=Action.ALLOW)
    for name in ("kill", "tgkill", "prlimit64"):
        for target in (0, pid):
            rules.allow(name, args=[(0, int(CmpOp.MASKED_EQ), target, 0xFFFFFFFF)])
        rules.errno(name, errno.EPERM)
    return rules
