#include "infra/kafka/kafka_feed.h"

#include <algorithm>
#include <utility>

#include "infra/kafka/consumer.h"
#include "infra/kafka/message.h"
#include "infra/log/published_event.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

using std::chrono::milliseconds;

// One partition that lags makes every twelfth event late: it must not cost a wait each.
constexpr auto kImpatience = std::chrono::seconds(1);
constexpr std::size_t kReceiveMax = 5'000;  // records between two looks at everything else

}  // namespace

Result<std::unique_ptr<KafkaFeed>> KafkaFeed::open(events::LogReader& log,
                                                   KafkaFeedSettings settings) {
  std::unique_ptr<KafkaFeed> feed(new KafkaFeed(log, std::move(settings)));
  AUTHLEDGER_TRY(consumer,
                 kafka::Consumer::make(feed->settings_.kafka, feed->settings_.prefetch_kbytes));
  feed->consumer_ = std::move(consumer);
  return feed;
}

KafkaFeed::KafkaFeed(events::LogReader& log, KafkaFeedSettings settings)
    : log_(log),
      settings_(std::move(settings)),
      buffer_(settings_.buffer_max, settings_.buffer_bytes_max) {}

KafkaFeed::~KafkaFeed() = default;

Result<KafkaFeed::Events> KafkaFeed::next(Position after, int limit, milliseconds wait) {
  const auto deadline = SteadyClock::now() + wait;
  if (after != cursor_) move_to(after);
  for (;;) {
    auto now = SteadyClock::now();
    std::optional<Error> trouble;
    if (now >= head_at_ && now >= log_at_) {
      if (auto looked = look_at_head(); !looked) trouble = std::move(looked).error();
    }
    receive(milliseconds(0));
    if (auto run = buffer_.take_run(cursor_, limit); !run.empty()) {
      counts_.from_topic += static_cast<std::int64_t>(run.size());
      hand_out(run.back().position);
      return run;
    }
    now = SteadyClock::now();
    if (!trouble && now >= log_at_ && log_is_due(now)) {
      auto read = read_log(limit);
      if (read && !read->empty()) return read;
      if (!read) trouble = std::move(read).error();
    }
    publish_status();
    if (trouble && trouble->code != Code::kUnavailable) return fail(std::move(*trouble));
    if (interrupted_.exchange(false)) return Events{};
    if (now >= deadline) {
      if (!counts_.log_error.empty()) return fail(errors::kLogUnavailable, counts_.log_error);
      return Events{};
    }
    const auto until = std::min(deadline, next_step(now));
    receive(std::chrono::ceil<milliseconds>(until - now));
  }
}

void KafkaFeed::interrupt() {
  interrupted_ = true;
  consumer_->wake();
}

void KafkaFeed::notify(Position committed) {
  auto known = committed_.load();
  while (known < committed && !committed_.compare_exchange_weak(known, committed)) {
  }
}

KafkaFeedStatus KafkaFeed::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void KafkaFeed::move_to(Position after) {
  if (after < cursor_) buffer_.clear();
  cursor_ = after;
  buffer_.drop_through(after);
  caught_up_ = false;
  head_at_ = {};  // is `after` within the log?
  missing_since_.reset();
}

void KafkaFeed::receive(milliseconds wait) {
  std::vector<ReceivedEvent> received;
  consumer_->take(wait, kReceiveMax, [&](const rd_kafka_message_t& message) {
    const kafka::MessageHeaders headers(message);
    const auto position = position_of(headers.views());
    if (position > 0 && position <= cursor_) {
      ++counts_.duplicates;
      return;
    }
    auto event = from_record(kafka::key_of(message), kafka::value_of(message), headers.views(),
                             settings_.kafka.source);
    if (event) {
      received.push_back(std::move(*event));
    } else {
      ++counts_.foreign;
    }
  });
  if (!received.empty()) admit(received);
}

void KafkaFeed::admit(std::vector<ReceivedEvent>& received) {
  const bool unknown =
      !head_known_ || std::any_of(received.begin(), received.end(), [&](const auto& one) {
        return one.epoch > head_.epoch || one.event.position > known_head();
      });
  // The relay publishes what is committed, so the log has it, unless the record is of another log.
  bool asked = true;
  if (unknown) {
    asked = SteadyClock::now() >= log_at_ && look_at_head().has_value();
    if (!asked && !head_known_) return;
  }
  for (auto& one : received) {
    if (one.epoch != head_.epoch && (asked || one.epoch < head_.epoch)) {
      refuse(one, "of another epoch");
    } else if (one.event.position > known_head() || one.epoch != head_.epoch) {
      if (asked) {
        refuse(one, "beyond the head of the log");
      } else {
        ++counts_.forgotten;  // the log cannot be asked now; it brings the event when it is back
      }
    } else {
      const auto put = buffer_.put(std::move(one.event));
      if (put == MergeBuffer::Put::kDuplicate) ++counts_.duplicates;
      if (put == MergeBuffer::Put::kFull) {
        ++counts_.forgotten;
        caught_up_ = false;  // there are holes now: read on from the log, up to its head
      }
    }
  }
}

void KafkaFeed::refuse(const ReceivedEvent& received, const char* why) {
  ++counts_.refused;
  counts_.refusal = "position " + std::to_string(received.event.position) + ", epoch " +
                    std::to_string(received.epoch) + ": " + why;
}

bool KafkaFeed::log_is_due(SteadyClock::time_point now) {
  if (!caught_up_) return true;
  if (known_head() <= cursor_ && buffer_.size() == 0) {
    missing_since_.reset();
    return false;
  }
  if (!missing_since_) missing_since_ = now;
  if (consumer_->down() || now < impatient_until_) return true;
  if (now - *missing_since_ < milliseconds(settings_.gap_wait_ms)) return false;
  impatient_until_ = now + kImpatience;
  return true;
}

Status KafkaFeed::look_at_head() {
  auto head = log_.head();
  if (!head) return log_failed(std::move(head).error());
  if (head_known_ && head->epoch != head_.epoch) {  // a backup was restored under our feet
    buffer_.clear();
    committed_ = 0;
  }
  head_ = *head;
  head_known_ = true;
  head_at_ = SteadyClock::now() + milliseconds(settings_.head_poll_ms);
  counts_.head = head_.position;
  counts_.log_error.clear();
  if (head_.position < cursor_) {
    head_at_ = {};
    return fail(errors::kLogBehindReader, "the reader is at position " + std::to_string(cursor_) +
                                              ", the log ends at " +
                                              std::to_string(head_.position));
  }
  return {};
}

Result<KafkaFeed::Events> KafkaFeed::read_log(int limit) {
  auto most = limit;
  if (const auto first = buffer_.first(); first && caught_up_) {  // only the gap
    most = static_cast<int>(std::min<Position>(limit, *first - cursor_ - 1));
  }
  auto read = log_.read_all(cursor_, most);
  if (!read) return log_failed(std::move(read).error());
  counts_.log_error.clear();
  caught_up_ = read->size() < static_cast<std::size_t>(limit);
  missing_since_.reset();
  if (read->empty()) return read;
  for (auto& event : *read) event = as_published(std::move(event));
  counts_.from_log += static_cast<std::int64_t>(read->size());
  hand_out(read->back().position);
  return read;
}

void KafkaFeed::hand_out(Position last) {
  cursor_ = last;
  buffer_.drop_through(last);
  missing_since_.reset();
  publish_status();
}

tl::unexpected<Error> KafkaFeed::log_failed(Error error) {
  log_at_ = SteadyClock::now() + milliseconds(settings_.head_poll_ms);
  counts_.log_error = error.detail;
  return fail(std::move(error));
}

KafkaFeed::SteadyClock::time_point KafkaFeed::next_step(SteadyClock::time_point now) const {
  auto step = head_at_;
  if (missing_since_) {
    step = std::min(step, *missing_since_ + milliseconds(settings_.gap_wait_ms));
  }
  return std::max({step, log_at_, now + milliseconds(1)});
}

Position KafkaFeed::known_head() const { return std::max(head_.position, committed_.load()); }

void KafkaFeed::publish_status() {
  counts_.topic_error = consumer_->trouble();
  const std::lock_guard lock(mutex_);
  status_ = counts_;
}

}  // namespace authledger::infra
