"""Probes by many connections or many bytes. Each is a function of the target that returns what came
back, as the table shows it, or raises Wrong."""

import time

from .crowd import Crowd
from .raw import Raw
from .syntax import GET, JSON, chunked, get, json_body, post
from .table import Limits, Wrong, told

MIB = 1 << 20


def only(outcome, *allowed):
    if set(outcome) - set(allowed):
        raise Wrong(f"{dict(outcome)}, wanted only {allowed}")
    return told(outcome)


def slow_headers(target):
    """A header byte every quarter of a second: 408 when the head has taken its time."""
    with Crowd(target.port) as crowd:
        crowd.open(target.crowd, b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        end = time.monotonic() + target.head_s + 10
        while crowd.open_count() and time.monotonic() < end:
            crowd.say(b"a")
            crowd.run(0.25, lambda: crowd.open_count() == 0)
        return only(crowd.outcome(), "408")


def slow_bodies(target):
    """A body byte every quarter of a second: 408 when the request has taken its time."""
    with Crowd(target.port) as crowd:
        crowd.open(target.crowd, post(JSON + b"Content-Length: 100000\r\n", b"{"))
        end = time.monotonic() + target.request_s + 10
        while crowd.open_count() and time.monotonic() < end:
            crowd.say(b" ")
            crowd.run(0.25, lambda: crowd.open_count() == 0)
        return only(crowd.outcome(), "408")


def bodies_without_an_end(target):
    """All but the last byte of the largest body, by many: what is held for them is bounded."""
    body = b'{"username":"' + b"a" * (MIB - 20)
    with Crowd(target.port) as crowd:
        crowd.open(target.crowd // 4, post(JSON + b"Content-Length: 1048576\r\n", body))
        if not crowd.run(target.request_s + 10, lambda: crowd.open_count() == 0):
            raise Wrong(f"{crowd.open_count()} still held")
        return only(crowd.outcome(), "408", "503", "close")


def chunks_without_an_end(target):
    """The same in chunks of 1,000 bytes, undeclared."""
    piece = b"3e8\r\n" + b"a" * 1000 + b"\r\n"
    with Crowd(target.port) as crowd:
        crowd.open(target.crowd // 4, chunked(piece * 1040))
        if not crowd.run(target.request_s + 10, lambda: crowd.open_count() == 0):
            raise Wrong(f"{crowd.open_count()} still held")
        return only(crowd.outcome(), "408", "503", "close")


def gigabyte(target, start, piece, status):
    """Sends `target.gigabyte` bytes by four clients, as long as the server takes them."""
    with Crowd(target.port) as crowd:
        crowd.open(4, start)
        sent = 0
        while crowd.open_count() and sent < target.gigabyte:
            crowd.say(piece)
            crowd.run(5, lambda: not any(one.to_send for one in crowd.members if not one.ended))
            sent += len(piece)
        if not crowd.run(target.head_s + 5, lambda: crowd.open_count() == 0):
            raise Wrong("the server goes on reading")
        return only(crowd.outcome(), status, "close")  # a reset may overtake the answer


def gigabyte_declared(target):
    return gigabyte(target, post(JSON + b"Content-Length: 1073741824\r\n"), b"a" * MIB, "413")


def gigabyte_in_chunks(target):
    return gigabyte(target, chunked(b""), b"100000\r\n" + b"a" * MIB + b"\r\n", "413")


def gigabyte_of_headers(target):
    return gigabyte(target, b"GET / HTTP/1.1\r\nHost: x\r\n", b"a: b\r\n" * 170_000, "431")


def gigabyte_of_target(target):
    return gigabyte(target, b"GET /", b"a" * MIB, "414")


def open_slowly(crowd, count, to_send):
    """What is probed is who keeps the answers, not how many lists can be made at once."""
    for _ in range(count // 10):
        crowd.open(10, to_send)
        crowd.run(0.1)
    crowd.run(1)


def never_read(target):
    """Ask for long lists again and again, and read nothing: the answers wait in bounded memory."""
    question = get(b"/v1/users?pageRowCount=500", b"Authorization: Bearer " + target.token.encode()
                   + b"\r\n")
    with Crowd(target.port, receive_buffer=4096, reads=False) as crowd:
        open_slowly(crowd, target.crowd // 10, question * 20)
        return told(crowd.outcome())


def streams_never_read(target):
    """The same with the list that is streamed whole."""
    question = get(b"/v1/users?pageNumber=0", b"Authorization: Bearer " + target.token.encode()
                   + b"\r\n")
    with Crowd(target.port, receive_buffer=4096, reads=False) as crowd:
        open_slowly(crowd, target.crowd // 4, question)
        return told(crowd.outcome())


def pipelines_never_read(target):
    with Crowd(target.port, receive_buffer=4096, reads=False) as crowd:
        crowd.open(target.crowd // 10, GET * 20_000)
        crowd.run(3)
        return told(crowd.outcome())


def many_values(target):
    """Bodies whose tree would be thirty times their text, from 64 clients."""
    body = json_body(b'{"a":[' + b"0," * 500_000 + b"0]}")
    for _ in range(3):
        with Crowd(target.port) as crowd:
            crowd.open(64, body)
            crowd.run(20, lambda: all(one.received for one in crowd.members))
            seen = only(crowd.outcome(), "400", "503")
    return seen


def idle_flood(target):
    """Twice the connections that are allowed, all silent: the oldest make room for the new."""
    with Crowd(target.port) as crowd:
        crowd.open(2 * target.connections_max)
        crowd.run(20, lambda: crowd.open_count() <= target.connections_max)
        if crowd.open_count() > target.connections_max:
            raise Wrong(f"{crowd.open_count()} connections are open")
        return only(crowd.outcome(), "open", "close", "503")


def busy_flood(target):
    """Twice the connections that are allowed, each amid a body."""
    with Crowd(target.port) as crowd:
        crowd.open(2 * target.connections_max, post(JSON + b"Content-Length: 10\r\n", b"{"))
        crowd.run(1)
        if crowd.open_count() > target.connections_max:
            raise Wrong(f"{crowd.open_count()} connections are open")
        return only(crowd.outcome(), "open", "close", "408", "503")


def connect_and_leave(target, reset):
    for _ in range(target.crowd // 50):
        crowd = Crowd(target.port)
        crowd.open(100, GET)
        crowd.run(0.01)
        crowd.close(reset)
    return ""


STAGES = (b"", b"G", b"GET /hea", b"GET /health HTTP/1.1\r\n", b"GET /health HTTP/1.1\r\nHo",
          GET[:-2], GET[:-1], post(JSON + b"Content-Length: 10\r\n"),
          post(JSON + b"Content-Length: 10\r\n", b"{}"), chunked(b""), chunked(b"5"),
          chunked(b"5\r\nhel"), chunked(b"2\r\n{}\r\n0\r\n"))


def half_closed(target):
    """The client says that it sends no more, in the midst of a request: no answer, and the end."""
    for stage in STAGES:
        for _ in range(target.crowd // 100):
            with Raw(target.port) as client:
                client.send(stage)
                client.finish()
                if client.answer() is not None:
                    raise Wrong(f"an answer to {stage!r}")
    with Raw(target.port) as client:
        client.send(GET + GET)
        client.finish()
        if [client.answer().status, client.answer().status, client.answer()] != [200, 200, None]:
            raise Wrong("half-closed after two requests: not answered")
    return "close " * len(STAGES) + "200 200 close"


def byte_by_byte(target):
    """What a request is does not depend on packets."""
    sent = (chunked(b"0\r\n\r\n"), chunked(b"2;a=b\r\n{}\r\n000\r\n\r\n"), json_body(b"{}"), GET)
    wanted = [400, 400, 400, 200]
    with Raw(target.port) as client:
        for byte in b"".join(sent):
            client.send(bytes([byte]))
            time.sleep(0.001)
        got = [client.answer().status for _ in sent]
    if got != wanted:
        raise Wrong(f"{got}, wanted {wanted}")
    return " ".join(map(str, got))


def reset_at_each_stage(target):
    for stage in (*STAGES, GET, GET * 10, json_body(b"{}")):
        for _ in range(target.crowd // 50):
            client = Raw(target.port)
            client.send(stage)
            client.reset()
    return ""


def closed_amid_answers(target):
    """Clients that go while a long answer is on its way."""
    question = get(b"/v1/users?pageNumber=0", b"Authorization: Bearer " + target.token.encode()
                   + b"\r\n")
    for number in range(target.crowd // 20):
        client = Raw(target.port, receive_buffer=4096)
        client.send(question * 3)
        client.socket.recv(100)
        client.reset() if number % 2 else client.close()
    return ""


def slow_readers_of_pipelines(target):
    """100 clients with 100 requests each at once: every answer, in order."""
    burst = b"".join(get(b"/health?requestId=r%d" % i) for i in range(100))
    clients = [Raw(target.port) for _ in range(target.crowd // 10)]
    for client in clients:
        client.send(burst)
    for client in clients:
        order = [client.answer().header("x-request-id") for _ in range(100)]
        client.close()
        if order != [f"r{i}" for i in range(100)]:
            raise Wrong(f"out of order: {order}")
    return "200 " * 100 * len(clients)


# 64 MB are held for clients, at most; the allocator may keep what came between smaller pieces.
HEAVY = Limits(peak_kib=128 << 10, kept_kib=96 << 10)
HEADS = Limits(peak_kib=48 << 10, kept_kib=24 << 10)  # what a thousand connections themselves take

PROBES = (
    ("slow headers, crowd", slow_headers, HEADS),
    ("slow bodies, crowd", slow_bodies, HEADS),
    ("bodies without an end", bodies_without_an_end, HEAVY),
    ("chunks without an end", chunks_without_an_end, HEAVY),
    ("1 GB declared", gigabyte_declared, None),
    ("1 GB in chunks, undeclared", gigabyte_in_chunks, None),
    ("1 GB of header lines", gigabyte_of_headers, None),
    ("1 GB of request line", gigabyte_of_target, None),
    ("long answers never read", never_read, HEAVY),
    ("streamed lists never read", streams_never_read, HEAVY),
    ("pipelines never read", pipelines_never_read, HEADS),
    ("pipelines of 100 by many", slow_readers_of_pipelines, HEADS),
    ("JSON of 500,000 values by 64", many_values, HEAVY),
    ("flood of idle connections", idle_flood, HEADS),
    ("flood of connections amid a body", busy_flood, HEADS),
    ("connect, ask and close", lambda target: connect_and_leave(target, False), HEADS),
    ("connect, ask and reset", lambda target: connect_and_leave(target, True), HEADS),
    ("requests byte by byte", byte_by_byte, None),
    ("half-closed at each stage", half_closed, None),
    ("reset at each stage", reset_at_each_stage, None),
    ("gone amid a long answer", closed_amid_answers, HEAVY),
)
