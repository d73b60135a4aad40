#include "infra/messages/worker.h"

#include <algorithm>

#include "command/message/mark_message.h"
#include "command/message/templates.h"
#include "infra/telemetry/json_log.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

using command::MessageState;
using What = Delivery::What;

constexpr int kPauseAfterTrouble_ms = 500;  // the log does not answer
constexpr std::int64_t kPauseMin_ms = 10;   // somebody else was quicker

command::CommandContext worker_context(const std::string& tenant_id, Timestamp now) {
  command::CommandContext context;
  context.tenant_id = tenant_id;
  context.actor_kind = "system";
  context.now = now;
  return context;
}

double dice(Random& random) {
  return static_cast<double>(static_cast<unsigned char>(random.bytes(1).front())) / 255.0;
}

}  // namespace

std::int64_t retry_delay_ms(const WorkerOptions& options, int attempt, double dice) {
  const int doublings = std::clamp(attempt - 1, 0, 20);
  const auto delay_s = std::min(options.retry_first_s << doublings, options.retry_max_s);
  return static_cast<std::int64_t>(static_cast<double>(delay_s) * 1000.0 * (0.8 + 0.4 * dice));
}

void MessageWorker::start() {
  const std::lock_guard lock(mutex_);
  running_ = options_.threads;
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { run(); });
}

void MessageWorker::notify() {
  {
    const std::lock_guard lock(mutex_);
    ++news_;
  }
  changed_.notify_all();
}

void MessageWorker::drain() {
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
  }
  changed_.notify_all();
}

void MessageWorker::stop(std::chrono::milliseconds grace) {
  drain();
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, grace, [this] { return running_ == 0; });
    interrupted_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void MessageWorker::run() {
  while (!draining()) {
    const auto seen = news();
    if (!work_once()) wait_for_work(seen);
  }
  {
    const std::lock_guard lock(mutex_);
    --running_;
  }
  changed_.notify_all();
}

// Until the next one is due, somebody says that there is one, or it is time to look again.
void MessageWorker::wait_for_work(std::uint64_t seen) {
  const auto next = parts_.store.next_due(command::kMessageBody);
  std::int64_t wait_ms = options_.poll_ms;
  if (!next)
    wait_ms = kPauseAfterTrouble_ms;
  else if (*next)
    wait_ms = std::clamp<std::int64_t>((*next)->ms - parts_.clock.now().ms, kPauseMin_ms, wait_ms);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                    [&] { return draining() || news_ != seen; });
}

bool MessageWorker::work_once() {
  const auto now = parts_.clock.now();
  const auto next = parts_.store.next_due(command::kMessageBody);
  if (!next || !*next || **next > now) return false;
  const auto until = now.plus_s(options_.lease_s);
  const auto due = parts_.store.take_due(command::kMessageBody, now, until, 1);
  if (!due || due->empty()) return false;
  handle({due->front(), until});
  return true;
}

void MessageWorker::handle(const Taken& taken) {
  const auto loaded = parts_.dispatcher.load<command::MessageAggregate>(MessageId{taken.due.id},
                                                                        command::Freshness::kFresh);
  if (!loaded) return;  // the log is away: again when the lease is over
  const auto& message = (*loaded)->state;
  if (message.id.empty() || message.done) {  // of a log that was restored
    (void)parts_.store.remove(command::kMessageBody, taken.due.id);
    return;
  }
  if (parts_.clock.now() >= taken.until) return;  // this process slept: it is somebody else's
  settle(message, attempt(message, taken.due.bytes), taken.until);
}

Delivery MessageWorker::attempt(const MessageState& message, const std::string& sealed) {
  const auto now = parts_.clock.now();
  if ((message.expires_at && now >= *message.expires_at) ||
      now >= message.requested_at.plus_s(options_.give_up_after_s)) {
    return Delivery::never("expired");
  }
  const auto plain = parts_.vault.open(
      sealed, command::attachment_context(command::kMessageBody, message.id.value));
  if (!plain) return Delivery::never("damaged");
  const auto body = decode<command::MessageBody>(std::string_view(*plain));
  const auto* about = command::find_template(message.template_name);
  if (!body || about == nullptr) return Delivery::never("damaged");
  TemplateValues values;
  for (const auto& one : body->parameters) values[one.name] = one.value;
  auto content = parts_.texts.render(*about, message.language, values, message.requested_at);
  if (!content) {
    json_log(LogLevel::kError, "a message cannot be rendered",
             {{"template", message.template_name}, {"what", content.error().detail}});
    return Delivery::never("template");
  }
  const Outgoing outgoing{message.id, body->to, std::move(*content), message.requested_at,
                          message.tenant_id};
  if (parts_.outbox != nullptr && !parts_.outbox->keep(message.channel, outgoing))
    return Delivery::later("unreachable");
  auto* channel = message.channel == command::channels::kSms ? parts_.sms : parts_.email;
  if (channel != nullptr) return channel->send(outgoing, [this] { return interrupted_.load(); });
  return parts_.outbox != nullptr ? Delivery::sent() : Delivery::later("not_configured");
}

// A fact that cannot be written is tried again for as long as the lease lasts: what was sent must
// not be sent again for want of a log.
void MessageWorker::settle(const MessageState& message, const Delivery& delivery, Timestamp until) {
  if (delivery.reason == "interrupted") {
    (void)parts_.store.give_back(command::kMessageBody, message.id.value, until,
                                 parts_.clock.now());
    return;
  }
  while (!mark(message, delivery)) {
    std::unique_lock lock(mutex_);
    if (interrupted_ || parts_.clock.now() >= until) return;
    changed_.wait_for(lock, std::chrono::milliseconds(kPauseAfterTrouble_ms),
                      [this] { return interrupted_.load(); });
  }
}

Status MessageWorker::mark(const MessageState& message, const Delivery& delivery) {
  const auto now = parts_.clock.now();
  const auto context = worker_context(message.tenant_id, now);
  auto& dispatcher = parts_.dispatcher;
  if (delivery.what == What::kSent) {
    AUTHLEDGER_CHECK(dispatcher.run(context, nullptr, command::MarkMessageSent{message.id}));
    count(message.channel, delivery, false);
    return {};
  }
  const int attempt = message.attempts + 1;
  const auto wait_ms = std::max(retry_delay_ms(options_, attempt, dice(parts_.random)),
                                static_cast<std::int64_t>(delivery.retry_after_s) * 1000);
  const Timestamp next{now.ms + wait_ms};
  const bool last = delivery.what == What::kNever || attempt >= options_.attempts_max ||
                    next >= message.requested_at.plus_s(options_.give_up_after_s) ||
                    (message.expires_at && next >= *message.expires_at);
  if (last) {
    AUTHLEDGER_CHECK(dispatcher.run(context, nullptr,
                                    command::GiveUpMessage{message.id, attempt, delivery.reason}));
  } else {
    AUTHLEDGER_CHECK(dispatcher.run(
        context, nullptr, command::MarkMessageFailed{message.id, attempt, delivery.reason, next}));
  }
  count(message.channel, delivery, last);
  json_log(LogLevel::kWarning, last ? "a message was given up" : "a message was not sent",
           {{"messageId", message.id.value},
            {"template", message.template_name},
            {"attempt", std::to_string(attempt)},
            {"reason", delivery.reason},
            {"code", std::to_string(delivery.code)}});
  return {};
}

void MessageWorker::count(const std::string& channel, const Delivery& delivery, bool given_up) {
  const std::lock_guard lock(mutex_);
  auto& counts = channel == command::channels::kSms ? sms_ : email_;
  if (delivery.what == What::kSent) {
    ++counts.sent;
    failures_in_a_row_ = 0;
    return;
  }
  ++counts.failed;
  if (given_up) ++counts.given_up;
  if (delivery.what == What::kLater) ++failures_in_a_row_;  // else it was the message's fault
  last_failure_ = delivery.reason;
}

WorkerStatus MessageWorker::status() const {
  const std::lock_guard lock(sample_mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - sampled_ >= std::chrono::seconds(1)) {
    sampled_ = now;
    const auto queue = parts_.store.queue_length(command::kMessageBody);
    const auto next = parts_.store.next_due(command::kMessageBody);
    sample_.error = queue && next ? "" : "the queue cannot be read";
    const auto age_s = [&](Timestamp since) {
      return std::max<std::int64_t>(0, (parts_.clock.now().ms - since.ms) / 1000);
    };
    if (queue) sample_.queue = *queue;
    sample_.oldest_s = sample_.queue.count > 0 ? age_s(sample_.queue.oldest) : 0;
    sample_.overdue_s = next && *next ? age_s(**next) : 0;
  }
  WorkerStatus out = sample_;
  const std::lock_guard counts(mutex_);
  out.email = email_;
  out.sms = sms_;
  out.failures_in_a_row = failures_in_a_row_;
  out.last_failure = last_failure_;
  return out;
}

}  // namespace authledger::infra
