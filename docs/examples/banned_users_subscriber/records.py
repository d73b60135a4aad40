"""An event as it stands on the topic: a CloudEvent 1.0 in Kafka's binary mode (docs/events.md)."""

import dataclasses
import json


@dataclasses.dataclass(frozen=True)
class Event:
    partition: int
    offset: int
    position: int  # in the whole log: 1, 2, 3 …
    previous: int  # the position before it in this partition, 0 for the first
    epoch: int  # of the log; another one: a backup was restored
    tenant: str
    type: str  # user.banned, without prefix and version
    time: str
    data: dict


def headers_of(message):
    return {name: value.decode("utf-8", "replace") for name, value in message.headers() or [] if value is not None}


def read(message, source):
    """None for a record that this installation did not write."""
    headers = headers_of(message)
    try:
        if headers["ce_specversion"] != "1.0" or headers["ce_source"] != source:
            return None
        name, _, _version = headers["ce_type"].rpartition(".v")
        return Event(message.partition(), message.offset(), int(headers["position"]), int(headers["prevposition"]),
                     int(headers["ce_epoch"]), headers["ce_tenantid"], name.removeprefix("authledger."),
                     headers["ce_time"], json.loads(message.value()))
    except (KeyError, ValueError, TypeError):
        return None
