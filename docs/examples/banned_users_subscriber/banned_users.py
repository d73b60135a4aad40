"""The subscriber's own table. What an event does to it and how far the topic was read are one transaction, so that a
process that is killed at any moment comes back to a table that agrees with its place in the topic."""

import datetime
import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS installation (
  source TEXT NOT NULL, topic TEXT NOT NULL, partitions INTEGER NOT NULL, epoch INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS progress (
  partition INTEGER PRIMARY KEY,
  next_offset INTEGER NOT NULL,         -- where to read on
  first_link INTEGER NOT NULL,          -- prevposition of the first event taken: 0, nothing came before it
  position INTEGER NOT NULL,            -- of the last event taken
  events INTEGER NOT NULL DEFAULT 0,    -- taken
  repeated INTEGER NOT NULL DEFAULT 0,  -- dropped: taken before
  foreign_records INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS bans (
  tenant TEXT NOT NULL, user_id TEXT NOT NULL,
  app_id TEXT NOT NULL,                 -- empty: the whole account
  until TEXT,                           -- ISO 8601; none: until it is lifted
  banned_at TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (tenant, user_id, app_id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS missing (
  partition INTEGER NOT NULL, after_position INTEGER NOT NULL, before_position INTEGER NOT NULL,
  PRIMARY KEY (partition, after_position)) STRICT, WITHOUT ROWID;
"""


class OtherInstallation(Exception):
    """The table was filled from somewhere else; it has to be made anew."""


class Missing(Exception):
    """The chain of `prevposition` has a hole: between these two positions a record is not there."""

    def __init__(self, partition, after, before):
        super().__init__(f"partition {partition}: the event at position {before} is missing, and with it whatever came "
                         f"between it and position {after}")
        self.partition, self.after, self.before = partition, after, before
        self.index = 0  # of the event behind the hole, in the batch that was to be taken


class BannedUsers:
    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.executescript(SCHEMA)

    def belongs_to(self, source, topic, partitions):
        """Partitions that are added later would break the order of a stream: that, too, is another topic."""
        row = self.db.execute("SELECT * FROM installation").fetchone()
        if row is None:
            self.db.execute("INSERT INTO installation VALUES (?, ?, ?, 0)", (source, topic, partitions))
        elif (row["source"], row["topic"], row["partitions"]) != (source, topic, partitions):
            raise OtherInstallation(f"the table is of {row['source']}, topic {row['topic']} with {row['partitions']} partitions")

    def next_offsets(self):
        return {row["partition"]: row["next_offset"] for row in self.db.execute("SELECT * FROM progress")}

    def position(self, partition):
        row = self.db.execute("SELECT position FROM progress WHERE partition = ?", (partition,)).fetchone()
        return row["position"] if row else 0

    def take_all(self, batch):
        """All of it or nothing; before a hole all that came before it. An item is an event, or (partition, offset) of a record that is none of ours."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for index, one in enumerate(batch):
                self._take(one)
        except Missing as hole:
            self.db.execute("COMMIT")  # what came before the hole is good
            hole.index = index
            raise
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def _take(self, one):
        if isinstance(one, tuple):
            return self._step(one[0], one[1], "foreign_records")
        self._same_epoch(one.epoch)
        known = self.db.execute("SELECT * FROM progress WHERE partition = ?", (one.partition,)).fetchone()
        last = known["position"] if known else 0
        if one.position <= last:
            return self._step(one.partition, one.offset, "repeated")
        if one.previous != last:
            raise Missing(one.partition, last, one.previous)
        self._apply(one)
        self._step(one.partition, one.offset, "events")
        self.db.execute("UPDATE progress SET position = ? WHERE partition = ?", (one.position, one.partition))
        self.db.execute("DELETE FROM missing WHERE partition = ? AND after_position < ?", (one.partition, one.position))

    def _step(self, partition, offset, counted):
        self.db.execute("INSERT OR IGNORE INTO progress (partition, next_offset, first_link, position) VALUES (?, 0, 0, 0)",
                        (partition,))
        self.db.execute(f"UPDATE progress SET next_offset = ?, {counted} = {counted} + 1 WHERE partition = ?",
                        (offset + 1, partition))

    def _same_epoch(self, epoch):
        known = self.db.execute("SELECT epoch FROM installation").fetchone()[0]
        if known == 0:
            self.db.execute("UPDATE installation SET epoch = ?", (epoch,))
        elif known != epoch:
            raise OtherInstallation(f"the log was restored from a backup (epoch {known}, now {epoch}): "
                                    "some of what this table knows may never have been")

    def _apply(self, event):
        """Everything that the service does about an event. Types that it does not know change nothing."""
        data, app = event.data, event.data.get("appId") or ""
        if event.type == "user.banned":
            self.db.execute("REPLACE INTO bans VALUES (?, ?, ?, ?, ?, ?)",
                            (event.tenant, data["userId"], app, data.get("until"), event.time, event.position))
        elif event.type in ("user.unbanned", "user.left_app"):
            self.db.execute("DELETE FROM bans WHERE tenant = ? AND user_id = ? AND app_id = ?",
                            (event.tenant, data["userId"], app))
        elif event.type in ("user.deleted", "user.erased"):
            self.db.execute("DELETE FROM bans WHERE tenant = ? AND user_id = ?", (event.tenant, data["userId"]))
        elif event.type == "app.deleted":
            self.db.execute("DELETE FROM bans WHERE tenant = ? AND app_id = ?", (event.tenant, app))

    def start_in_the_middle(self, hole):
        """Takes a hole at the very beginning for what it may be: the topic keeps events for some days only."""
        self.db.execute("INSERT OR REPLACE INTO progress (partition, next_offset, first_link, position) VALUES (?, 0, ?, ?)",
                        (hole.partition, hole.before, hole.before))

    def note_missing(self, hole):
        self.db.execute("INSERT OR IGNORE INTO missing VALUES (?, ?, ?)", (hole.partition, hole.after, hole.before))

    def banned(self, now=None):
        """Rows of those who are banned at that time; a ban ends at its `until` without any event."""
        now = now or datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return [dict(row) for row in self.db.execute(
            "SELECT * FROM bans WHERE until IS NULL OR until > ? ORDER BY tenant, user_id, app_id", (now,))]

    def proof(self):
        """Each partition's chain holds, or _take() had refused. Positions have no gaps over the whole log, so when all
        chains begin with nothing before them, as many events as the highest position means: every single one."""
        rows = [dict(row) for row in self.db.execute("SELECT * FROM progress ORDER BY partition")]
        missing = [dict(row) for row in self.db.execute("SELECT * FROM missing ORDER BY partition")]
        events, highest = sum(row["events"] for row in rows), max((row["position"] for row in rows), default=0)
        return {"partitions": rows, "events": events, "highestPosition": highest,
                "repeated": sum(row["repeated"] for row in rows), "missing": missing,
                "unbroken": not missing, "complete": not missing and events == highest > 0}
