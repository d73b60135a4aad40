"""Copies of a round's stores, to be damaged on purpose."""

import contextlib
import os
import sqlite3
import subprocess

from faults_py.evidence import database_url, documents_file, elasticsearch, read_documents, read_log_copy, users_index

# The log is append-only by trigger; a damage is not.
_SQLITE_OPEN = "DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete;"


@contextlib.contextmanager
def _postgres_copy(store):
    copy = store.name + "_damaged"
    store.psql(f"CREATE DATABASE {copy} TEMPLATE {store.name}")
    try:
        yield copy
    finally:
        store.psql(f"DROP DATABASE {copy} WITH (FORCE)")


@contextlib.contextmanager
def _sqlite_copy(store, name):
    copy = os.path.join(store.folder, "damaged.db")
    with contextlib.closing(sqlite3.connect(os.path.join(store.folder, name))) as whole, contextlib.closing(sqlite3.connect(copy)) as into:
        whole.backup(into)
    try:
        yield copy
    finally:
        os.remove(copy)


def log_after(store, sql):
    """The log as a copy of the database has it once the SQL (of both dialects) has run on it."""
    if store.profile == "cluster":
        with _postgres_copy(store) as copy:
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", database_url(store, copy), "-c", "BEGIN;" + sql + "COMMIT"], check=True, stdout=subprocess.DEVNULL)
            return read_log_copy(store, copy)
    with _sqlite_copy(store, "log.db") as copy:
        with contextlib.closing(sqlite3.connect(copy)) as database:
            database.executescript(_SQLITE_OPEN + "BEGIN;" + sql + "COMMIT")
        return read_log_copy(store, copy)


def documents_without(store, user):
    """The documents once one is lost: out of the index itself, or out of a copy of the file."""
    if store.profile == "cluster":
        elasticsearch("DELETE", f"/{users_index(store)}/_doc/{user}")
        return read_documents(store)
    with _sqlite_copy(store, documents_file(store)) as copy:
        with contextlib.closing(sqlite3.connect(copy)) as database:
            database.execute("DELETE FROM documents WHERE id=?", (user,))
            database.commit()
        return read_documents(store, copy)
