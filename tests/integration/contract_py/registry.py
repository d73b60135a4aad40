"""The list of tests: a decorator puts each there in the order of the files."""

TESTS = []


def test(function=None, *, server="development"):
    """`server` names the settings to run on (see servers.py); "own" passes the fleet instead."""
    def add(body):
        TESTS.append((body.__module__.rsplit(".", 1)[-1] + "." + body.__name__, server, body))
        return body
    return add(function) if function else add
