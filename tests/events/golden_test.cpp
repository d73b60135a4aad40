// What was written once is read for ever: tests/golden/events/<type>.v<version>.json is a payload
// as it stands in a log, sealed by the test's sealer.
//
// A new event or version: run with AUTHLEDGER_WRITE_GOLDEN=1, which writes what is missing and
// never changes a file that is there. A file that fails to decode says that the change of the
// struct needs a version and an upcaster.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "events/catalogue.h"
#include "events/event_codec.h"
#include "tests/support/fill.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

namespace fs = std::filesystem;
using events::AnyEvent;

const fs::path kFolder = fs::path(AUTHLEDGER_SOURCE_DIR) / "tests" / "golden" / "events";

std::string file_name(std::string_view type, int version) {
  return std::string(type) + ".v" + std::to_string(version) + ".json";
}

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  std::string out = text.str();
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

// Every version that a log may hold.
std::set<std::string> needed(const std::vector<events::CatalogueEntry>& entries) {
  std::set<std::string> files;
  for (const auto& entry : entries) {
    for (int version = 1; version <= entry.version; ++version)
      files.insert(file_name(entry.type, version));
  }
  return files;
}

std::vector<std::string> missing(const std::vector<events::CatalogueEntry>& entries) {
  std::vector<std::string> files;
  for (const auto& file : needed(entries)) {
    if (!fs::exists(kFolder / file)) files.push_back(file);
  }
  return files;
}

void write_missing() {
  const HexSealer sealer("golden");
  events::for_each_event_type<AnyEvent>([&]<class E>() {
    const auto path = kFolder / file_name(E::kType, E::kVersion);
    if (fs::exists(path)) return;
    ByName names;
    std::ofstream(path) << encode(filled<E>(names, E::kType), &sealer) << '\n';
  });
}

events::StoredEvent stored(std::string_view type, int version) {
  events::StoredEvent row;
  row.type = std::string(type);
  row.schema_version = version;
  row.payload = text_of(kFolder / file_name(type, version));
  return row;
}

TEST(GoldenEvents, EachVersionOfEachEventHasAFile) {
  if (const char* write = std::getenv("AUTHLEDGER_WRITE_GOLDEN"); write != nullptr && *write == '1')
    write_missing();
  EXPECT_EQ(missing(events::catalogue()), std::vector<std::string>{})
      << "run authledger_events_tests with AUTHLEDGER_WRITE_GOLDEN=1 and commit the new file";
}

TEST(GoldenEvents, AnEventWithoutAFileIsNamed) {
  auto entries = events::catalogue();
  entries.push_back({"user.tickled", 2, "{}"});
  EXPECT_EQ(missing(entries),
            (std::vector<std::string>{"user.tickled.v1.json", "user.tickled.v2.json"}));
}

TEST(GoldenEvents, NoEventWasTakenAway) {
  const auto known = needed(events::catalogue());
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    EXPECT_TRUE(known.contains(entry.path().filename()))
        << entry.path() << ": logs hold this event, the catalogue has lost it";
  }
}

TEST(GoldenEvents, EveryVersionDecodes) {
  const HexSealer sealer("golden");
  for (const auto& entry : events::catalogue()) {
    for (int version = 1; version <= entry.version; ++version) {
      SCOPED_TRACE(file_name(entry.type, version));
      const auto event = events::decode_event<AnyEvent>(stored(entry.type, version), &sealer);
      EXPECT_TRUE(event) << event.error().detail;
    }
  }
}

TEST(GoldenEvents, TheNewestVersionEncodesToTheSameBytes) {
  const HexSealer sealer("golden");
  for (const auto& entry : events::catalogue()) {
    SCOPED_TRACE(file_name(entry.type, entry.version));
    const auto row = stored(entry.type, entry.version);
    const auto event = events::decode_event<AnyEvent>(row, &sealer);
    ASSERT_TRUE(event) << event.error().detail;
    events::StoredEvent again;
    events::encode_event(*event, &sealer, again);
    EXPECT_EQ(again.type, entry.type);
    EXPECT_EQ(again.schema_version, entry.version);
    EXPECT_EQ(again.payload, row.payload);
  }
}

// What the comparison must notice: a field that the struct has lost.
TEST(GoldenEvents, ALostFieldIsSeen) {
  const HexSealer sealer("golden");
  auto row = stored("user.restored", 1);
  row.payload.insert(row.payload.size() - 1, ",\"wasThere\":true");
  const auto event = events::decode_event<AnyEvent>(row, &sealer);
  ASSERT_TRUE(event);
  events::StoredEvent again;
  events::encode_event(*event, &sealer, again);
  EXPECT_NE(again.payload, row.payload);
}

}  // namespace
}  // namespace authledger::test
