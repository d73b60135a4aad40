"""What is left after the faults: the log, the topic, the documents and the truth, read from the stores themselves."""

import dataclasses
import json
import os
import sqlite3
import subprocess
import urllib.parse
import urllib.request

from faults_py.nodes import Wire
from support_py.service import in_parallel

_EVENT_COLUMNS = "position, event_id, stream_id, stream_version, type, payload, meta"


@dataclasses.dataclass
class Event:
    position: int
    id: str
    stream: str
    version: int
    type: str
    payload: dict
    command: str  # the correlation id


@dataclasses.dataclass
class Log:
    events: list  # of Event, by position as stored
    head: int
    streams: dict  # id → version
    claims: list  # of (tenant, kind, key, owner)


@dataclasses.dataclass
class Record:
    partition: int
    offset: int
    key: str
    position: int
    previous: int
    version: int
    id: str
    type: str
    value: dict


@dataclasses.dataclass
class Document:
    position: int
    version: int
    listed: bool
    body: dict


@dataclasses.dataclass
class Evidence:
    """All that the checks read; nothing of it is changed while they run."""

    journal: object
    log: Log
    topic: list  # of Record, or None: this profile has no topic
    documents: dict  # user id → Document
    listed: list  # user objects of the list, in its order
    truth: dict  # user id → user object, or None
    late: list  # of (session, process, status): every ended token tried once more, at the end


def _event(row):
    position, event_id, stream, version, kind, payload, meta = row
    return Event(position, event_id, stream, version, kind, json.loads(payload), json.loads(meta).get("correlationId") or "")


def database_url(store, name=None):
    return urllib.parse.urlsplit(store.admin)._replace(path="/" + (name or store.name)).geturl()


def _psql_rows(url, columns, rest):
    sql = f"COPY (SELECT json_build_array({columns}) FROM {rest}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
    done = subprocess.run(["psql", "-q", "-At", "-v", "ON_ERROR_STOP=1", url, "-c", sql], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _sqlite_rows(path, columns, rest):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute(f"SELECT {columns} FROM {rest}").fetchall()
    finally:
        database.close()


def read_log(read, where):
    """`read`: _psql_rows or _sqlite_rows; `where`: its URL or path."""
    return Log(
        events=[_event(row) for row in read(where, _EVENT_COLUMNS, "events ORDER BY position")],
        head=read(where, "position", "head")[0][0],
        streams={row[0]: row[1] for row in read(where, "stream_id, version", "streams")},
        claims=[tuple(row) for row in read(where, "tenant_id, kind, key, owner", "claims")])


def read_log_of(store):
    if store.profile == "cluster":
        return read_log(_psql_rows, database_url(store))
    return read_log(_sqlite_rows, os.path.join(store.folder, "log.db"))


def read_log_copy(store, copy):
    """Of a copy that plants.py made."""
    if store.profile == "cluster":
        return read_log(_psql_rows, database_url(store, copy))
    return read_log(_sqlite_rows, copy)


def read_topic(store):
    if store.profile != "cluster":
        return None
    brokers = os.environ["AUTHLEDGER__KAFKA__BROKERS"]
    done = subprocess.run(["kcat", "-C", "-q", "-J", "-e", "-o", "beginning", "-b", brokers, "-t", store.name], check=True, capture_output=True)
    records = []
    for line in done.stdout.splitlines():
        one = json.loads(line)
        headers = dict(zip(one["headers"][::2], one["headers"][1::2]))
        records.append(Record(one["partition"], one["offset"], one["key"], int(headers["position"]), int(headers["prevposition"]),
                              int(headers["ce_streamversion"]), headers["ce_id"], headers["ce_type"], json.loads(one["payload"])))
    return sorted(records, key=lambda record: (record.partition, record.offset))


def elasticsearch(method, path, body=None):
    request = urllib.request.Request(os.environ["AUTHLEDGER__ELASTICSEARCH__URL"] + path, method=method,
                                     data=json.dumps(body).encode() if body is not None else None, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def users_index(store):
    """The physical index that the lists read."""
    return next(iter(elasticsearch("GET", f"/{store.name}-users/_alias")))


def _elasticsearch_documents(store):
    index, after = users_index(store), None
    elasticsearch("POST", f"/{index}/_refresh")
    while True:
        query = {"size": 5000, "sort": [{"doc_id": "asc"}]}
        if after:
            query["search_after"] = after
        hits = elasticsearch("POST", f"/{index}/_search", query)["hits"]["hits"]
        if not hits:
            return
        for hit in hits:
            one = hit["_source"]
            yield one["doc_id"], one["doc_version"], one["doc_stream_version"], one["doc_listed"], one["body"]
        after = hits[-1]["sort"]


def documents_file(store):
    """The file of the generation that the lists read, within the data folder."""
    live = _sqlite_rows(os.path.join(store.folder, "projections/generations.db"), "physical", "generations WHERE name='users' AND state='live'")
    return f"projections/{live[0][0]}.db"


def read_documents(store, path=None):
    """`path`: of a copy of the file."""
    if store.profile == "cluster":
        rows = _elasticsearch_documents(store)
    else:
        rows = _sqlite_rows(path or os.path.join(store.folder, documents_file(store)), "id, version, stream_version, listed, body", "documents")
    return {row[0]: Document(row[1], row[2], bool(row[3]), json.loads(row[4]) if row[4] else {}) for row in rows}


def read_list(node, token):
    answer, _, _ = Wire().call(node, "GET", "/v1/users?pageNumber=0&consistency=strong", token=token, patience=120)
    if answer.status != 200:
        raise RuntimeError(f"the list: {answer.status} {answer.body[:300]}")
    return answer.json()["users"]


def read_truth(node, token, users):
    """GET /v1/users/:id, which folds the stream, for every user."""
    def get(index):
        answer, _, _ = Wire().call(node, "GET", "/v1/users/" + users[index], token=token, patience=60)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise RuntimeError(f"{users[index]}: {answer.status} {answer.body[:300]}")
        return answer.json()["user"]

    answers = in_parallel(len(users), get, threads=4)
    for one in answers:
        if isinstance(one, Exception):
            raise one
    return dict(zip(users, answers))


def gather(store, node, token, journal, late):
    log = read_log_of(store)
    users = sorted({e.payload["userId"] for e in log.events if e.type == "user.registered"})
    return Evidence(journal, log, read_topic(store), read_documents(store), read_list(node, token), read_truth(node, token, users), late)
