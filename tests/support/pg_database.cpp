#include "tests/support/pg_database.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace authledger::test {

namespace {

std::string server_url() {
  const char* url = std::getenv("AUTHLEDGER__POSTGRES__URL");
  if (url == nullptr || *url == '\0') {
    throw std::runtime_error("set AUTHLEDGER__POSTGRES__URL, as `scripts/stack env` prints it");
  }
  return url;
}

std::string fresh_name() {
  static std::atomic<int> count{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  return "test_" + std::to_string(getpid()) + "_" + std::to_string(now % 1'000'000'000) + "_" +
         std::to_string(++count);
}

std::string with_database(const std::string& url, const std::string& name) {
  const auto host = url.find("://") + 3;
  const auto path = url.find('/', host);
  const auto query = url.find('?');
  const auto base = url.substr(0, std::min(path, query));
  return base + "/" + name + (query == std::string::npos ? "" : url.substr(query));
}

pqxx::result run_on(const std::string& url, const std::string& sql) {
  pqxx::connection session(url);
  pqxx::quiet_errorhandler quiet(session);
  pqxx::nontransaction work(session);
  return work.exec(sql);
}

}  // namespace

PgDatabase::PgDatabase() : name_(fresh_name()), url_(with_database(server_url(), name_)) {
  run_on(server_url(), "CREATE DATABASE " + name_);
}

PgDatabase::~PgDatabase() {
  try {
    run_on(server_url(), "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {  // the server is gone: nothing to drop
  }
}

pqxx::result PgDatabase::run(const std::string& sql) const { return run_on(url_, sql); }

std::size_t PgDatabase::end_sessions() const {
  return run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
             " WHERE datname = current_database() AND pid <> pg_backend_pid()"
             " AND usename = current_user")  // an autovacuum worker is not ours to end
      .size();
}

}  // namespace authledger::test
