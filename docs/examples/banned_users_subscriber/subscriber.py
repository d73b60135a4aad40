#!/usr/bin/env python3
"""Follows authledger's events on Kafka and keeps a table of banned users of its own. See docs/subscribers.md.

  subscriber.py run   --table FILE --brokers HOST:PORT --source ISSUER [--topic TOPIC] [--once] [--accept-late-start]
  subscriber.py show  --table FILE   who is banned right now, a JSON object per line
  subscriber.py proof --table FILE   what was read, and whether something is missing

Exit codes of run: 0 ended by a signal, or --once and everything was read; 3 a record is missing; 4 the table belongs to
another log, or to one before a restored backup; 1 anything else. proof: 0 nothing is missing, 3 something is."""

import argparse
import dataclasses
import json
import logging
import signal
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

import records
from banned_users import BannedUsers, Missing, OtherInstallation

BATCH, WAIT_S, CALL_S = 500, 0.2, 10
log = logging.getLogger("subscriber")


@dataclasses.dataclass
class Search:
    behind: int  # the position whose successor is searched for
    left: Missing | None = None  # the first event that did not follow


class Subscriber:
    def __init__(self, table, options):
        self.table, self.options = table, options
        self.consumer = Consumer({
            "bootstrap.servers": options.brokers,
            "group.id": "banned-users",  # asked for by the client; the place in the topic is kept in the table
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "enable.partition.eof": True,
        })
        self.searches = {}  # partitions with a hole
        self.at_end = set()
        self.foreign = set()  # sources that were told of
        self.stopped = False

    def run(self):
        """Until it is stopped; with --once until each partition's end."""
        topic = self.consumer.list_topics(self.options.topic, CALL_S).topics[self.options.topic]
        if topic.error is not None:
            raise KafkaException(topic.error)
        partitions = len(topic.partitions)
        self.table.belongs_to(self.options.source, self.options.topic, partitions)
        offsets = self.table.next_offsets()
        self.consumer.assign([self.place(one, offsets.get(one, OFFSET_BEGINNING)) for one in range(partitions)])
        log.info("reads %d partitions of %s", partitions, self.options.topic)
        while not self.stopped and not (self.options.once and len(self.at_end) == partitions):
            self.take(self.consumer.consume(BATCH, WAIT_S))
        self.consumer.close()

    def place(self, partition, offset):
        return TopicPartition(self.options.topic, partition, offset)

    def take(self, messages):
        batch = []
        for message in messages:
            if message.error() is None:
                self.at_end.discard(message.partition())
                event = records.read(message, self.options.source)
                if event is None:
                    self.tell_foreign(message)
                batch.append(event or (message.partition(), message.offset()))
            elif message.error().code() == KafkaError._PARTITION_EOF:
                self.at_end.add(message.partition())
            elif message.error().code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
                # The topic was made anew, or its retention has passed our place: repetitions are dropped anyway.
                self.read_from_beginning(message.partition())
            else:
                log.warning("%s", message.error())
        while batch:
            try:
                self.table.take_all(batch)
                batch = []
            except Missing as hole:
                batch = self.after_hole(batch[hole.index:], hole)
        for partition in self.at_end & self.searches.keys():
            self.end_search(partition)

    def tell_foreign(self, message):
        source = records.headers_of(message).get("ce_source", "nobody")
        if source not in self.foreign and len(self.foreign) < 10:
            self.foreign.add(source)
            log.warning("drops records of %s: they are not from %s", source, self.options.source)

    def after_hole(self, rest, hole):
        """What can still be taken of the rest. A topic that was made anew, or filled again, looks like a hole as well:
        the whole partition is searched before the alarm. What does not follow on what is known is left, for now."""
        search = self.searches.get(hole.partition)
        if search is not None:
            search.left = search.left or hole
            return rest[1:]
        log.warning("%s; reading the partition again", hole)
        self.search(hole)
        return [one for one in rest if (one[0] if isinstance(one, tuple) else one.partition) != hole.partition]

    def search(self, hole):
        self.searches[hole.partition] = Search(hole.after)
        self.read_from_beginning(hole.partition)

    def end_search(self, partition):
        search, position = self.searches.pop(partition), self.table.position(partition)
        if search.left is None:
            log.info("partition %d is whole again", partition)
        elif position > search.behind:
            self.search(Missing(partition, position, search.left.before))
        elif position == 0 and self.options.accept_late_start:
            log.warning("partition %d is known from behind position %d on", partition, search.left.before)
            self.table.start_in_the_middle(search.left)
            self.read_from_beginning(partition)
        else:
            self.table.note_missing(search.left)
            raise search.left

    def read_from_beginning(self, partition):
        low, _ = self.consumer.get_watermark_offsets(self.place(partition, 0), CALL_S)
        self.at_end.discard(partition)
        self.consumer.incremental_unassign([self.place(partition, 0)])
        self.consumer.incremental_assign([self.place(partition, low)])

    def stop(self, *_):
        self.stopped = True


def run(options):
    subscriber = Subscriber(BannedUsers(options.table), options)
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, subscriber.stop)
    try:
        subscriber.run()
    except Missing as hole:
        log.critical("LOST: %s. Nothing behind it was taken.", hole)
        return 3
    except OtherInstallation as other:
        log.critical("%s. Delete the table and read from the beginning.", other)
        return 4
    return 0


def show(options):
    for row in BannedUsers(options.table).banned():
        print(json.dumps(row))
    return 0


def proof(options):
    found = BannedUsers(options.table).proof()
    print(json.dumps(found, indent=2))
    return 0 if found["unbroken"] else 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("run", "show", "proof"))
    parser.add_argument("--table", required=True)
    parser.add_argument("--brokers", default="127.0.0.1:9092")
    parser.add_argument("--topic", default="authledger.events")
    parser.add_argument("--source", help="the service's setting tokens.issuer")
    parser.add_argument("--once", action="store_true", help="end when everything was read")
    parser.add_argument("--accept-late-start", action="store_true",
                        help="begin with what the topic still has; the table then lacks older bans")
    options = parser.parse_args()
    if options.what == "run" and not options.source:
        parser.error("run needs --source")
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    return {"run": run, "show": show, "proof": proof}[options.what](options)


if __name__ == "__main__":
    sys.exit(main())
