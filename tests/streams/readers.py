"""Thousands of readers of /v1/events in a process of their own, some of which take nothing."""

import json
import multiprocessing
import resource
import select
import socket
import time

FILES = 60_000


class Readers:
    """Opens them at once; `counts()` ends them and says what they got."""

    def __init__(self, port, token, quick, slow):
        self.pipe, far = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=work, args=(port, token, quick, slow, far),
                                               daemon=True)
        self.process.start()
        far.close()

    def wait_open(self):
        return self.pipe.recv()

    def counts(self):
        self.pipe.send("stop")
        counts = self.pipe.recv()
        self.process.join(30)
        return counts


def opened(port, token, slow):
    link = socket.socket()
    if slow:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect(("127.0.0.1", port))
    link.sendall(f"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
                 .encode())
    return link


def work(port, token, quick, slow, pipe):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    links, poll, refused = {}, select.epoll(), 0
    for number in range(quick + slow):
        link = opened(port, token, number >= quick)
        if not link.recv(64).startswith(b"HTTP/1.1 200"):
            refused += 1
            continue
        link.setblocking(False)
        links[link.fileno()] = link
        if number < quick:
            poll.register(link.fileno(), select.EPOLLIN)
    poll.register(pipe.fileno(), select.EPOLLIN)
    pipe.send(json.dumps({"open": len(links), "refused": refused}))
    counts = {"bytes": 0, "events": 0, "beats": 0, "closed": 0, "slowClosed": 0}
    while True:
        for fd, _ in poll.poll():
            if fd == pipe.fileno():
                pipe.recv()
                counts["slowClosed"] = sum(is_closed(link) for link in list(links.values())[quick:])
                return pipe.send(counts)
            take(links[fd], poll, counts)


def take(link, poll, counts):
    try:
        part = link.recv(65536)
    except OSError:
        part = b""
    if not part:
        poll.unregister(link.fileno())
        counts["closed"] += 1
    counts["bytes"] += len(part)
    counts["events"] += part.count(b"\nevent: authledger.")
    counts["beats"] += part.count(b": still here")


def is_closed(link):
    """Takes what is left, and says whether the end of the stream is behind it."""
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        try:
            if not link.recv(65536):
                return True
        except BlockingIOError:
            return False
        except OSError:
            return True
    return False
