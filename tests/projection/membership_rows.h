// A log of real events in memory, and what the tests of derived documents share.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "events/event_codec.h"
#include "events/ports/log_reader.h"
#include "events/user_events.h"
#include "projections/memberships.h"
#include "shared/codec.h"
#include "tests/spec/app/apps.h"
#include "tests/support/sealers.h"

namespace authledger::test {

using projections::Document;
using projections::MembershipDocument;

class EventList : public events::LogReader {
 public:
  template <class Variant>
  const events::StoredEvent& add(const std::string& stream, const Variant& event) {
    events::StoredEvent row;
    row.position = static_cast<Position>(all.size()) + 1;
    row.event_id = "event-" + std::to_string(row.position);
    row.tenant_id = kTenant;
    row.stream_id = stream;
    row.stream_version = ++versions_[stream];
    row.recorded_at = kNow.plus_s(row.position);
    row.subject = "subject";
    events::encode_event(event, &key_, row);
    return all.emplace_back(std::move(row));
  }

  Result<events::Head> head() override {
    return events::Head{static_cast<Position>(all.size()), 1};
  }
  Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override {
    const auto begin = std::min(static_cast<std::size_t>(after), all.size());
    const auto end = std::min(begin + static_cast<std::size_t>(limit), all.size());
    return std::vector(all.begin() + static_cast<std::ptrdiff_t>(begin),
                       all.begin() + static_cast<std::ptrdiff_t>(end));
  }
  Result<std::vector<events::StoredEvent>> read_stream(const std::string& stream,
                                                       StreamVersion after) override {
    std::vector<events::StoredEvent> out;
    for (const auto& one : all) {
      if (one.stream_id == stream && one.stream_version > after) out.push_back(one);
    }
    return out;
  }

  std::vector<events::StoredEvent> all;

 private:
  HexSealer key_{"key"};
  std::map<std::string, StreamVersion> versions_;
};

class OneKey : public SubjectKeys {
 public:
  std::pair<std::shared_ptr<const Sealer>, WrappedKey> create(const std::string&) override {
    return {};
  }
  Result<std::shared_ptr<const Sealer>> find(const std::string&) override {
    return std::shared_ptr<const Sealer>(std::make_shared<HexSealer>("key"));
  }
};

}  // namespace authledger::test
