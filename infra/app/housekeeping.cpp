#include "infra/app/housekeeping.h"

#include <chrono>

#include "infra/api/token_notes.h"
#include "infra/telemetry/json_log.h"

namespace authledger::infra {

Housekeeping::Housekeeping(Core& core, int every_s)
    : core_(core), every_s_(every_s), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    work();
    lock.lock();
    stopped_.wait_for(lock, std::chrono::seconds(every_s_), [&] { return stop_; });
  }
}

void Housekeeping::work() {
  if (const auto purged = core_.stack.maintenance->purge_expired_answers(core_.clock.now());
      !purged) {
    json_log(LogLevel::kWarning, "expired answers were not dropped",
             {{"what", purged.error().detail}});
  }
  (void)core_.stack.attachments->keep_last(kSessionTokens, kSessionTokensMax);  // by age of ids
  const auto rotated = core_.signing_keys->rotate_if_old();
  if (!rotated || !*rotated) return;
  const auto kid = core_.signing_keys->active()->kid;
  (void)core_.dispatcher->run(operator_context(core_), nullptr,
                              command::NoteKeyRotation{"signing", kid});
  json_log(LogLevel::kInfo, "new tokens are signed with a new key", {{"kid", kid}});
}

}  // namespace authledger::infra
