"""A database, a topic and index names for one server of the cluster profile, gone afterwards."""

import json
import os
import secrets
import socket
import struct
import subprocess
import urllib.error
import urllib.parse
import urllib.request


class Store:
    def __init__(self):
        self.name = "contract_" + secrets.token_hex(5)
        self.admin_url = os.environ["AUTHLEDGER_PG_ADMIN_URL"]
        self.postgres_url = os.environ["AUTHLEDGER__POSTGRES__URL"]
        self.brokers = os.environ["AUTHLEDGER__KAFKA__BROKERS"]
        self.search_url = os.environ["AUTHLEDGER__ELASTICSEARCH__URL"]
        owner = urllib.parse.urlsplit(self.postgres_url).username
        self.sql(f'CREATE DATABASE {self.name} OWNER "{owner}"')

    def settings(self):
        url = urllib.parse.urlsplit(self.postgres_url)._replace(path="/" + self.name).geturl()
        return {"AUTHLEDGER__POSTGRES__URL": url, "AUTHLEDGER__KAFKA__BROKERS": self.brokers,
                "AUTHLEDGER__KAFKA__TOPIC": self.name.replace("_", "."),
                "AUTHLEDGER__ELASTICSEARCH__URL": self.search_url,
                "AUTHLEDGER__ELASTICSEARCH__PREFIX": self.name}

    def sql(self, statement):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", self.admin_url, "-c",
                        statement], check=True, capture_output=True)

    def drop(self):
        self.sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.drop_indices()
        delete_topic(self.brokers.split(",")[0], self.name.replace("_", "."))

    def drop_indices(self):
        with urllib.request.urlopen(f"{self.search_url}/_cat/indices/{self.name}*?format=json"
                                    "&expand_wildcards=all", timeout=30) as reply:
            for row in json.load(reply):
                call = urllib.request.Request(f"{self.search_url}/{row['index']}", method="DELETE")
                urllib.request.urlopen(call, timeout=30).close()
        for kind in ("_index_template", "_template"):
            call = urllib.request.Request(f"{self.search_url}/{kind}/{self.name}*", method="DELETE")
            try:
                urllib.request.urlopen(call, timeout=30).close()
            except urllib.error.HTTPError:
                pass  # none of that kind was made


def delete_topic(broker, topic):
    """Kafka's DeleteTopics request, version 1 (https://kafka.apache.org/protocol)."""
    def text(value):
        return struct.pack(">h", len(value)) + value.encode()
    message = (struct.pack(">hhi", 20, 1, 1) + text("contract-tests")
               + struct.pack(">i", 1) + text(topic) + struct.pack(">i", 10000))
    host, _, port = broker.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=15) as link:
        link.sendall(struct.pack(">i", len(message)) + message)
        link.recv(4096)
