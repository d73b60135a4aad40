"""The limit on file descriptors: a server that may open few of them is filled, and must go on."""

import resource
import time

from .crowd import Crowd
from .raw import Raw
from .syntax import GET, JSON, post
from .table import Limits, Wrong, told

LIMIT = 256
CPU_SHARE_MAX = 0.5  # of one core, while full; a loop that spins takes all of it


def set_low_limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))


def answers(port):
    with Raw(port) as client:
        client.send(GET)
        answer = client.answer()
        return answer is not None and answer.status == 200


def fill(target, to_send):
    """Three times as many connections as descriptors, held for two seconds; then all go."""
    with Crowd(target.port) as crowd:
        crowd.open(3 * LIMIT, to_send)
        crowd.run(0.5)
        cpu, begun = target.process.cpu(), time.monotonic()
        crowd.run(2)
        share = (target.process.cpu() - cpu) / (time.monotonic() - begun)
        used = target.process.descriptors()
        if share > CPU_SHARE_MAX:
            raise Wrong(f"spins: {share:.2f} of a core with {used} descriptors")
        if used >= LIMIT:
            raise Wrong(f"all {used} descriptors are taken: files cannot be opened any more")
        if not answers(target.port):
            raise Wrong("no answer while full")
        seen = told(crowd.outcome())
    if not answers(target.port):
        raise Wrong("no answer after it")
    return seen


PROBES = (
    ("256 descriptors, 768 silent clients", lambda target: fill(target, b""), Limits()),
    ("256 descriptors, 768 amid a body",
     lambda target: fill(target, post(JSON + b"Content-Length: 10\r\n", b"{")), Limits()),
)
