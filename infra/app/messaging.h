// Mail and text messages of the process: texts, channels, outbox and the worker over them, as the
// settings want them.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "infra/app/core.h"
#include "infra/messages/message_texts.h"
#include "infra/messages/outbox.h"
#include "infra/messages/worker.h"
#include "infra/telemetry/metrics.h"
#include "shared/json.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: the core outlives it.
class Messaging {
 public:
  // Errors: settings.invalid for a template that cannot be filled and a sender that is no address.
  static Result<std::unique_ptr<Messaging>> open(Core& core);

  void start();
  void drain() { worker_->drain(); }
  void stop() { worker_->stop(); }
  // Told of committed events, of this process and of others.
  void on_events(std::span<const events::StoredEvent> events);

  const MessageTexts& texts() const { return texts_; }
  Outbox* outbox() { return outbox_.get(); }  // null in production
  void register_metrics(Metrics& metrics) const;
  // Appends the member "messages"; true: all is well.
  bool write_health(JsonWriter& out) const;

 private:
  explicit Messaging(Core& core, MessageTexts texts) : core_(core), texts_(std::move(texts)) {}

  Core& core_;
  const MessageTexts texts_;
  std::unique_ptr<Channel> email_;
  std::unique_ptr<Channel> sms_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<MessageWorker> worker_;
};

}  // namespace authledger::infra
