"""Faults planted in the evidence itself: each must be caught by the check that is there for it."""

import collections
import copy
import dataclasses

from faults_py import checks
from faults_py.damaged_stores import documents_without, log_after


@dataclasses.dataclass
class Plant:
    name: str
    caught_by: list  # names of checks
    damage: object  # evidence, store → evidence; it may answer None: nothing here to be damaged


def _replaced(found, **parts):
    return dataclasses.replace(found, **parts)


# --- the log: rows of a copy of the database

def _event_of(found, kind):
    """An acknowledged event in the middle of the log."""
    commands = {c.id: c for c in found.journal.acknowledged()}
    events = [e for e in found.log.events if e.type == kind and e.command in commands]
    return events[len(events) // 2]


def _appended(event, command, version="(SELECT version + 1 FROM streams s WHERE s.stream_id = e.stream_id)"):
    """SQL: one more event at the head, like that one, with all counters moved: nothing in the log itself tells."""
    meta = "meta" if command is None else f"""replace(meta, '"{event.command}"', '"{command}"')"""
    return f"""INSERT INTO events SELECT (SELECT position + 1 FROM head), '00000000-0000-7000-8000-00000000000f', tenant_id, stream_id,
                 {version}, type, schema_version, recorded_at, subject, payload, {meta}, hash FROM events e WHERE position = {event.position};
               UPDATE head SET position = position + 1;
               UPDATE streams SET version = version + 1 WHERE stream_id = '{event.stream}';"""


def _skipped_position(found, store):
    at = len(found.log.events) // 2
    return _replaced(found, log=log_after(store, f"""
        UPDATE events SET position = position + 1000000 WHERE position > {at};
        UPDATE events SET position = position - 999999 WHERE position > 1000000;
        UPDATE head SET position = position + 1;"""))


def _doubled_append(found, store):
    return _replaced(found, log=log_after(store, _appended(_event_of(found, "user.profile_updated"), None)))


def _lost_write(found, store):
    """The newest event is gone, and every counter agrees."""
    last = found.log.events[-1]
    return _replaced(found, log=log_after(store, f"""
        DELETE FROM events WHERE position = {last.position};
        UPDATE head SET position = position - 1;
        UPDATE streams SET version = version - 1 WHERE stream_id = '{last.stream}';
        DELETE FROM streams WHERE version = 0;"""))


def _refused_write(found, store):
    refused = next(c for c in found.journal.commands.values() if c.refused())
    return _replaced(found, log=log_after(store, _appended(_event_of(found, "user.profile_updated"), refused.id)))


def _stray_write(found, store):
    return _replaced(found, log=log_after(store, _appended(_event_of(found, "user.profile_updated"), "nobody")))


def _version_hole(found, store):
    event = next(e for e in reversed(found.log.events) if e.stream.startswith("user-") and e.version > 1)
    return _replaced(found, log=log_after(store, f"UPDATE events SET stream_version = stream_version + 1 WHERE position = {event.position};"))


def _duplicated_claim(found, store):
    tenant, kind, key, owner = next(claim for claim in found.log.claims if claim[1] == "email")
    other = next(claim[3] for claim in found.log.claims if claim[3] != owner)
    return _replaced(found, log=log_after(store, f"""
        CREATE TABLE loose AS SELECT * FROM claims;
        DROP TABLE claims;
        ALTER TABLE loose RENAME TO claims;
        UPDATE claims SET key = '{key}' WHERE owner = '{other}' AND kind = '{kind}' AND tenant_id = '{tenant}';"""))


def _lost_claim(found, store):
    owner = next(claim[3] for claim in found.log.claims if claim[1] == "email")
    return _replaced(found, log=log_after(store, f"DELETE FROM claims WHERE owner = '{owner}';"))


# --- the topic: its records

def _topic(found, change):
    if found.topic is None:
        return None
    return _replaced(found, topic=change(copy.deepcopy(found.topic)))


def _dropped_record(found, _):
    def drop(records):
        copies = collections.Counter(record.position for record in records)
        for at in range(len(records) // 2, len(records) - 1):
            one, behind = records[at], records[at + 1]
            # A repeated one, and the last of a partition, are not missed by the chain.
            if copies[one.position] == 1 and one.partition == behind.partition and one.position < behind.position:
                return records[:at] + records[at + 1:]
        raise AssertionError("no record with one behind it")

    return _topic(found, drop)


def _reordered_key(found, _):
    def swap(records):
        last = {}
        for at, record in enumerate(records):
            before = last.get(record.key)
            if before is not None and records[before].version + 1 == record.version:
                records[before], records[at] = records[at], records[before]
                return records
            last[record.key] = at
        raise AssertionError("no key with two records")

    return _topic(found, swap)


def _broken_chain(found, _):
    def cut(records):
        records[len(records) // 2].previous += 1
        return records

    return _topic(found, cut)


def _changed_record(found, _):
    def change(records):
        records[len(records) // 2].value["userId"] = "somebody else"
        return records

    return _topic(found, change)


def _split_key(found, _):
    def move(records):
        last = records[-1]
        here = {record.partition for record in records if record.key == last.key}
        first = next(record for record in records if record.partition not in here)
        records.append(dataclasses.replace(last, partition=first.partition))
        return records

    return _topic(found, move)


# --- documents, list, truth

def _listed_user(found):
    return found.listed[len(found.listed) // 2]["id"]


def _lost_document(found, store):
    return _replaced(found, documents=documents_without(store, _listed_user(found)))


def _stale_document(found, _):
    user = _listed_user(found)
    old = dataclasses.replace(found.documents[user], body={**found.documents[user].body, "fullname": "As it was"})
    return _replaced(found, documents={**found.documents, user: old})


def _missing_row(found, _):
    return _replaced(found, listed=[user for user in found.listed if user["id"] != _listed_user(found)])


def _swapped_rows(found, _):
    return _replaced(found, listed=[found.listed[1], found.listed[0], *found.listed[2:]])


def _lost_change(found, _):
    """Log, documents and list agree on something that nobody asked for."""
    user = next(c.user for c in reversed(found.journal.acknowledged()) if c.kind == "profile" and (found.truth[c.user] or {}).get("isActive"))
    return _replaced(found, truth={**found.truth, user: {**found.truth[user], "fullname": "As it was"}})


def _stale_list(found, _):
    journal = copy.copy(found.journal)
    at, read = next((i, r) for i, r in enumerate(journal.reads) if r.status == 200)
    journal.reads = [*journal.reads]
    journal.reads[at] = dataclasses.replace(read, shown={**read.shown, "fullname": "As it was"})
    return _replaced(found, journal=journal)


# --- sessions: one answer to a token of an ended session

def _accepted_by_the_same_process(found, _):
    journal = copy.copy(found.journal)
    at, probe = next((i, p) for i, p in enumerate(journal.probes)
                     if p.session in journal.endings and p.by == journal.endings[p.session].by and p.sent_at > journal.endings[p.session].at)
    journal.probes = [*journal.probes]
    journal.probes[at] = dataclasses.replace(probe, status=200)
    return _replaced(found, journal=journal)


def _accepted_after_a_restart(found, _):
    journal = copy.copy(found.journal)
    ending = next(iter(journal.endings.values()))
    accepted = dataclasses.replace(journal.probes[0], session=ending.session, by="node-1#99", life_began=ending.at + 0.1, sent_at=ending.at + 0.2, status=200)
    journal.probes = [*journal.probes, accepted]
    return _replaced(found, journal=journal)


def _accepted_at_the_end(found, _):
    session, by, _ = found.late[0]
    return _replaced(found, late=[(session, by, 200), *found.late[1:]])


ONCE, CHAIN, FOLDS = "every acknowledged command is in the log once", "the prevposition chain is whole", "every document is the fold of its stream"

PLANTS = [
    Plant("a skipped position", ["positions are 1 to N"], _skipped_position),
    Plant("a doubled append", [ONCE], _doubled_append),
    Plant("a lost write", [ONCE], _lost_write),
    Plant("a refused write in the log", ["nothing refused is in the log"], _refused_write),
    Plant("a write of nobody", ["the log holds nothing that nobody asked for"], _stray_write),
    Plant("a hole in a stream", ["stream versions are 1 to n"], _version_hole),
    Plant("a duplicated claim", ["no claim twice"], _duplicated_claim),
    Plant("a lost claim", ["claims are those of the living users"], _lost_claim),
    Plant("a dropped record", ["the topic is the log", CHAIN], _dropped_record),
    Plant("a reordered key", ["the topic keeps the order of each key", CHAIN], _reordered_key),
    Plant("a broken chain", [CHAIN], _broken_chain),
    Plant("a changed record", ["the topic is the log"], _changed_record),
    Plant("a key in two partitions", ["the topic keeps the order of each key"], _split_key),
    Plant("a stale document", [FOLDS], _stale_document),
    Plant("a row missing in the list", ["the list is the documents"], _missing_row),
    Plant("two rows of the list swapped", ["the list is the documents"], _swapped_rows),
    Plant("a lost change", ["users are what the clients made of them", FOLDS], _lost_change),
    Plant("a stale list", ["lists showed the writes they were asked for"], _stale_list),
    Plant("an ended session accepted by the same process", ["no ended session was accepted"], _accepted_by_the_same_process),
    Plant("an ended session accepted after a restart", ["no ended session was accepted"], _accepted_after_a_restart),
    Plant("an ended session accepted at the end", ["no ended session was accepted"], _accepted_at_the_end),
    Plant("a lost document", [FOLDS], _lost_document),  # last: in the cluster it is lost for good
]


def plant_all(report, label, found, store):
    """REQUIRES: every check holds on the evidence, no process uses the store any more."""
    whole = _replaced(found, log=log_after(store, "SELECT 1;"))
    findings = [line for name in checks.applicable(whole) for line in checks.findings(name, whole)]
    report.check(f"{label}: an undamaged copy passes", not findings, str(findings[:3] or ""))
    for plant in PLANTS:
        damaged = plant.damage(found, store)
        if damaged is None:
            continue
        for name in plant.caught_by:
            findings = checks.findings(name, damaged)
            report.check(f"{label}: {plant.name} is caught: {name}", findings, findings[0][:120] if findings else "nothing found")
    unplanted = set(checks.applicable(found)) - {name for plant in PLANTS for name in plant.caught_by}
    report.check(f"{label}: every check was shown to catch something", not unplanted, str(unplanted or ""))
