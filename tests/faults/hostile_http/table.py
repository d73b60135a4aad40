"""The table: runs one probe after the other beside the bystander, judges each, and prints a line."""

import time

from .raw import Cut, Raw
from .syntax import GET

ROW = "{:<42} {:<22} {:>7} {:>7} {:>7} {:>7} {:>7} {:>6} {:>8} {:>7}"
SYNTAX_S = 0.1        # a small probe is repeated for so long, to be felt if it hurts
GROWTH_KIB = 8 << 10  # what a row may leave behind or take in between, unless it says more
SETTLE_S = 10         # the longest until the last client is forgotten


class Wrong(Exception):
    """An answer that is not the wanted one."""


class Limits:
    """What a row may cost: KiB of memory while it lasts and after it, the bystander's p99."""

    def __init__(self, peak_kib=GROWTH_KIB, kept_kib=GROWTH_KIB, p99_ms=None):
        self.peak_kib, self.kept_kib, self.p99_ms = peak_kib, kept_kib, p99_ms


def shortened(statuses):
    """"200 200 200" as "200 x3"."""
    out = []
    for status in statuses.split():
        if out and out[-1][0] == status:
            out[-1][1] += 1
        else:
            out.append([status, 1])
    return " ".join(status if count == 1 else f"{status} x{count}" for status, count in out)


def told(outcome):
    """A Counter of outcomes as a list of statuses."""
    return " ".join(" ".join([key] * count) for key, count in sorted(outcome.items()))


def check_echo(answer):
    head = answer.head.lower()
    if b"\nx-evil" in head or b"cookie: evil" in head or b"\0" in head:
        raise Wrong(f"a header was injected: {answer.head!r}")
    if b"s3cr3t-echo" in answer.head + answer.body:
        raise Wrong("the request came back")
    given = answer.header("x-request-id")
    if answer.status != 100 and not given:
        raise Wrong(f"no x-request-id: {answer.head!r}")
    return given


def exchange(port, sent, wanted):
    """Sends one probe and reads all answers. Raises Wrong unless they are the wanted ones."""
    words = wanted.split()
    to_head = words[:1] == ["head"]
    statuses = words[1:] if to_head else words
    closes = statuses[-1:] == ["close"]
    statuses = [word for word in statuses if word != "close"]
    got, order = [], []
    with Raw(port) as client:
        client.send(sent)
        try:
            while closes or len(got) < len(statuses):
                answer = client.answer(to_head)
                if answer is None:
                    got.append("close")
                    break
                got.append(str(answer.status))
                order.append(check_echo(answer))
            if not closes and statuses != ["100"]:
                client.send(GET)  # the stream is still in step: the next answer is the next one's
                last = client.answer()
                if last is None or last.status != 200 or b'"' not in last.body:
                    got.append("then out of step")
        except (Cut, TimeoutError) as failure:
            got.append(type(failure).__name__)
    if got != statuses + ["close"] * closes:
        raise Wrong(f"{shortened(' '.join(got))}, wanted {shortened(wanted)}")
    numbers = [int(one[1:]) for one in order if one and one[0] == "r" and one[1:].isdigit()]
    if numbers != sorted(numbers):
        raise Wrong(f"answers out of order: {numbers}")
    return " ".join(got)


def repeated(port, sent, wanted):
    end = time.monotonic() + SYNTAX_S
    while True:
        seen = exchange(port, sent, wanted)
        if time.monotonic() > end:
            return seen


def settled(server, wanted_kib):
    """What the server keeps once it has taken its leave of the last client, in KiB."""
    end = time.monotonic() + SETTLE_S
    while (rss := server.rss()) > wanted_kib and time.monotonic() < end:
        time.sleep(0.05)
    return rss


class Table:
    """Prints rows and counts those that hold."""

    def __init__(self, server, bystander, p99_max_ms, before=None):
        """Counts on from the table `before`."""
        self.server, self.bystander, self.p99_max_ms = server, bystander, p99_max_ms
        self.passed = before.passed if before else 0
        self.failed = before.failed if before else 0

    def heading(self, quiet):
        self.quiet = quiet
        print(f"bystander alone: {quiet['requests']} requests, {quiet['errors']} errors, "
              f"p50 {quiet['p50_ms']:.1f} ms, p99 {quiet['p99_ms']:.1f} ms; "
              f"p99 allowed beside a probe: {self.p99_max_ms:.0f} ms\n")
        print(ROW.format("probe", "answers", "before", "peak", "after", "others", "retried", "errors",
                         "p99 ms", "x quiet"))
        print(ROW.format("", "", "MB", "MB", "MB", "", "", "", "", ""), flush=True)

    def row(self, name, probe, limits=None):
        """`probe` is called without arguments and returns what came back, or raises Wrong."""
        limits = limits or Limits()
        server, wrong = self.server, []
        self.bystander.mark()
        before = server.rss()
        server.reset_peak()
        try:
            seen = probe()
        except (Wrong, Cut, OSError) as failure:
            seen = "WRONG"
            wrong.append(str(failure) or repr(failure))
        others = self.bystander.mark()
        peak, after = server.peak(), settled(server, before + limits.kept_kib)
        if peak - before > limits.peak_kib:
            wrong.append(f"took {(peak - before) >> 10} MB, allowed {limits.peak_kib >> 10}")
        if after - before > limits.kept_kib:
            wrong.append(f"kept {(after - before) >> 10} MB, allowed {limits.kept_kib >> 10}")
        if others["errors"]:
            wrong.append(f"others failed: {others['first_errors']}")
        p99_max_ms = limits.p99_ms or self.p99_max_ms
        if others["p99_ms"] > p99_max_ms:
            wrong.append(f"others waited: p99 {others['p99_ms']:.0f} ms, allowed {p99_max_ms:.0f}")
        print(ROW.format(name[:42], shortened(seen)[:22], *(f"{kib / 1024:.1f}" for kib in
                                                           (before, peak, after)),
                         others["requests"], others["retried"], others["errors"], f"{others['p99_ms']:.1f}",
                         f"{others['p99_ms'] / max(self.quiet['p99_ms'], 0.001):.1f}"), flush=True)
        for text in wrong:
            print(f"    FAILED  {text}", flush=True)
        self.passed += not wrong
        self.failed += bool(wrong)
