// given(what happened) .when(a command) .then(what follows): the spec of one decision.
//
//   Scenario<UserAggregate>{}.given(registered()).when(ArchiveUser{kAlice, kNow})
//       .then(UserArchived{kAlice, kNow});
//
// A scenario whose outcome nobody looked at fails. Events are compared as their JSON, in the open.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/event_codec.h"
#include "shared/codec.h"
#include "tests/support/people.h"
#include "tests/support/sealers.h"

namespace authledger::test {

template <class Aggregate>
class Scenario {
 public:
  using State = typename Aggregate::State;
  using Event = typename Aggregate::Event;
  using Decided = Result<std::vector<Event>>;

  Scenario() = default;
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;
  ~Scenario() {
    if (unseen_) ADD_FAILURE() << "the scenario has no then";
  }

  // Events that follow were recorded then.
  Scenario& at(Timestamp time) {
    time_ = time;
    return *this;
  }

  template <class... E>
  Scenario& given(const E&... happened) {
    (fold(Event(happened)), ...);
    return *this;
  }

  template <class Command>
  Scenario& when(const Command& command) {
    again_ = [command](const State& state) { return decide(state, command); };
    decided_ = again_(state_);
    unseen_ = true;
    if (*decided_) expect_readable(**decided_);
    return *this;
  }

  template <class... E>
  Scenario& then(const E&... expected) {
    unseen_ = false;
    if (!*decided_) {
      ADD_FAILURE() << "refused: " << decided_->error().id;
      return *this;
    }
    EXPECT_EQ(printed(**decided_), printed({Event(expected)...}));
    return *this;
  }

  Scenario& then_nothing() { return then(); }

  void then_fails(const ErrorRow& row) {
    unseen_ = false;
    if (*decided_) {
      ADD_FAILURE() << "expected " << row.id << ", decided "
                    << testing::PrintToString(printed(**decided_));
      return;
    }
    EXPECT_EQ(decided_->error().id, row.id);
    EXPECT_EQ(decided_->error().code, row.code);
  }

  // The same command once more, after what it brought: nothing happens.
  void and_again_nothing() {
    if (!*decided_) return;
    for (const auto& event : **decided_) fold(event);
    decided_ = again_(state_);
    then_nothing();
  }

  // The state after `given`, for rules that are asked and not decided.
  const State& state() const { return state_; }

 private:
  void fold(const Event& event) {
    evolve(state_, event, command::Recorded{++version_, time_, kTenant});
  }

  // What is written must be read for ever, by the rules of its fields.
  static void expect_readable(const std::vector<Event>& decided) {
    const OpenSealer open;
    for (const auto& event : decided) {
      events::StoredEvent row;
      events::encode_event(event, &open, row);
      const auto read = events::decode_event<Event>(row, &open);
      EXPECT_TRUE(read) << row.type << " " << row.payload << ": " << read.error().detail;
    }
  }

  static std::vector<std::string> printed(const std::vector<Event>& events) {
    const OpenSealer open;
    std::vector<std::string> out;
    for (const auto& event : events) {
      std::visit(
          [&]<class E>(const E& one) {
            out.push_back(std::string(E::kType) + " " + encode(one, &open));
          },
          event);
    }
    return out;
  }

  State state_{};
  StreamVersion version_ = 0;
  Timestamp time_ = kNow;
  std::function<Decided(const State&)> again_;
  std::optional<Decided> decided_;
  bool unseen_ = false;
};

}  // namespace authledger::test
