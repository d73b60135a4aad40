# Elasticsearch 8: one node, no security, small heap. It refuses to run as root.
# shellcheck shell=bash disable=SC2154

es_version=8.19.21

es_user() { if (( EUID == 0 )); then echo "$service_user"; else id -un; fi; }

elasticsearch_start() {
  local dir=$stack_dir/elasticsearch user home java_home
  command -v java >/dev/null || die "Java is missing: scripts/setup stack"
  java_home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  user=$(es_user)
  home=$(fetch elasticsearch "$es_version" -DexcludeTransitive=true)
  mkdir -p "$dir/data" "$dir/config" "$dir/tmp" "$dir/logs"
  elasticsearch_config "$dir"
  (( EUID != 0 )) || chown -R "$user:" "$dir/data" "$dir/config" "$dir/tmp" "$dir/logs"
  # The launcher returns when the node is up, and leaves the process id of the server proper.
  rm -f "$dir/tmp/pid"
  spawn elasticsearch "$user" env ES_JAVA_HOME="$java_home" ES_PATH_CONF="$dir/config" \
    ES_TMPDIR="$dir/tmp" CLI_JAVA_OPTS="-Xmx64m -XX:TieredStopAtLevel=1" \
    timeout "$wait_s" "$home/bin/elasticsearch" -d -p "$dir/tmp/pid"
  if ! wait "$(pid_of elasticsearch)" || [[ ! -s $dir/tmp/pid ]]; then
    tail -n 20 "$dir/log" "$dir/logs/server.log" >&2 || true
    die "elasticsearch: did not start, logs: $dir/log and $dir/logs/server.log"
  fi
  cp "$dir/tmp/pid" "$dir/pid.new"
  mv "$dir/pid.new" "$dir/pid"
}

elasticsearch_config() {
  cat >"$1/config/elasticsearch.yml" <<CONFIG
cluster.name: authledger-stack
node.name: node-1
discovery.type: single-node
network.host: 127.0.0.1
http.port: $es_port
transport.port: $((es_port + 1))
path.data: $1/data
path.logs: $1/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
action.destructive_requires_name: false
CONFIG
  # The shipped jvm.options picks G1, and two collectors stop the node: write our own.
  cat >"$1/config/jvm.options" <<CONFIG
-Xms768m
-Xmx768m
-XX:+UseSerialGC
-XX:-AlwaysPreTouch
$([[ ${AUTHLEDGER_STACK_ES_JIT:-quick} == full ]] || echo -XX:TieredStopAtLevel=1)
-Djava.io.tmpdir=$1/tmp
-Dauthledger.stack=$1/data
CONFIG
  cat >"$1/config/log4j2.properties" <<CONFIG
status=error
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName=$1/logs/server.log
appender.file.filePattern=$1/logs/server.log.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=[%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=10MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=1
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
CONFIG
}

elasticsearch_ready() {
  curl -fsS -m 3 "http://127.0.0.1:$es_port/_cluster/health?wait_for_status=yellow&timeout=2s" \
    2>/dev/null | jq -e '.timed_out == false' >/dev/null 2>&1
}

elasticsearch_after_start() { :; }
elasticsearch_stop_signal() { echo TERM; }
