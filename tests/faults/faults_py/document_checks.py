"""Documents and list against the truth (GET /v1/users/:id folds the stream) and against the journal."""

import json
from collections import defaultdict


def _text(user_object):
    return json.dumps(user_object)  # members in their order: equal texts are equal bytes


def _user_events(evidence):
    streams = defaultdict(list)
    for event in evidence.log.events:
        if event.stream.startswith("user-"):
            streams[event.stream[len("user-"):]].append(event)
    return streams


def documents_are_folds(evidence):
    """One document per user stream, at its last event; a listed one shows what the truth shows, the others are no one's."""
    found = []
    streams = _user_events(evidence)
    for user, events in streams.items():
        document, truth = evidence.documents.get(user), evidence.truth.get(user)
        if document is None:
            found.append(f"{user} has no document")
            continue
        last = events[-1]
        if (document.version, document.position) != (last.version, last.position):
            found.append(f"{user}: the document is at {document.version} ({document.position}), its stream at {last.version} ({last.position})")
        gone = truth is None or not truth["isActive"]
        if document.listed == gone:
            found.append(f"{user}: listed is {document.listed}, the truth says {truth and truth['isActive']}")
        if truth is not None and _text(document.body) != _text(truth):
            found.append(f"{user}: document {_text(document.body)}, truth {_text(truth)}")
    return found + [f"a document {user} without a stream" for user in evidence.documents if user not in streams]


def list_is_documents(evidence):
    listed = {user["id"]: user for user in evidence.listed}
    found = [] if len(listed) == len(evidence.listed) else ["a user is listed twice"]
    active = {user: truth for user, truth in evidence.truth.items() if truth and truth["isActive"]}
    found += [f"{user} is not listed" for user in active if user not in listed]
    found += [f"{user} is listed, and gone" for user in listed if user not in active]
    found += [f"{user}: list {_text(listed[user])}, truth {_text(active[user])}" for user in active
              if user in listed and _text(listed[user]) != _text(active[user])]
    order = [(user["createdAt"], user["id"]) for user in evidence.listed]
    newest_first = sorted(order, key=lambda pair: pair[1])
    newest_first.sort(key=lambda pair: pair[0], reverse=True)
    return found + ([] if order == newest_first else ["the list is out of order"])


def users_as_asked(evidence):
    """Each user shows what its last acknowledged command wanted; deleted ones are gone."""
    last, count = {}, defaultdict(int)
    for command in sorted(evidence.journal.acknowledged(), key=lambda command: command.position):
        if command.kind in ("login", "logout", "relogin"):
            continue
        last[command.user] = command
        count[command.user] += 1
    found = []
    for user, command in last.items():
        truth = evidence.truth.get(user)
        if command.kind == "delete":
            if truth is not None and truth["isActive"]:
                found.append(f"{user} was deleted by {command.id}, and lives")
            continue
        if truth is None:
            found.append(f"{user} is gone after {command.id} ({command.kind})")
            continue
        shown = {name: truth.get(name) for name in command.want}
        if shown != command.want or truth["recordVersion"] != count[user]:
            found.append(f"{user} after {command.id}: {shown} at {truth['recordVersion']}, wanted {command.want} at {count[user]}")
    return found


def lists_showed_writes(evidence):
    """A list that was asked for with the position of a write shows it, or refuses."""
    return [f"{read.user}, list with x-position {read.position} by {read.by}: {read.status} {read.shown}, wanted {read.want}"
            for read in evidence.journal.reads if read.status not in (401, 503) and (read.status != 200 or read.shown != read.want)]
