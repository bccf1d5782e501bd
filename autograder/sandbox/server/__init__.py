"""The warm server: forks a child for each order, and confines it before any byte of a student's reaches it.

Comes in: orders of the examiner's, over a socket that only both hold. Goes out: children, confined and proven. Runs in the server's process,
and in each child until it serves; holds no secret. Imported by `outside` (for names of paths, layers and system calls), never by `inside`.
"""
