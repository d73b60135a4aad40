"""Many connections at once, driven by one loop: each sends what it is told, slowly or at once."""

import collections
import errno
import selectors
import socket
import struct
import time


class Member:
    """One connection of a crowd: `to_send` goes out as the socket takes it, answers are counted."""

    def __init__(self, sock):
        self.socket, self.to_send, self.received = sock, b"", b""
        self.ended = self.watched = False


class Crowd:
    """Connections to one port. open() connects `count` of them; those refused end by themselves."""

    def __init__(self, port, receive_buffer=None, reads=True):
        self.port, self.receive_buffer, self.reads = port, receive_buffer, reads
        self.selector = selectors.DefaultSelector()
        self.members = []

    def open(self, count, to_send=b""):
        for number in range(count):
            sock = socket.socket()
            if self.receive_buffer:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
            sock.setblocking(False)
            member = Member(sock)
            member.to_send = to_send
            if sock.connect_ex(("127.0.0.1", self.port)) not in (0, errno.EINPROGRESS):
                raise OSError("cannot connect")
            self.members.append(member)
            self._watch(member)
            if number % 100 == 99:
                self.run(0.0)

    def say(self, data):
        for member in self.members:
            if not member.ended:
                member.to_send += data
                self._watch(member)

    def _watch(self, member):
        events = (selectors.EVENT_READ if self.reads else 0) | \
                 (selectors.EVENT_WRITE if member.to_send else 0)
        if member.watched:
            self.selector.unregister(member.socket)
        member.watched = events != 0
        if member.watched:
            self.selector.register(member.socket, events, member)

    def _end(self, member):
        member.ended = True
        if member.watched:
            self.selector.unregister(member.socket)
        member.socket.close()

    def _serve(self, member, events):
        try:
            if events & selectors.EVENT_READ:
                data = member.socket.recv(65536)
                if not data:
                    return self._end(member)
                member.received = (member.received + data)[:4096]
            if events & selectors.EVENT_WRITE and member.to_send:
                sent = member.socket.send(member.to_send[:1 << 20])
                member.to_send = member.to_send[sent:]
                if not member.to_send:
                    self._watch(member)
        except BlockingIOError:
            pass
        except OSError:
            self._end(member)
        return None

    def run(self, seconds, until=None):
        """Serves all for `seconds`, or until `until()` holds; True when it did."""
        end = time.monotonic() + seconds
        while True:
            for key, events in self.selector.select(max(0.0, min(0.05, end - time.monotonic()))):
                self._serve(key.data, events)
            if until and until():
                return True
            if time.monotonic() >= end:
                return False

    def open_count(self):
        return sum(not member.ended for member in self.members)

    def outcome(self):
        """How many saw which answer first: Counter of statuses, "close" and "open"."""
        seen = collections.Counter()
        for member in self.members:
            if member.received.startswith(b"HTTP/1.1 "):
                seen[member.received[9:12].decode()] += 1
            else:
                seen["close" if member.ended else "open"] += 1
        return seen

    def close(self, reset=False):
        for member in self.members:
            if not member.ended:
                if reset:
                    member.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                             struct.pack("ii", 1, 0))
                self._end(member)
        self.selector.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
