// Random histories of people, brought to a read model by a feed that misbehaves: records twice, out
// of order, from the beginning again, or long after their time. Every document must be the fold of
// its stream, byte for byte, in every engine. AUTHLEDGER_SEED and AUTHLEDGER_CASES repeat or
// lengthen a run.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "events/event_codec.h"
#include "projections/divergence.h"
#include "projections/generation_writer.h"
#include "projections/users.h"
#include "tests/property/feed_parts.h"
#include "tests/support/document_stores.h"
#include "tests/support/fill.h"
#include "tests/support/scale.h"
#include "tests/support/sealers.h"

namespace authledger::tests {
namespace {

using test::Dice;

class FeedProperty : public testing::TestWithParam<DocumentBackendFactory> {
 protected:
  // Some people's lives, shuffled into each other behind what the log has; answers their streams.
  std::vector<std::string> grow(int people, int events) {
    std::vector<std::string> streams;
    std::vector<StreamVersion> versions;
    for (int i = 0; i < people; ++i) {
      streams.push_back("user-" + uuid_v7({++born_}, "0123456789"));
      versions.push_back(0);
    }
    for (int i = 0; i < events; ++i) {
      const auto who = static_cast<std::size_t>(dice_.number(0, people - 1));
      if (dice_.number(0, 9) == 0) {
        log_.all.push_back(row("session-" + std::to_string(++born_), 1));  // nobody's document
        continue;
      }
      auto made = row(streams[who], ++versions[who]);
      test::ByDice source{Dice(static_cast<std::uint64_t>(dice_.number(1, 1'000'000'000)))};
      events::encode_event(event(source, versions[who] == 1), sealer_.get(), made);
      log_.all.push_back(std::move(made));
    }
    return streams;
  }
  StoredEvent row(const std::string& stream, StreamVersion version) {
    StoredEvent made;
    made.position = std::ssize(log_.all) + 1;
    made.event_id = "event-" + std::to_string(made.position);
    made.tenant_id = "root";
    made.stream_id = stream;
    made.stream_version = version;
    made.type = "session.ended";
    made.subject = stream;
    made.recorded_at = test::kNow.plus_s(made.position);
    made.payload = "{}";
    made.meta = "{}";
    return made;
  }
  events::UserEvent event(test::ByDice& source, bool first) {
    const auto wanted = first ? 0 : dice_.number(1, std::variant_size_v<events::UserEvent> - 1);
    events::UserEvent made;
    std::int64_t index = 0;
    [&]<class... E>(std::variant<E...>*) {
      ((index++ == wanted ? (void)(made = test::filled<E>(source, "event")) : void()), ...);
    }(static_cast<events::UserEvent*>(nullptr));
    return made;
  }

  // What the log has behind the read model, as a feed without faults would bring it.
  Events behind(Position after) { return *log_.read_all(after, 100'000); }
  void catch_up(GenerationWriter& writer) {
    while (writer.checkpoint() < std::ssize(log_.all)) {
      ASSERT_TRUE(writer.take(behind(writer.checkpoint())));
      ASSERT_TRUE(writer.save_checkpoint());
    }
  }
  // Brings the records in pieces of some size; what the writer refuses is as if it had never come.
  void bring(GenerationWriter& writer, const Events& records) {
    for (std::size_t at = 0; at < records.size();) {
      const auto size =
          std::min(records.size() - at, static_cast<std::size_t>(dice_.number(5, 40) * at_once_));
      const auto taken = writer.take(std::span(records).subspan(at, size));
      if (!taken) {
        ASSERT_EQ(taken.error().id, errors::kLogUnavailable.id) << taken.error().detail;
      }
      ASSERT_TRUE(writer.save_checkpoint());
      at += size;
    }
  }
  Result<std::optional<Document>> fold(const std::string& stream, StreamVersion until) {
    std::optional<Document> document;
    const auto events = log_.read_stream(stream, 0);
    for (const auto& one : *events) {
      if (one.stream_version > until) break;
      AUTHLEDGER_TRY(next, users().apply(one, sealer_.get(), document));
      document = std::move(next);
    }
    return document;
  }
  void expect_folds(const std::vector<std::string>& streams,
                    const std::map<std::string, StreamVersion>& until = {}) {
    std::vector<std::string> ids;
    for (const auto& one : streams) ids.push_back(one.substr(5));
    const auto stored = store_.get(live_, ids);
    ASSERT_TRUE(stored) << stored.error().detail;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      const auto last = until.contains(streams[i]) ? until.at(streams[i]) : 1'000'000;
      const auto folded = fold(streams[i], last);
      ASSERT_TRUE(folded) << folded.error().detail;
      const auto& found = (*stored)[i];
      ASSERT_EQ(found.has_value(), folded->has_value()) << streams[i];
      if (!found) continue;
      EXPECT_EQ(found->body, (*folded)->body);
      ASSERT_TRUE(same_document(*found, **folded)) << streams[i];
    }
  }
  std::unique_ptr<GenerationWriter> writer() {
    auto made = std::make_unique<GenerationWriter>(users(), dying_, keys_,
                                                   static_cast<std::size_t>(dice_.number(0, 20)));
    EXPECT_TRUE(made->open(live_));
    return made;
  }
  int cases() const {
    const char* given = std::getenv("AUTHLEDGER_CASES");
    if (given != nullptr) return std::atoi(given);
    return GetParam().name == "elasticsearch" ? test::rounds(60, 20, 200)
                                              : test::rounds(200, 20, 2000);
  }
  // One history after the other, in one read model; a store that is slow to ask gets several at a
  // time.
  void run(const std::function<void(GenerationWriter&, const std::vector<std::string>&)>& one) {
    auto kept = writer();
    for (int i = 0; i < cases() && !HasFatalFailure(); i += at_once_) {
      SCOPED_TRACE("history " + std::to_string(i));
      std::vector<std::string> streams;
      for (int each = 0; each < at_once_; ++each) {
        for (auto& stream :
             grow(static_cast<int>(dice_.number(1, 6)), static_cast<int>(dice_.number(5, 40)))) {
          streams.push_back(std::move(stream));
        }
      }
      one(*kept, streams);
      if (HasFatalFailure()) return;
      catch_up(*kept);
      EXPECT_TRUE(kept->parked().empty());
      expect_folds(streams);
    }
    std::cout << cases() << " histories, " << log_.all.size() << " events\n";
  }
  void shuffle(Events& records, std::size_t from, std::size_t to) {
    for (auto i = to; i > from + 1; --i) {
      std::swap(records[i - 1],
                records[static_cast<std::size_t>(dice_.number(static_cast<std::int64_t>(from),
                                                              static_cast<std::int64_t>(i) - 1))]);
    }
  }

  Dice dice_{test::new_seed()};
  std::int64_t born_ = 1'700'000'000'000;
  const int at_once_ = GetParam().name == "elasticsearch" ? 10 : 1;
  DocumentBackend backend_ = GetParam().make();
  DocumentStore& store_ = *backend_.store;
  DyingStore dying_{store_};
  HistoryLog log_;
  OpenKeys keys_;
  std::shared_ptr<const Sealer> sealer_ = std::make_shared<test::OpenSealer>();
  Generation live_ = store_.live(users().schema()).value();
};

TEST_P(FeedProperty, DuplicatedRecords) {
  run([&](GenerationWriter& writer, const auto&) {
    Events records;
    for (const auto& one : behind(writer.checkpoint())) {
      for (auto times = dice_.number(1, 3); times > 0; --times) records.push_back(one);
      if (dice_.number(0, 3) == 0) {  // an old one once more
        records.push_back(log_.all[static_cast<std::size_t>(dice_.number(0, one.position - 1))]);
      }
    }
    bring(writer, records);
  });
}

TEST_P(FeedProperty, ReorderedRecords) {
  run([&](GenerationWriter& writer, const auto&) {
    auto records = behind(writer.checkpoint());
    const auto window = static_cast<std::size_t>(dice_.number(2, 12));
    for (std::size_t at = 0; at < records.size(); at += window)
      shuffle(records, at, std::min(records.size(), at + window));
    bring(writer, records);
  });
}

TEST_P(FeedProperty, DelayedRecords) {
  run([&](GenerationWriter& writer, const auto&) {
    Events records;
    Events late;
    for (auto& one : behind(writer.checkpoint()))
      (dice_.number(0, 3) == 0 ? late : records).push_back(one);
    shuffle(late, 0, late.size());
    records.insert(records.end(), late.begin(), late.end());
    bring(writer, records);
  });
}

// The process dies between documents and checkpoint, again and again, and the next one begins where
// the checkpoint is; at the end everything comes from the first record.
TEST_P(FeedProperty, ReplayedFromZero) {
  run([&](GenerationWriter& kept, const auto&) {
    for (auto deaths = dice_.number(1, 3); deaths > 0; --deaths) {
      const auto dead = writer();
      auto records = behind(dead->checkpoint());
      records.resize(static_cast<std::size_t>(dice_.number(0, std::ssize(records))));
      dying_.dying = true;
      if (!records.empty()) {
        EXPECT_TRUE(dead->take(records));
        EXPECT_FALSE(dead->save_checkpoint());
      }
      dying_.dying = false;
    }
    catch_up(kept);
  });
  // A generation that has every document and no checkpoint.
  const auto copy = store_.create_candidate(users().schema());
  ASSERT_TRUE(copy);
  ASSERT_TRUE(store_.scan(live_, 1000, [&](std::span<const Document> documents) {
    return store_.write(*copy, documents).has_value();
  }));
  GenerationWriter again(users(), store_, keys_, 50);
  ASSERT_TRUE(again.open(*copy));
  for (Position at = 0; at < std::ssize(log_.all); at += 500) {
    ASSERT_TRUE(again.take(*log_.read_all(at, 500)));
    ASSERT_TRUE(again.save_checkpoint());
  }
  ASSERT_TRUE(store_.refresh(*copy));
  std::map<std::string, Document> before;
  ASSERT_TRUE(store_.scan(live_, 1000, [&](std::span<const Document> documents) {
    for (const auto& one : documents) before[one.id] = one;
    return true;
  }));
  std::size_t same = 0;
  ASSERT_TRUE(store_.scan(*copy, 1000, [&](std::span<const Document> documents) {
    for (const auto& one : documents) same += same_document(one, before[one.id]) ? 1 : 0;
    return true;
  }));
  EXPECT_EQ(same, before.size());
  EXPECT_GT(same, 0U);
}

// Another process was paused in the middle of its work, wakes up long after everything has gone on
// (deletes too), and writes what it was about to.
TEST_P(FeedProperty, AProcessThatWakesUpLate) {
  run([&](GenerationWriter& kept, const auto& streams) {
    const auto stale = writer();
    auto records = behind(stale->checkpoint());
    catch_up(kept);
    expect_folds(streams);
    const auto head = kept.checkpoint();
    records.resize(static_cast<std::size_t>(dice_.number(1, std::ssize(records))));
    ASSERT_TRUE(stale->take(records));
    ASSERT_TRUE(stale->save_checkpoint());
    EXPECT_EQ(*store_.checkpoint(live_), head);
  });
}

// Events that cannot be folded: their streams stop in front of them, the others flow; released in
// any order they are whole again.
TEST_P(FeedProperty, PoisonAndItsRelease) {
  std::int64_t poisoned = 0;
  run([&](GenerationWriter& writer, const auto& streams) {
    const auto from = static_cast<std::size_t>(writer.checkpoint());
    std::map<std::size_t, std::string> sound;  // payloads, by index
    for (auto poisons = dice_.number(1, 3) * at_once_; poisons > 0; --poisons) {
      const auto at = static_cast<std::size_t>(
          dice_.number(static_cast<std::int64_t>(from), std::ssize(log_.all) - 1));
      if (sound.contains(at) || !users().document_id(log_.all[at])) continue;
      sound[at] = std::exchange(log_.all[at].payload, R"({"roleId":)");
    }
    bring(writer, behind(writer.checkpoint()));
    catch_up(writer);
    std::map<std::string, StreamVersion> until;
    std::set<std::string> stopped;
    for (const auto& [at, payload] : sound) {
      const auto& one = log_.all[at];
      if (stopped.insert(one.stream_id).second) until[one.stream_id] = one.stream_version - 1;
    }
    EXPECT_EQ(writer.parked().size(), stopped.size());
    expect_folds(streams, until);
    for (const auto& stream : stopped) EXPECT_FALSE(writer.replay(stream, log_));
    EXPECT_EQ(writer.parked().size(), stopped.size());
    for (const auto& [at, payload] : sound) log_.all[at].payload = payload;
    for (const auto& stream : stopped) {
      EXPECT_TRUE(writer.replay(stream, log_));
      ++poisoned;
    }
  });
  EXPECT_GT(poisoned, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, FeedProperty, testing::ValuesIn(document_backends()),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace authledger::tests
