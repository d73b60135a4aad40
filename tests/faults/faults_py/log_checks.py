"""The log against itself and against the journal."""

from collections import Counter, defaultdict

from faults_py.journal import EFFECTS

# Beside the commands of the journal: what the service does by itself at its first start.
_OWN_TYPES = {"user.registered", "role.holder_added", "key.rotated"}


def positions_dense(evidence):
    positions = [event.position for event in evidence.log.events]
    found = [f"position {here} is followed by {there}" for here, there in zip([0] + positions, positions) if there != here + 1]
    if evidence.log.head != len(positions):
        found.append(f"the head is {evidence.log.head}, the log has {len(positions)} events")
    return found


def versions_dense(evidence):
    versions = defaultdict(list)
    for event in evidence.log.events:
        versions[event.stream].append(event.version)
    found = [f"{stream}: versions {have}" for stream, have in versions.items() if have != list(range(1, len(have) + 1))]
    found += [f"{stream}: the log has {len(versions.get(stream, []))} events, its row says {version}"
              for stream, version in evidence.log.streams.items() if version != len(versions.get(stream, []))]
    return found


def _effects(evidence):
    by_command = defaultdict(list)
    for event in evidence.log.events:
        by_command[event.command].append(event)
    return by_command


def acknowledged_once(evidence):
    """The effect is there, whole, once, ends at the acknowledged position, in the stream that it is about."""
    found = []
    effects = _effects(evidence)
    for command in evidence.journal.acknowledged():
        events = effects.get(command.id, [])
        types = sorted(event.type for event in events)
        if types != sorted(EFFECTS[command.kind]):
            found.append(f"{command.id} ({command.kind}, {command.attempts} attempts, position {command.position}): events {types or 'none'}")
            continue
        last = max(event.position for event in events)
        # A log-out whose first answer was lost finds no session any more, and is told the head.
        exact = command.kind != "logout" or command.attempts == 1
        if last != command.position and (exact or last > command.position):
            found.append(f"{command.id} ({command.kind}): acknowledged at {command.position}, stands at {last}")
        streams = {event.stream for event in events if event.type != "message.requested"}
        if command.kind.startswith("log"):
            expected = {"session-" + (command.started or command.session)}
        elif command.kind == "relogin":
            expected = {"session-" + command.started, "session-" + command.session}
        else:
            expected = {"user-" + command.user}
        if streams != expected:
            found.append(f"{command.id} ({command.kind}): in {streams}, not in {expected}")
    if not evidence.journal.commands:
        found.append("the journal is empty")
    return found


def refused_absent(evidence):
    """But for a relogin: when its answer was lost, the retry finds the session over and is refused."""
    effects = _effects(evidence)
    return [f"{command.id} ({command.kind}) was answered {command.status}, but: {[event.type for event in effects[command.id]]}"
            for command in list(evidence.journal.commands.values())
            if command.refused() and command.id in effects and not (command.kind == "relogin" and command.attempts > 1)]


def nothing_unasked(evidence):
    # What becomes of a message that a command asked for is the worker's to write, once.
    messages = {event.stream for event in evidence.log.events
                if event.type == "message.requested" and event.command in evidence.journal.commands}
    unasked = Counter(event.type for event in evidence.log.events
                      if event.command not in evidence.journal.commands and event.stream not in messages)
    sent = Counter(event.stream for event in evidence.log.events if event.type == "message.sent")
    found = [f"{count} events {kind} that no command of the journal explains" for kind, count in unasked.items()
             if kind not in _OWN_TYPES or count > 1]
    ids = Counter(event.id for event in evidence.log.events)
    found += [f"{stream} was sent {count} times" for stream, count in sent.items() if count > 1]
    return found + [f"event id {event} {count} times" for event, count in ids.items() if count > 1]
