"""A client of bare sockets: sends any bytes, and reads answers exactly as they arrive."""

import os
import socket
import struct

ANSWER_S = 10


class Cut(Exception):
    """The connection ended inside an answer."""


class Answer:
    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body

    def header(self, name):
        wanted = name.lower().encode() + b":"
        for line in self.head.split(b"\r\n")[1:]:
            if line.lower().startswith(wanted):
                return line.split(b":", 1)[1].strip().decode("latin-1")
        return None


class Raw:
    """One connection. Reading ends after `timeout` seconds with a TimeoutError."""

    def __init__(self, port, timeout=ANSWER_S, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def send(self, data):
        """True when all went out: a server may answer and close before it has read everything."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self.buffer += data
        return bool(data)

    def _until(self, size):
        while len(self.buffer) < size:
            if not self._more():
                raise Cut()
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def answer(self, to_head=False):
        """The next answer; None when the connection ends instead."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                if self.buffer:
                    raise Cut()
                return None
        head = self._until(self.buffer.index(b"\r\n\r\n") + 4)[:-4]
        found = Answer(int(head.split(b" ", 2)[1]), head, b"")
        if to_head or found.status in (100, 204, 304):
            return found
        length = found.header("content-length")
        if length is not None:
            found.body = self._until(int(length))
        elif found.header("transfer-encoding") == "chunked":
            found.body = self._chunks()
        return found

    def _chunks(self):
        body = b""
        while True:
            while b"\r\n" not in self.buffer:
                if not self._more():
                    raise Cut()
            size = int(self._until(self.buffer.index(b"\r\n") + 2), 16)
            body += self._until(size + 2)[:-2]
            if size == 0:
                return body

    def finish(self):
        """No more is sent; reading goes on."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def reset(self):
        """Ends the connection with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Process:
    """What the kernel tells of the server: memory in KiB, CPU seconds, open descriptors."""

    def __init__(self, pid):
        self.pid = pid

    def _memory(self, name):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name + ":"))

    def rss(self):
        return self._memory("VmRSS")

    def peak(self):
        return self._memory("VmHWM")

    def reset_peak(self):
        with open(f"/proc/{self.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def cpu(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))
