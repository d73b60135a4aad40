#!/usr/bin/env python3
"""The log out of one process's reach: what it answers to someone whose session it does not know."""

import os
import socket
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support_py.service import Report, Service, Store


class Line:
    """A TCP line to a server that can be cut and mended."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.whole = True
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            near = self.listener.accept()[0]
            if self.whole:
                far = socket.create_connection(self.target)
                self.open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()
            else:
                near.close()

    @staticmethod
    def _carry(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        self.whole = False
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open = []

    def mend(self):
        self.whole = True


def cut_off(far, token, report):
    out = far.call("POST", "/logout", {}, token=token)
    report.check("a log-out that cannot be done is not acknowledged", out.status == 503, str(out.status))
    report.check("and says when to try again", int(out.header("retry-after") or 0) > 0)
    report.check("without a token there is nothing to end", far.call("POST", "/logout", {}).status == 200)
    for path in ("/health", "/login", "/publickey"):
        report.check(f"{path} needs no session", far.call("GET", path, token=token).status == 200)
    report.check("who am I: not known now", far.call("GET", "/currentuser", token=token).status == 503)


def main():
    report = Report()
    store = Store("cluster")
    address = urllib.parse.urlsplit(store.env["AUTHLEDGER__POSTGRES__URL"])
    line = Line(address.hostname, address.port)
    near = Service(store)
    far = Service(store, AUTHLEDGER__POSTGRES__URL=address._replace(netloc=f"{address.username}@127.0.0.1:{line.port}").geturl())
    try:
        token = near.login()["accessToken"]
        line.cut()
        cut_off(far, token, report)
        line.mend()
        report.check("the session lives", near.call("GET", "/currentuser", token=token).status == 200)
        report.check("the log-out is done once the log is back", far.call("POST", "/logout", {}, token=token).status == 200)
        report.check("and holds", far.call("GET", "/currentuser", token=token).status == 401)
    finally:
        near.kill()
        far.kill()
        store.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
