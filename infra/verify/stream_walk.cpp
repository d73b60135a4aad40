#include "infra/verify/stream_walk.h"

#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr int kStreamPage = 2000;

}  // namespace

Status StreamWalk::run(const std::function<Status(std::int64_t)>& progress) {
  StreamCursor cursor;
  for (std::int64_t walked = 0;;) {
    AUTHLEDGER_TRY(page, parts_.maintenance.read_by_stream(cursor, until_, kStreamPage));
    if (page.empty()) break;
    std::vector<std::string> subjects;
    for (const auto& row : page) {
      if (!row.event.subject.empty()) subjects.push_back(row.event.subject);
    }
    if (const auto loaded = parts_.keys.prefetch(subjects);
        !loaded && loaded.error().code == Code::kUnavailable) {
      return fail(loaded.error());
    }
    for (const auto& row : page) AUTHLEDGER_CHECK(take(row));
    cursor = {page.back().event.stream_id, page.back().event.stream_version};
    walked += static_cast<std::int64_t>(page.size());
    AUTHLEDGER_CHECK(progress(walked));
  }
  AUTHLEDGER_CHECK(end_of_stream());
  return check_versions();
}

void StreamWalk::damaged(const events::StoredEvent& event, const std::string& what) {
  log_.damaged("position " + std::to_string(event.position) + ", " + event.stream_id + " version " +
               std::to_string(event.stream_version) + ": " + what);
}

Status StreamWalk::take(const StreamRow& row) {
  const auto& event = row.event;
  if (event.stream_id != stream_) {
    AUTHLEDGER_CHECK(end_of_stream());
    stream_ = event.stream_id;
    if (!row.known) damaged(event, "the stream is not among the stream versions");
  }
  if (event.stream_version != version_ + 1) {
    damaged(event, "follows version " + std::to_string(version_) + " of its stream");
  }
  version_ = event.stream_version;
  std::shared_ptr<const Sealer> sealer;
  if (!event.subject.empty()) {
    auto found = parts_.keys.find(event.subject);
    if (!found && found.error().code == Code::kUnavailable) return fail(found.error());
    if (!found) {
      damaged(event, "subject " + event.subject + ": " + found.error().detail);
      folds_ = false;
      return {};
    }
    sealer = std::move(*found);
  }
  if (folds_) {
    const auto folded = held_.apply(event, sealer.get());
    if (!folded) damaged(event, "does not decode: " + folded.error().detail);
    folds_ = folded.has_value();
  }
  for (auto* one : checks_.documents) one->add(event, sealer.get());
  return {};
}

Status StreamWalk::end_of_stream() {
  if (stream_.empty()) return {};
  if (checks_.claims != nullptr && folds_)
    AUTHLEDGER_CHECK(checks_.claims->add_stream(stream_, held_));
  if (checks_.entries != nullptr && folds_) AUTHLEDGER_CHECK(checks_.entries->add_stream(held_));
  for (auto* one : checks_.documents) AUTHLEDGER_CHECK(one->end_of_stream(stream_));
  stream_.clear();
  version_ = 0;
  folds_ = true;
  held_ = {};
  return {};
}

// Both sides of a pair come from one snapshot, so that the log may go on.
Status StreamWalk::check_versions() {
  std::string after;
  for (;;) {
    AUTHLEDGER_TRY(page, parts_.maintenance.read_stream_versions(after, kStreamPage));
    if (page.empty()) return {};
    for (const auto& one : page) {
      if (one.noted == one.newest) continue;
      log_.damaged(one.stream_id + ": its newest event has version " + std::to_string(one.newest) +
                   ", the stream versions say " + std::to_string(one.noted));
    }
    after = page.back().stream_id;
  }
}

}  // namespace authledger::infra
