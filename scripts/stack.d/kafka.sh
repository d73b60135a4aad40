# Kafka in KRaft mode: one process is broker and controller. Topics are made by those who own them.
# shellcheck shell=bash disable=SC2154

kafka_version=4.3.1

kafka_user() { if (( EUID == 0 )); then echo "$service_user"; else id -un; fi; }

kafka_start() {
  local dir=$stack_dir/kafka user lib
  command -v java >/dev/null || die "Java is missing: scripts/setup stack"
  user=$(kafka_user)
  lib=$(fetch kafka "$kafka_version")
  mkdir -p "$dir/data"
  kafka_config "$dir"
  # The cluster id must outlive the process: a broker refuses data with another one.
  [[ -s $dir/cluster-id ]] ||
    { head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c1-22 >"$dir/cluster-id.new" &&
      mv "$dir/cluster-id.new" "$dir/cluster-id"; }
  (( EUID != 0 )) || chown -R "$user:" "$dir/data"
  if [[ ! -s $dir/data/meta.properties ]]; then
    (cd "$dir" && as "$user" java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
      -Dlog4j2.configurationFile="$dir/log4j2.properties" -cp "$lib/*" kafka.tools.StorageTool \
      format --ignore-formatted -t "$(cat "$dir/cluster-id")" -c "$dir/server.properties") \
      </dev/null >>"$dir/log" 2>&1 9>&- || die "kafka: format failed, log: $dir/log"
  fi
  spawn kafka "$user" java -Dauthledger.stack="$dir/data" -Xms384m -Xmx384m -XX:+UseSerialGC \
    -XX:MaxMetaspaceSize=160m -XX:MaxDirectMemorySize=64m -Djava.awt.headless=true \
    -Dlog4j2.configurationFile="$dir/log4j2.properties" -cp "$lib/*" \
    kafka.Kafka "$dir/server.properties"
}

# The session timeout is how long a killed broker keeps its id: it cannot come back sooner.
kafka_config() {
  cat >"$1/server.properties" <<CONFIG
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((kafka_port + 1))
listeners=PLAINTEXT://127.0.0.1:$kafka_port,CONTROLLER://127.0.0.1:$((kafka_port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$kafka_port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$1/data
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.cleaner.dedupe.buffer.size=16777216
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=1000
broker.session.timeout.ms=4000
CONFIG
  cat >"$1/log4j2.properties" <<'CONFIG'
status=error
appender.stdout.type=Console
appender.stdout.name=stdout
appender.stdout.layout.type=PatternLayout
appender.stdout.layout.pattern=%d{ISO8601} %p %c{1}: %m%n
rootLogger.level=warn
rootLogger.appenderRef.stdout.ref=stdout
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
CONFIG
}

# Ready when the broker lists itself: before that it is fenced and takes no topics.
kafka_ready() {
  port_is_free "$kafka_port" && return 1
  timeout 5 kcat -b "127.0.0.1:$kafka_port" -L -J -m 2 2>/dev/null |
    jq -e '.brokers | length == 1' >/dev/null 2>&1
}

kafka_after_start() { :; }
kafka_stop_signal() { echo TERM; }
