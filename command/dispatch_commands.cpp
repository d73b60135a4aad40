// The half of Dispatcher that knows aggregates and commands: a stream's state, and what a command
// adds to the plan.
#include <utility>

#include "command/dispatch.h"
#include "events/event_codec.h"

namespace authledger::command {

template <class Aggregate>
Result<std::shared_ptr<const Versioned<typename Aggregate::State>>> Dispatcher::load(
    const typename Aggregate::Target& target, Freshness freshness) {
  using State = Versioned<typename Aggregate::State>;
  if (freshness == Freshness::kAssumeNew) return std::make_shared<const State>();
  const std::string stream = Aggregate::stream_id(target);
  const auto cached = cache<Aggregate>().get(stream);
  if (cached && !cached->stale && freshness == Freshness::kCached) return cached->state;
  const auto known = cached ? cached->state : nullptr;
  AUTHLEDGER_TRY(rows, read_since<Aggregate>(stream, known ? known->version : 0));
  if (rows.empty()) return known ? known : std::make_shared<const State>();
  std::shared_ptr<const Sealer> sealer;
  if (!rows.front().subject.empty()) {
    AUTHLEDGER_TRY(found, parts_.keys.find(rows.front().subject));
    sealer = std::move(found);
  }
  auto state = known ? std::make_shared<State>(*known) : std::make_shared<State>();
  for (const auto& row : rows) {
    AUTHLEDGER_TRY(event, events::decode_event<typename Aggregate::Event>(row, sealer.get()));
    evolve(state->state, event, recorded(row));
    state->version = row.stream_version;
  }
  keep<Aggregate>(stream, state);
  return std::shared_ptr<const State>(state);
}

template <class Aggregate>
Result<std::vector<events::StoredEvent>> Dispatcher::read_since(const std::string& stream,
                                                                StreamVersion known) {
  if constexpr (requires { Aggregate::kNewestEvents; }) {
    if (known == 0) return parts_.log.read_newest(stream, Aggregate::kNewestEvents);
  }
  return parts_.log.read_stream(stream, known);
}

template <class Aggregate>
void Dispatcher::keep(const std::string& stream,
                      std::shared_ptr<const Versioned<typename Aggregate::State>> state) {
  const auto version = state->version;
  cache<Aggregate>().put(
      stream, std::make_shared<const Known<Aggregate>>(std::move(state), false),
      [&](const Known<Aggregate>& old) { return old.state->version >= version; });
  if (const auto newest = told_.newest(stream); newest > version)
    mark_stale(stream, newest, TypeList<Aggregate>{});
}

template <class Command>
Status Dispatcher::add(const CommandContext& context, const Command& command, Freshness freshness,
                       Plan& plan) {
  using Aggregate = typename Command::Aggregate;
  using State = Versioned<typename Aggregate::State>;
  const auto& target = command.target();
  const std::string stream = Aggregate::stream_id(target);
  AUTHLEDGER_TRY(before, load<Aggregate>(target, freshness));
  if (freshness == Freshness::kCached && before->version > 0) plan.from_cache = true;
  if constexpr (requires { before->state.tenant_id; }) {  // no command crosses tenants
    if (before->version > 0 && before->state.tenant_id != context.tenant_id)
      return fail(Aggregate::kUnknown);
  }
  AUTHLEDGER_TRY(decided, decide(before->state, command));  // who may not, learns no version
  if (!std::exchange(plan.version_checked, true) && context.if_match && before->version > 0 &&
      *context.if_match != before->version) {
    return fail(errors::kRecordVersionOld);
  }
  if (decided.empty()) return {};

  const std::string subject = Aggregate::subject(target);
  constexpr bool kOwnSubject = requires { Aggregate::kOwnSubject; };
  AUTHLEDGER_TRY(sealer, sealer_for(subject, kOwnSubject && before->version == 0, plan));
  auto after = std::make_shared<State>(*before);
  constexpr bool kOrdered = !requires { Command::kAppendAlways; };
  StreamWrite write{stream, kOrdered ? before->version : kAnyVersion, {}};
  for (const auto& event : decided) {
    if constexpr (requires { claims_of(before->state, event); }) {
      for (auto& one : claims_of(after->state, event)) {
        plan.item.claims.push_back(
            {claim(context.tenant_id, one.kind, one.value), one.take, stream});
      }
    }
    if constexpr (requires { entries_of(before->state, event); }) {
      for (auto& one : entries_of(after->state, event)) {
        plan.item.entries.push_back(
            {{context.tenant_id, std::move(one.kind), std::move(one.key), stream}, one.add});
      }
    }
    auto row = envelope(context, subject, sealer.get());
    row.stream_id = stream;
    row.stream_version = ++after->version;
    events::encode_event(event, sealer.get(), row);
    evolve(after->state, event, recorded(row));
    write.events.push_back(row);
    plan.planned.push_back({std::move(row), sealer});
  }
  plan.item.writes.push_back(std::move(write));
  if constexpr (requires { attachments_of(command); }) {
    for (auto& change : attachments_of(command)) {
      if (change.sealed)
        change.bytes = parts_.vault.seal(change.bytes, attachment_context(change.kind, change.id));
      if (change.personal) change.bytes = sealer->seal(change.bytes);
      plan.item.attachments.push_back(std::move(change));
    }
  }
  if (kOrdered) {  // else nobody knows what stands before it
    plan.on_committed.push_back([this, stream, after] { keep<Aggregate>(stream, after); });
  }
  if constexpr (std::is_same_v<Aggregate, UserAggregate>) {
    if (const auto change = role_change(context.tenant_id, before->state, after->state)) {
      AUTHLEDGER_CHECK(add(context, *change, freshness, plan));
    }
  }
  return {};
}

// Returned, so that the compiler cannot leave them out.
template <class... A>
auto Dispatcher::every_load(TypeList<A...>) {
  return std::tuple{&Dispatcher::load<A>...};
}

template <class... C>
auto Dispatcher::every_add(TypeList<C...>) {
  return std::tuple{&Dispatcher::add<C>...};
}

template auto Dispatcher::every_load(Aggregates);
template auto Dispatcher::every_add(Commands);

}  // namespace authledger::command
