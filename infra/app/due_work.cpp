#include "infra/app/due_work.h"

#include <algorithm>
#include <chrono>

#include "command/app/change_app.h"
#include "command/user/ban_user.h"
#include "infra/telemetry/json_log.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kPauseMin_ms = 10;  // somebody else was quicker

}  // namespace

void DueWork::start() {
  thread_ = std::thread([this] { run(); });
}

void DueWork::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DueWork::on_events(std::span<const events::StoredEvent> events) {
  const bool left = std::any_of(events.begin(), events.end(), [](const auto& event) {
    return event.type == events::UserBanned::kType || event.type == events::AppDeleted::kType ||
           event.type == events::AppRoleDeleted::kType;
  });
  if (!left) return;
  {
    const std::lock_guard lock(mutex_);
    news_ = true;
  }
  changed_.notify_all();
}

void DueWork::run() {
  const auto stopping = [this] {
    const std::lock_guard lock(mutex_);
    return stop_;
  };
  while (!stopping()) {
    if (!work_once()) wait_for_work();
  }
}

// Until the next ban ends, somebody says that there is something, or it is time to look again.
void DueWork::wait_for_work() {
  const auto next = parts_.store.next_due(command::kBanTimer);
  std::int64_t wait_ms = options_.poll_ms;
  if (next && *next)
    wait_ms = std::clamp<std::int64_t>((*next)->ms - parts_.clock.now().ms, kPauseMin_ms, wait_ms);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return stop_ || news_; });
  news_ = false;
}

bool DueWork::work_once() {
  const bool lifted = lift_bans();
  const bool cleaned = clean_up();
  return lifted || cleaned;
}

bool DueWork::lift_bans() {
  const auto now = parts_.clock.now();
  const auto next = parts_.store.next_due(command::kBanTimer);
  if (!next || !*next || **next > now) return false;
  const auto lease = now.plus_s(options_.lease_s);
  const auto due = parts_.store.take_due(command::kBanTimer, now, lease, options_.bans_at_once);
  if (!due) return false;
  for (const auto& one : *due) lift(one, now, lease);
  return !due->empty();
}

void DueWork::lift(const DueAttachment& due, Timestamp now, Timestamp lease) {
  const auto place = command::parse_ban_timer_id(due.id);
  if (!place) {
    (void)parts_.store.settle(command::kBanTimer, due.id, lease);
    return;
  }
  const auto user =
      parts_.dispatcher.load<command::UserAggregate>(place->user_id, command::Freshness::kFresh);
  if (!user) return;  // the log is away: again when the lease is over
  const auto& state = (*user)->state;
  const auto* member = place->app_id ? state.membership(*place->app_id) : nullptr;
  const auto ban = place->app_id ? (member != nullptr ? member->ban : std::nullopt) : state.ban;
  if (!state.exists() || !ban || !ban->until) {  // lifted, or of a log that was restored
    (void)parts_.store.settle(command::kBanTimer, due.id, lease);
    return;
  }
  if (ban->holds(now)) {
    (void)parts_.store.give_back(command::kBanTimer, due.id, lease, *ban->until);
    return;
  }
  command::CommandContext context;
  context.tenant_id = state.tenant_id;
  context.actor_kind = "system";
  context.now = now;
  const auto written =
      parts_.dispatcher.run(context, nullptr, command::LiftBan{place->user_id, place->app_id, now});
  if (!written)
    json_log(LogLevel::kWarning, "a ban was not lifted yet", {{"what", written.error().detail}});
}

bool DueWork::clean_up() {
  const auto now = parts_.clock.now();
  const auto next = parts_.store.next_due(command::kAppCleanUp);
  if (!next || !*next || **next > now) return false;
  const auto lease = now.plus_s(options_.lease_s);
  const auto due = parts_.store.take_due(command::kAppCleanUp, now, lease, 1);
  if (!due || due->empty()) return false;
  const auto& id = due->front().id;
  const auto what = command::parse_clean_up_id(id);
  const auto done =
      what ? parts_.apps.clean_up(*what, now, options_.people_at_once) : Result<bool>(true);
  if (!done) {
    json_log(LogLevel::kWarning, "a clean-up goes on later", {{"what", done.error().detail}});
    return true;  // when the lease is over
  }
  if (*done)
    (void)parts_.store.settle(command::kAppCleanUp, id, lease);
  else
    (void)parts_.store.give_back(command::kAppCleanUp, id, lease, parts_.clock.now());
  return true;
}

}  // namespace authledger::infra
