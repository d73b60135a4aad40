#include "command/dispatch.h"

#include <algorithm>

#include "command/holdings.h"
#include "shared/codec.h"

namespace authledger::command {
namespace {

constexpr int kEventsOfOneCommandMax = 16;  // they end at the position of its answer

// Before a process gives the answer of another one it must know what that one wrote: whoever got
// "logged out" from here may not be let in from here.
Status learn(Dispatcher& dispatcher, EventLog& log, Position last) {
  if (last == 0) return {};
  AUTHLEDGER_TRY(written, log.read_all(std::max<Position>(0, last - kEventsOfOneCommandMax),
                                       kEventsOfOneCommandMax));
  dispatcher.on_events(written);
  return {};
}

const ErrorRow& taken_error(const std::string& kind) {
  if (kind == "username") return errors::kUsernameTaken;
  if (kind == "mobile") return errors::kMobileTaken;
  if (kind == "grant") return errors::kAlreadyGranted;
  if (kind == kGroupMemberClaim) return errors::kAlreadyAMember;
  if (kind == kAvatarKeyClaim) return errors::kAvatarExists;
  if (kind == kAppNameClaim) return errors::kAppNameTaken;
  return errors::kEmailTaken;
}

}  // namespace

Result<std::shared_ptr<const Sealer>> Dispatcher::sealer_for(const std::string& subject,
                                                             bool is_new, Plan& plan) {
  if (subject.empty()) return std::shared_ptr<const Sealer>();
  for (const auto& one : plan.planned) {  // its key may be new in this very transaction
    if (one.event.subject == subject) return one.sealer;
  }
  if (!is_new) return parts_.keys.find(subject);
  auto [sealer, wrapped] = parts_.keys.create(subject);
  plan.item.new_keys.push_back(std::move(wrapped));
  return sealer;
}

events::StoredEvent Dispatcher::envelope(const CommandContext& context, const std::string& subject,
                                         const Sealer* sealer) {
  events::EventMeta meta;
  meta.actor_kind = context.actor_kind;
  meta.actor_id = context.actor_id;
  meta.correlation_id = context.correlation_id;
  if (sealer != nullptr && !context.ip.empty()) meta.ip = context.ip;
  if (sealer != nullptr && !context.user_agent.empty()) meta.user_agent = context.user_agent;
  events::StoredEvent row;
  row.event_id = uuid_v7(context.now, parts_.random.bytes(10));
  row.tenant_id = context.tenant_id;
  row.recorded_at = context.now;
  row.subject = subject;
  row.meta = encode(meta, sealer);
  return row;
}

Claim Dispatcher::claim(const std::string& tenant_id, const std::string& kind,
                        const std::string& value) const {
  return keyed_claim(parts_.vault, tenant_id, kind, value);
}

Result<std::optional<std::string>> Dispatcher::owner_of(const std::string& tenant_id,
                                                        const std::string& kind,
                                                        const std::string& value) {
  return parts_.log.claim_owner(claim(tenant_id, kind, value));
}

Status Dispatcher::finish(const CommandContext& context, const Render& render, Plan& plan,
                          Written& written) {
  if (render) {
    AUTHLEDGER_TRY(answer, render(plan.planned));
    written.answer = std::move(answer);
  }
  if (context.idempotency) {
    plan.item.remember =
        Remembered{context.idempotency->key_hash, context.idempotency->request_hash,
                   parts_.vault.seal_answer(encode(written.answer)), 0,
                   context.now.plus_s(parts_.answers_kept_s)};
  }
  return {};
}

Result<Dispatcher::Next> Dispatcher::settle(const CommandContext& context, AppendOutcome outcome,
                                            Plan& plan, Turns& turns, Written& written) {
  if (const auto* appended = std::get_if<Appended>(&outcome)) {
    for (const auto& put : plan.on_committed) put();
    written.position = plan.planned.empty() ? 0 : appended->last;
    return Next::kDone;
  }
  if (const auto* duplicate = std::get_if<Duplicate>(&outcome)) {
    AUTHLEDGER_TRY(first, replay(duplicate->first, context.idempotency->request_hash));
    AUTHLEDGER_CHECK(learn(*this, parts_.log, first.position));
    written = std::move(first);
    return Next::kDone;
  }
  if (const auto* taken = std::get_if<ClaimTaken>(&outcome)) {
    turns.clear();  // a command of its own follows, whose turn may be the same one
    return claim_taken(context, *taken);
  }
  if (auto* error = std::get_if<Error>(&outcome)) return fail(std::move(*error));
  return Next::kAgain;  // somebody else wrote the stream first
}

Result<Dispatcher::Next> Dispatcher::claim_taken(const CommandContext& context,
                                                 const ClaimTaken& taken) {
  if (taken.owner.starts_with("user-")) {
    CommandContext own = context;
    own.idempotency.reset();
    own.if_match.reset();
    own.actor_kind = "system";
    own.actor_id.clear();
    AUTHLEDGER_TRY(freed,
                   run(own, nullptr, ExpireArchive{UserId{taken.owner.substr(5)}, context.now}));
    if (freed.position > 0) return Next::kAgain;
  }
  return fail(taken_error(taken.claim.kind));
}

Result<Written> Dispatcher::replay(const Remembered& first, const std::string& request_hash) const {
  if (first.request_hash != request_hash) return fail(errors::kKeyReused);
  AUTHLEDGER_TRY(text, parts_.vault.open_answer(first.answer));
  AUTHLEDGER_TRY(answer, decode<Answer>(std::string_view(text)));
  return Written{std::move(answer), first.position, true};
}

Result<Written> Dispatcher::remember(const CommandContext& context, const Answer& answer) {
  return run(context, [&](std::span<const PlannedEvent>) -> Result<Answer> { return answer; });
}

Result<std::optional<Written>> Dispatcher::remembered(const IdempotencyKey& key) {
  AUTHLEDGER_TRY(first, parts_.log.remembered(key.key_hash));
  if (!first) return std::optional<Written>();
  AUTHLEDGER_TRY(written, replay(*first, key.request_hash));
  AUTHLEDGER_CHECK(learn(*this, parts_.log, written.position));
  return std::optional(std::move(written));
}

void Dispatcher::on_events(std::span<const events::StoredEvent> events) {
  for (const auto& event : events) {
    told_.tell(event.stream_id, event.stream_version);
    mark_stale(event.stream_id, event.stream_version, Aggregates{});
  }
}

}  // namespace authledger::command
