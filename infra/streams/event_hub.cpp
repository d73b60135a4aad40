#include "infra/streams/event_hub.h"

#include <algorithm>
#include <utility>

#include "infra/log/published_event.h"
#include "infra/streams/event_frame.h"
#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kRoomBytes = 32 * 1024;     // a reader that holds less gets more
constexpr std::size_t kPortionBytes = 24 * 1024;  // in one go
constexpr int kReadEvents = 500;
constexpr int kCatchUpEvents = 200;
constexpr auto kPace = std::chrono::milliseconds(10);
constexpr auto kIdle = std::chrono::milliseconds(100);
constexpr auto kSweep = std::chrono::milliseconds(250);
constexpr auto kAfterEvent = std::chrono::milliseconds(100);  // caches have heard of it by then

}  // namespace

struct EventHub::Member {
  EventReader reader;
  std::shared_ptr<EventStream> stream;
  Position sent = 0;  // everything up to here was handed over
  bool live = false;  // was up to date once
  Clock::time_point beat_at{};
  Clock::time_point check_at{};
};

EventHub::EventHub(events::LogReader& log, EventHubOptions options)
    : log_(log),
      options_(std::move(options)),
      feed_(log),
      ring_(options_.ring_events_max, options_.ring_bytes_max) {}

EventHub::~EventHub() { stop(); }

void EventHub::start() {
  thread_ = std::thread([this] { run(); });
}

void EventHub::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  feed_.interrupt();
  if (thread_.joinable()) thread_.join();
}

void EventHub::notify(Position committed) {
  if (readers_ > 0) feed_.notify(committed);
}

Result<std::shared_ptr<EventStream>> EventHub::subscribe(EventReader reader) {
  if (readers_.fetch_add(1) >= options_.readers_max) {
    --readers_;
    return fail(errors::kTooManyReaders);
  }
  auto member = std::make_unique<Member>();
  member->stream = std::make_shared<EventStream>(2 * EventStream::kPendingBytesMax);
  member->sent = reader.after;
  member->reader = std::move(reader);
  auto stream = member->stream;
  stream->send("retry: 3000\n\n");
  {
    const std::lock_guard lock(mutex_);
    newcomers_.push_back(std::move(member));
  }
  changed_.notify_all();
  feed_.interrupt();
  return stream;
}

EventHubStats EventHub::stats() const { return {readers_, dropped_, ended_}; }

void EventHub::run() {
  bool busy = false;
  bool readable = true;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      const auto wake = [&] { return stop_ || !newcomers_.empty(); };
      if (members_.empty())
        changed_.wait(lock, wake);
      else if (busy || !readable)
        changed_.wait_for(lock, kPace, [&] { return stop_; });
      if (stop_) break;
    }
    if (!admit()) continue;
    readable = read_on();
    const auto now = Clock::now();
    refill(now);
    catch_up();
    busy = pump(now);
    remove_closed(now);
  }
  for (const auto& member : members_) member->stream->close();
  const std::lock_guard lock(mutex_);
  for (const auto& member : newcomers_) member->stream->close();
}

bool EventHub::admit() {
  std::vector<std::unique_ptr<Member>> fresh;
  {
    const std::lock_guard lock(mutex_);
    fresh.swap(newcomers_);
  }
  if (members_.empty() && !fresh.empty()) {
    const auto head = log_.head();
    if (!head) {
      for (const auto& member : fresh) member->stream->close();
      readers_ -= fresh.size();
      return false;
    }
    epoch_ = head->epoch;
    ring_.restart(head->position);
  }
  const auto now = Clock::now();
  for (auto& member : fresh) {
    member->beat_at = now + options_.heart_beat;
    member->check_at = now + kAfterEvent;  // what happened since its request was let in
    member->live = member->sent >= ring_.tail();
    for (const auto& stream : member->reader.watched) watched_.emplace(stream, member.get());
    members_.push_back(std::move(member));
  }
  return !members_.empty();
}

bool EventHub::read_on() {
  const bool waiting = std::any_of(members_.begin(), members_.end(),
                                   [&](const auto& member) { return member->sent < ring_.head(); });
  const auto events = feed_.next(ring_.head(), kReadEvents, waiting ? kPace : kIdle);
  if (!events) {
    json_log(LogLevel::kWarning, "events for readers cannot be read",
             {{"what", events.error().detail}});
    if (events.error().id == errors::kLogBehindReader.id) {
      for (const auto& member : members_) end(*member, "restored");
    }
    return false;
  }
  const auto soon = Clock::now() + kAfterEvent;
  for (const auto& event : *events) {
    ring_.add({event.position, event.tenant_id, event_frame(event, options_.source, epoch_)});
    const auto [first, last] = watched_.equal_range(event.stream_id);
    for (auto one = first; one != last; ++one)
      one->second->check_at = std::min(one->second->check_at, soon);
  }
  return true;
}

void EventHub::catch_up() {
  const auto behind = [&](const Member& one) {
    return !one.live && one.sent < ring_.tail() && one.stream->open() &&
           one.stream->pending_bytes() < kRoomBytes;
  };
  const Member* last = nullptr;
  for (const auto& member : members_) {
    if (behind(*member) && (last == nullptr || member->sent < last->sent)) last = member.get();
  }
  if (last == nullptr) return;
  const auto events = log_.read_all(last->sent, kCatchUpEvents);
  if (!events || events->empty()) return;
  EventRing window(kCatchUpEvents, SIZE_MAX);
  window.restart(last->sent);
  for (const auto& event : *events) {
    window.add({event.position, event.tenant_id,
                event_frame(as_published(event), options_.source, epoch_)});
  }
  for (const auto& member : members_) {
    if (sends_left_ < 1) return;
    if (!behind(*member) || member->sent < window.tail() || member->sent >= window.head()) continue;
    const auto portion = window.portion(member->reader.tenant_id, member->sent, kPortionBytes);
    member->stream->send(portion.frames);
    member->sent = portion.up_to;
    sends_left_ -= 1;
  }
}

void EventHub::refill(Clock::time_point now) {
  const double all = options_.sends_per_second;
  const std::chrono::duration<double> passed = now - refilled_;
  sends_left_ = std::min(all / 50, sends_left_ + passed.count() * all);
  refilled_ = now;
}

bool EventHub::pump(Clock::time_point now) {
  bool more = false;
  for (std::size_t seen = 0; seen < members_.size(); ++seen) {
    if (sends_left_ < 1) return true;
    Member& member = *members_[cursor_ = (cursor_ + 1) % members_.size()];
    if (member.sent == ring_.head() && now < member.beat_at && now < member.check_at) continue;
    if (member.stream->open() && now >= member.check_at) check(member, now);
    if (member.stream->open()) more |= serve(member, now);
  }
  return more;
}

// True when the reader has not got everything yet.
bool EventHub::serve(Member& member, Clock::time_point now) {
  if (member.sent < ring_.tail()) {
    if (member.live) {
      ++dropped_;
      end(member, "slow");
    }
    return true;
  }
  member.live = true;
  if (member.sent < ring_.head()) {
    if (member.stream->pending_bytes() >= kRoomBytes) return true;
    const auto portion = ring_.portion(member.reader.tenant_id, member.sent, kPortionBytes);
    member.sent = portion.up_to;
    if (!portion.frames.empty()) {
      member.stream->send(portion.frames);
      member.beat_at = now + options_.heart_beat;
      sends_left_ -= 1;
    }
  } else if (now >= member.beat_at) {
    member.stream->send(kHeartBeat);
    member.beat_at = now + options_.heart_beat;
    sends_left_ -= 1;
  }
  return member.sent < ring_.head();
}

void EventHub::check(Member& member, Clock::time_point now) {
  member.check_at = now + options_.check;
  if (now < member.reader.until && member.reader.still_may()) return;
  ++ended_;
  end(member, now < member.reader.until ? "session" : "token");
}

void EventHub::end(Member& member, std::string_view reason) {
  const auto last = std::to_string(member.sent);
  json_log(LogLevel::kInfo, "a reader of events was let go",
           {{"reason", std::string(reason)}, {"lastEventId", last}});
  member.stream->send(named_frame(
      "end", "{\"reason\":\"" + std::string(reason) + "\",\"lastEventId\":\"" + last + "\"}"));
  member.stream->close();
}

void EventHub::remove_closed(Clock::time_point now) {
  if (now < swept_ + kSweep) return;
  swept_ = now;
  const auto gone = std::stable_partition(members_.begin(), members_.end(),
                                          [](const auto& one) { return one->stream->open(); });
  if (gone == members_.end()) return;
  for (auto one = gone; one != members_.end(); ++one) {
    for (const auto& stream : (*one)->reader.watched) {
      const auto [first, last] = watched_.equal_range(stream);
      const auto mine =
          std::find_if(first, last, [&](const auto& entry) { return entry.second == one->get(); });
      if (mine != last) watched_.erase(mine);
    }
  }
  readers_ -= static_cast<std::size_t>(members_.end() - gone);
  members_.erase(gone, members_.end());
  cursor_ = 0;
}

}  // namespace authledger::infra
