#!/usr/bin/env python3
"""The example subscriber of docs/examples on the events of the real program (cluster profile): killed and started again
in the middle of things, given every record twice, a topic with a hole, one that has lost its beginning, and one of a
restored log. Its table must be what the service says, or it must say what it lacks.

Environment: as run_outage.py. AUTHLEDGER_SEED repeats the order of bans and kills."""

import collections
import json
import os
import random
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from support_py import venv

venv.enter()
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from support_py.service import ROOT, Report, Service, Store, in_parallel

EXAMPLE = os.path.join(ROOT, "docs/examples/banned_users_subscriber/subscriber.py")
SOURCE = "authledger"  # tokens.issuer
PEOPLE, APPS, COMMANDS, KILLS, PARTITIONS = 40, 3, 600, 8, 12
SEED = int(os.environ.get("AUTHLEDGER_SEED") or secrets.randbits(32))
report = Report()


def check(name, good, detail=""):
    report.check(name, good, "" if good else str(detail)[-800:])


def wait_for(holds, seconds=30):
    """Looks again and again; false when the time is over."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


class Example:
    """The subscriber as a process of its own, with a table of its own."""

    def __init__(self, folder, topic, brokers):
        self.table = os.path.join(folder, f"banned-{topic}-{secrets.token_hex(4)}.db")
        self.arguments = ["--table", self.table, "--brokers", brokers, "--topic", topic, "--source", SOURCE]

    def command(self, what, *more):
        arguments = self.arguments if what == "run" else self.arguments[:2]
        return [sys.executable, EXAMPLE, what, *arguments, *more]

    def start(self):
        return subprocess.Popen(self.command("run"), stderr=subprocess.DEVNULL)

    def read_all(self, *more):
        return subprocess.run(self.command("run", "--once", *more), capture_output=True, text=True, timeout=120)

    def proof(self):
        done = subprocess.run(self.command("proof"), capture_output=True, text=True, timeout=30)
        return done.returncode, json.loads(done.stdout)

    def banned(self):
        done = subprocess.run(self.command("show"), capture_output=True, text=True, timeout=30)
        return {(row["user_id"], row["app_id"]) for row in map(json.loads, done.stdout.splitlines())}

    def events(self):
        """How many it has taken, seen from outside."""
        try:
            with sqlite3.connect(f"file:{self.table}?mode=ro", uri=True, timeout=5) as db:
                return db.execute("SELECT coalesce(sum(events), 0) FROM progress").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # not made yet


class Shop:
    """The service with people in apps, and what it says of them."""

    def __init__(self, store):
        self.service = Service(store)
        self.token = self.service.login()["accessToken"]
        self.apps = [self.manage("postAddApps", app_name=f"shop {i}", description="a shop")["id"] for i in range(APPS)]
        self.names = {f"shop {i}": app for i, app in enumerate(self.apps)}
        self.people = in_parallel(PEOPLE, self.make_person, threads=4)

    def manage(self, operation, **body):
        answer = self.service.call("POST", "/manage/" + operation, body, token=self.token)
        assert answer.status in (200, 201), (operation, answer.status, answer.body)
        return answer.json()["data"]

    def make_person(self, number):
        made = self.service.call("POST", "/v1/registeruser", {
            "email": f"person{number}@example.com", "password": "a fresh password", "fullname": "A Person"}).json()["user"]
        for app in self.apps:
            self.manage("postAddUserToApp", user_id=made["id"], app_id=app)
        return made["id"]

    def change(self, dice):
        user, app = dice.choice(self.people), dice.choice([*self.apps, None])
        where = {"app_id": app} if app else {}
        if dice.random() < 0.6:
            until = {"until": "2100-01-01T00:00:00.000Z"} if dice.random() < 0.3 else {}
            self.manage("banUser", user_id=user, **where, **until)
        else:
            self.manage("unbanUser", user_id=user, **where)

    def banned(self):
        answer = self.service.call("GET", "/manage/getBannedUser", token=self.token)
        while answer.status == 503:  # behind; each look waits by itself
            answer = self.service.call("GET", "/manage/getBannedUser", token=self.token)
        return {(row["id"], self.names[row["app_name"]]) for row in answer.json()["data"]}

    def seen_by(self, table):
        """The subscriber's rows, those of whole accounts once per app."""
        return {(user, app) for user, where in table for app in ([where] if where else self.apps)}

    def wait_published(self):
        health = {}

        def published():
            health.update(self.service.call("GET", "/admin/health", token=self.token).json())
            return health["relay"]["checkpoint"] >= health["log"]["head"]

        assert wait_for(published), health
        return health["log"]["head"]


class Topics:
    """Reads and writes topics with the records' bytes untouched."""

    def __init__(self, brokers):
        self.brokers = brokers
        self.admin = AdminClient({"bootstrap.servers": brokers})
        self.made = []

    def make(self):
        name = "t" + secrets.token_hex(6)
        self.admin.create_topics([NewTopic(name, PARTITIONS, 1)])[name].result(30)
        self.made.append(name)
        return name

    def read(self, topic):
        consumer = Consumer({"bootstrap.servers": self.brokers, "group.id": "copies", "enable.auto.commit": False,
                             "auto.offset.reset": "earliest"})
        records = []
        for one in range(PARTITIONS):
            place = TopicPartition(topic, one, 0)
            _, high = consumer.get_watermark_offsets(place, 10)
            consumer.assign([place])
            found = []
            while len(found) < high:
                found += [message for message in consumer.consume(high - len(found), 10) if message.error() is None]
            records += found
        consumer.close()
        return records

    def write(self, topic, records, headers=lambda given: given):
        producer = Producer({"bootstrap.servers": self.brokers, "enable.idempotence": True})
        for one in records:
            producer.produce(topic, one.value(), one.key(), one.partition(), headers=headers(one.headers()))
            producer.poll(0)
        assert producer.flush(60) == 0

    def remove(self):
        for name, done in self.admin.delete_topics(self.made).items() if self.made else ():
            done.result(30)


def header(message, name):
    return dict(message.headers())[name].decode()


def killed_in_the_middle(shop, example):
    """The service goes on while the subscriber is killed again and again; each time it has taken something new."""
    dice = random.Random(SEED)
    enough, done, troubles = threading.Event(), [], []

    def change():
        try:
            while len(done) < COMMANDS or not enough.is_set():
                done.append(shop.change(dice))
        except Exception as error:  # noqa: BLE001  told below
            troubles.append(error)

    changes = threading.Thread(target=change)
    changes.start()
    kills, sound = 0, True
    moments = random.Random(SEED + 1)
    while kills < KILLS:
        process, goal = example.start(), example.events() + moments.randint(1, 60)
        wait_for(lambda: example.events() >= goal or not changes.is_alive() or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        code, proof = example.proof()
        sound = sound and code == 0 and proof["unbroken"]
    enough.set()
    changes.join()
    check(f"killed {kills} times while bans went on: its table was sound each time", sound and not troubles, (kills, troubles))
    head = shop.wait_published()
    done = example.read_all()
    code, proof = example.proof()
    check("started again it reads the rest", done.returncode == 0, done.stderr)
    check("it has every event: as many as positions", code == 0 and proof["complete"] and proof["events"] == head, (proof, head))
    print(f"        {proof['events']} events, head of the log {head}, {proof['repeated']} repeated")
    told, known = shop.banned(), shop.seen_by(example.banned())
    check(f"its table is what the service says: {len(told)} bans", told == known and told, told ^ known)


def restarted_for_nothing(example):
    before = example.banned(), example.events()
    codes = [example.read_all().returncode for _ in range(2)]
    check("starting it again changes nothing", codes == [0, 0] and before == (example.banned(), example.events()), codes)


def everything_twice(shop, topics, example, topic, records):
    before = example.banned()
    topics.write(topic, records)
    done = example.read_all()
    code, proof = example.proof()
    check("every record came once more and was dropped", done.returncode == 0 and proof["repeated"] >= len(records)
          and proof["events"] == proof["highestPosition"] and example.banned() == before, (done.stderr, proof))
    dice = random.Random(SEED + 2)
    for _ in range(20):
        shop.change(dice)
    head = shop.wait_published()
    done = example.read_all()
    code, proof = example.proof()
    check("and it goes on behind them", done.returncode == 0 and proof["events"] == head and
          shop.seen_by(example.banned()) == shop.banned(), (done.stderr, proof))


def a_hole(topics, records, make_example):
    """One ban is not on the topic; nothing else tells that it ever was."""
    bans = [one for one in records if header(one, "ce_type").startswith("authledger.user.banned.")]
    lost = next(one for one in bans if one.offset() > 0 and any(
        two.partition() == one.partition() and two.offset() > one.offset() for two in records))
    topic = topics.make()
    topics.write(topic, [one for one in records if one is not lost])
    example = make_example(topic)
    done = example.read_all()
    code, proof = example.proof()
    said = f"partition {lost.partition()}: the event at position {header(lost, 'position')} is missing"
    check("a missing record ends it, loudly and by its position", done.returncode == 3 and "LOST" in done.stderr
          and said in done.stderr, (done.returncode, done.stderr))
    there = next(row for row in proof["partitions"] if row["partition"] == lost.partition())
    check("it took nothing behind the hole, and the proof says so", code == 3 and not proof["unbroken"]
          and there["position"] == int(header(lost, "prevposition")), proof)
    again = example.read_all()
    check("it does not get used to it", again.returncode == 3 and "LOST" in again.stderr, again.stderr)
    behind = [one for one in records if one.partition() == lost.partition() and one.offset() >= lost.offset()]
    topics.write(topic, behind)
    healed = example.read_all()
    code, proof = example.proof()
    check("when the record is there after all, it goes on", healed.returncode == 0 and code == 0 and proof["complete"], healed.stderr)
    return example


def a_lost_beginning(topics, records, make_example):
    """A subscriber that comes after the topic's retention."""
    bare = next(one for one in records if one.offset() > 3 and header(one, "ce_type").startswith("authledger.user."))
    topic = topics.make()
    topics.write(topic, [one for one in records if one.partition() != bare.partition() or one.offset() >= bare.offset()])
    done = make_example(topic).read_all()
    check("a topic without its beginning is refused", done.returncode == 3 and f"at position {header(bare, 'prevposition')} is missing"
          in done.stderr, done.stderr)
    example = make_example(topic)
    done = example.read_all("--accept-late-start")
    code, proof = example.proof()
    check("unless that is accepted; then the proof does not claim everything",
          done.returncode == 0 and code == 0 and proof["unbroken"] and not proof["complete"], (done.stderr, proof))


def away_for_too_long(topics, records, make_example):
    """The topic's retention has passed the place where it had stopped."""
    topic = topics.make()
    count = collections.Counter(one.partition() for one in records)
    half = {one: count[one] // 2 for one in range(PARTITIONS)}
    first = [one for one in records if one.offset() < half[one.partition()]]
    topics.write(topic, first)
    example = make_example(topic)
    began = example.read_all()
    topics.write(topic, [one for one in records if one.offset() >= half[one.partition()]])
    cut = [TopicPartition(topic, one, half[one] + 1) for one in count]
    for done in topics.admin.delete_records(cut).values():
        done.result(30)
    done = example.read_all()
    check("records that went away while it was down are missed", began.returncode == 0 and done.returncode == 3
          and "LOST" in done.stderr, (began.stderr, done.stderr))


def a_restored_log(topics, records, make_example):
    topic = topics.make()
    topics.write(topic, records)
    example = make_example(topic)
    example.read_all()
    before = example.banned()
    topics.write(topic, records[-1:], lambda given: [(name, b"2" if name == "ce_epoch" else value) for name, value in given])
    done = example.read_all()
    check("the epoch of a restored log ends it, and its table stays", done.returncode == 4 and "restored" in done.stderr
          and example.banned() == before, done.stderr)


def strangers(topics, records, make_example):
    topic = topics.make()
    topics.write(topic, records, lambda given: [(name, b"other" if name == "ce_source" else value) for name, value in given])
    topics.write(topic, records[:50], lambda given: [("position", b"x")])
    topics.write(topic, records[:50], lambda given: None)
    topics.write(topic, records)
    example = make_example(topic)
    done = example.read_all()
    code, proof = example.proof()
    foreign = sum(row["foreign_records"] for row in proof["partitions"])
    check("records of others are dropped, and told of", done.returncode == 0 and code == 0 and proof["complete"]
          and foreign == len(records) + 100 and "drops records of other" in done.stderr, (done.stderr, foreign))


def main():
    print(f"seed {SEED} (AUTHLEDGER_SEED={SEED} repeats it)")
    brokers = os.environ["AUTHLEDGER__KAFKA__BROKERS"]
    store, topics, shop = Store("cluster"), Topics(brokers), None
    try:
        shop = Shop(store)
        example = Example(store.folder, store.name, brokers)
        killed_in_the_middle(shop, example)
        restarted_for_nothing(example)
        records = topics.read(store.name)
        everything_twice(shop, topics, example, store.name, records)
        make_example = lambda topic: Example(store.folder, topic, brokers)
        healed = a_hole(topics, records, make_example)
        truth = make_example(store.name)
        check("a table made anew from the start is the same", truth.read_all().returncode == 0
              and truth.banned() == example.banned() and healed.events() == len(records), truth.proof())
        for case in (a_lost_beginning, away_for_too_long, a_restored_log, strangers):
            case(topics, records, make_example)
    finally:
        if shop:
            shop.service.kill()
        topics.remove()
        store.remove()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
