#include "projections/release.h"

#include <algorithm>
#include <thread>

#include "shared/codec.h"
#include "shared/errors.h"

namespace authledger::projections {
namespace {

using std::chrono::steady_clock;

constexpr const char* kNote = "release";
constexpr std::chrono::milliseconds kReleaseStep{20};

struct Wish {
  std::vector<std::string> streams;
  static constexpr auto fields() { return std::tuple{field("streams", &Wish::streams)}; }
};

Result<std::vector<std::string>> wished_releases(DocumentStore& store, const Generation& live) {
  AUTHLEDGER_TRY(note, store.note(live, kNote));
  if (note.empty()) return std::vector<std::string>();
  AUTHLEDGER_TRY(wish, decode<Wish>(std::string_view(note)));
  return std::move(wish.streams);
}

Status settle_releases(DocumentStore& store, const Generation& live) {
  return store.set_note(live, kNote, "");
}

// How many documents that wrote. One that cannot be folded still stays parked, without an error.
Result<int> fold_again(GenerationWriter& writer, events::LogReader& log,
                       const std::vector<std::string>& streams) {
  int documents = 0;
  for (const auto& stream : streams) {
    const auto replayed = writer.replay(stream, log);
    if (!replayed && replayed.error().code == Code::kUnavailable) return fail(replayed.error());
    if (replayed) documents += replayed->documents;
  }
  return documents;
}

Status release_here(const RebuildParts& parts, const Generation& live,
                    const std::vector<std::string>& streams) {
  GenerationWriter writer(parts.projection, parts.store, parts.keys, 1000);
  AUTHLEDGER_CHECK(writer.open(live));
  AUTHLEDGER_CHECK(fold_again(writer, parts.log, streams));
  return parts.store.refresh(live);
}

Status wait_for_the_runner(const RebuildParts& parts, const Generation& live,
                           const std::vector<std::string>& streams, const ReleaseOptions& options) {
  AUTHLEDGER_CHECK(parts.store.set_note(live, kNote, encode(Wish{streams})));
  const auto deadline = steady_clock::now() + options.done_within;
  while (steady_clock::now() < deadline) {
    AUTHLEDGER_TRY(left, wished_releases(parts.store, live));
    if (left.empty()) return {};
    if (options.nobody_leads()) {  // it has gone meanwhile
      AUTHLEDGER_CHECK(release_here(parts, live, streams));
      return settle_releases(parts.store, live);
    }
    std::this_thread::sleep_for(kReleaseStep);
  }
  return fail(errors::kReadModelUnavailable,
              "Who keeps the live generation has not folded the stream again yet; it still may.");
}

}  // namespace

Result<int> fold_wished(GenerationWriter& writer, DocumentStore& store, events::LogReader& log) {
  AUTHLEDGER_TRY(streams, wished_releases(store, writer.generation()));
  if (streams.empty()) return 0;
  AUTHLEDGER_TRY(documents, fold_again(writer, log, streams));
  AUTHLEDGER_CHECK(settle_releases(store, writer.generation()));
  return documents;
}

Status fold_all_parked(GenerationWriter& writer, DocumentStore& store, events::LogReader& log) {
  std::vector<std::string> streams;
  for (const auto& one : writer.parked()) streams.push_back(one.stream_id);
  AUTHLEDGER_CHECK(fold_again(writer, log, streams));
  AUTHLEDGER_TRY(wished, wished_releases(store, writer.generation()));
  return wished.empty() ? Status{} : settle_releases(store, writer.generation());
}

Result<std::vector<ParkedStream>> release(const RebuildParts& parts,
                                          const std::vector<std::string>& streams,
                                          const ReleaseOptions& options) {
  AUTHLEDGER_TRY(live, parts.store.live(parts.projection.schema()));
  AUTHLEDGER_TRY(parked, parked_streams(parts.store, live));
  for (const auto& wanted : streams) {
    const bool known = std::any_of(parked.begin(), parked.end(),
                                   [&](const auto& one) { return one.stream_id == wanted; });
    if (!known) return fail(errors::kNotFound, wanted + " is not parked.");
  }
  if (streams.empty()) return std::vector<ParkedStream>();
  if (!options.nobody_leads || options.nobody_leads()) {
    AUTHLEDGER_CHECK(release_here(parts, live, streams));
  } else {
    AUTHLEDGER_CHECK(wait_for_the_runner(parts, live, streams, options));
  }
  AUTHLEDGER_TRY(left, parked_streams(parts.store, live));
  std::erase_if(left, [&](const auto& one) {
    return std::find(streams.begin(), streams.end(), one.stream_id) == streams.end();
  });
  return left;
}

}  // namespace authledger::projections
