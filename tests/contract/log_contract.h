// The fixture of the log's contract: each test runs against every store.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/log_backends.h"

namespace authledger::test {

using command::Appended;
using command::AppendItem;
using command::AppendOutcome;
using command::Claim;
using command::ClaimTaken;
using command::Duplicate;
using command::EventLog;
using command::VersionConflict;

// A unique id in the form of a UUID; the log treats it as a text.
inline std::string next_event_id() {
  static std::atomic<unsigned> count{0};
  char text[37];
  std::snprintf(text, sizeof text, "01890000-0000-7000-8000-%012x", ++count);
  return text;
}

inline events::StoredEvent make_event(std::string type = "user.banned") {
  events::StoredEvent event;
  event.event_id = next_event_id();
  event.tenant_id = "root";
  event.type = std::move(type);
  event.schema_version = 2;
  event.recorded_at = Timestamp{1'772'359'200'123};
  event.subject = "subject-1";
  event.payload = R"({"reason":"späm \"quoted\" \\ {,}","n":1})";
  event.meta = R"({"actorKind":"user"})";
  return event;
}

inline AppendItem item_for(std::string stream, StreamVersion expected = command::kAnyVersion,
                           int count = 1) {
  AppendItem item;
  command::StreamWrite write{std::move(stream), expected, {}};
  for (int i = 0; i < count; ++i) write.events.push_back(make_event());
  item.writes.push_back(std::move(write));
  return item;
}

inline Claim email_claim(std::string key, std::string tenant = "root") {
  return {std::move(tenant), "email", std::move(key)};
}

inline AppendItem taking(Claim claim, const std::string& owner) {
  auto item = item_for(owner);
  item.claims.push_back({std::move(claim), true, owner});
  return item;
}

inline AppendItem releasing(Claim claim, const std::string& owner) {
  auto item = item_for(owner);
  item.claims.push_back({std::move(claim), false, owner});
  return item;
}

inline AppendOutcome append_one(EventLog& log, AppendItem item) {
  return log.append(std::span(&item, 1)).at(0);
}

template <class T>
bool is(const AppendOutcome& outcome) {
  return std::holds_alternative<T>(outcome);
}

inline Position position_of(const AppendOutcome& outcome) {
  const auto* done = std::get_if<Appended>(&outcome);
  return done == nullptr ? -1 : done->last;
}

using MakeBackend = std::unique_ptr<LogBackend> (*)();
struct BackendCase {
  const char* name;
  MakeBackend make;
};

class LogContract : public testing::TestWithParam<BackendCase> {
 protected:
  LogContract() : backend(GetParam().make()), process(backend->open()) {}
  EventLog& log() { return process->log(); }
  Timestamp in_s(std::int64_t seconds) { return backend->clock.now().plus_s(seconds); }

  std::unique_ptr<LogBackend> backend;
  std::unique_ptr<LogProcess> process;
};

inline std::string case_name(const testing::TestParamInfo<BackendCase>& info) {
  return info.param.name;
}

inline const auto kEveryBackend = testing::Values(BackendCase{"PostgreSQL", &make_postgres_backend},
                                                  BackendCase{"SQLite", &make_sqlite_backend});

}  // namespace authledger::test
