"""The topic as a subscriber reads it (docs/events.md): positions that it has passed are repetitions, the rest must be whole."""

from collections import defaultdict


def _taken(evidence):
    """Per partition the records that a subscriber keeps, and what it had to complain about."""
    taken, complaints = defaultdict(list), []
    for record in evidence.topic:
        kept = taken[record.partition]
        last = kept[-1].position if kept else 0
        if record.position <= last:
            continue
        if record.previous != last:
            complaints.append(f"partition {record.partition} offset {record.offset}: position {record.position} follows {last}, "
                              f"its prevposition is {record.previous}")
        kept.append(record)
    return taken, complaints


def _without_secrets(value):
    def secret(one):
        return isinstance(one, dict) and list(one) == ["secret"]

    if isinstance(value, dict):
        return {name: _without_secrets(one) for name, one in value.items() if not secret(one)}
    if isinstance(value, list):
        return [_without_secrets(one) for one in value if not secret(one)]
    return value


def same_set(evidence):
    """What a subscriber keeps is the log, event by event; repetitions say the same as the first."""
    log = {event.position: event for event in evidence.log.events}
    taken, _ = _taken(evidence)
    positions = sorted(record.position for kept in taken.values() for record in kept)
    found = [f"position {p} is on the topic, not in the log" for p in sorted(set(positions) - set(log))]
    found += [f"position {p} is in the log, not on the topic" for p in sorted(set(log) - set(positions))]
    found += [f"position {p} is kept twice" for p, q in zip(positions, positions[1:]) if p == q]
    for record in evidence.topic:
        event = log.get(record.position)
        if event and (record.id, record.key, record.version, record.value) != (event.id, event.stream, event.version, _without_secrets(event.payload)):
            found.append(f"position {record.position}: the record is not the event ({record.key} {record.version}, {event.stream} {event.version})")
        elif event and not record.type.startswith(f"authledger.{event.type}.v"):
            found.append(f"position {record.position}: {record.type} for {event.type}")
    return found


def ordered_per_key(evidence):
    """A key lives in one partition; its kept records have the versions 1, 2, 3 …"""
    partitions, versions = defaultdict(set), defaultdict(list)
    for record in evidence.topic:
        partitions[record.key].add(record.partition)
    for kept in _taken(evidence)[0].values():
        for record in kept:
            versions[record.key].append(record.version)
    found = [f"{key} is in partitions {sorted(where)}" for key, where in partitions.items() if len(where) > 1]
    return found + [f"{key}: versions {have}" for key, have in versions.items() if have != list(range(1, len(have) + 1))]


def chain_whole(evidence):
    return _taken(evidence)[1]
