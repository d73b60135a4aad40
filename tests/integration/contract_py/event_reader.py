"""Reads server-sent events from a running server, one frame at a time."""

import http.client
import json
import urllib.parse

from .seed_operations import SEEN


class EventReader:
    """One open stream; `answer` is the response's head."""

    def __init__(self, port, path, *, token=None, query=None, headers=None, timeout=20):
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        sent = dict(headers or {})
        if token:
            sent["authorization"] = "Bearer " + token
        target = path + ("?" + urllib.parse.urlencode(query) if query else "")
        self.link.request("GET", target, headers=sent)
        self.answer = self.link.getresponse()
        self.status = self.answer.status
        SEEN.add("GET", target, self.status)

    def frame(self):
        """The next frame with an event as {id, event, data}; None at the end of the stream."""
        frame = {}
        while True:
            line = self.answer.readline()
            if not line:
                return None
            text = line.decode().rstrip("\n")
            if not text:
                if "event" in frame:
                    return frame
                frame = {}
                continue
            name, _, value = text.partition(": ")
            if name:
                frame[name] = json.loads(value) if name == "data" else value

    def until(self, wanted):
        """Frames up to and with the first that `wanted` accepts."""
        frames = []
        while True:
            one = self.frame()
            if one is None:
                return frames
            frames.append(one)
            if wanted(one):
                return frames

    def close(self):
        self.link.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
