#include "infra/elasticsearch/generation_state.h"

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/indices.h"

namespace authledger::infra::elastic {
namespace {

constexpr int kTriesMax = 20;

JsonDocument empty_state() {
  JsonDocument state(rapidjson::kObjectType);
  state.AddMember("checkpoint", 0, state.GetAllocator());
  state.AddMember("notes", JsonValue(rapidjson::kObjectType), state.GetAllocator());
  return state;
}

JsonValue text_value(const std::string& text, JsonDocument& owner) {
  return JsonValue(text.data(), static_cast<rapidjson::SizeType>(text.size()),
                   owner.GetAllocator());
}

bool is_state(const JsonValue& value) {
  return value.IsObject() && value.HasMember("checkpoint") && value["checkpoint"].IsInt64() &&
         value.HasMember("notes") && value["notes"].IsObject();
}

bool is_versioned(const JsonValue& answer) {
  return answer.IsObject() && answer.HasMember("_seq_no") && answer.HasMember("_primary_term");
}

std::string condition_of(const JsonValue& answer) {
  return "if_seq_no=" + to_text(answer["_seq_no"]) +
         "&if_primary_term=" + to_text(answer["_primary_term"]);
}

}  // namespace

std::string GenerationState::path(const std::string& physical) const {
  return "/" + checkpoints_index(client_.options()) + "/_doc/" + physical;
}

Status GenerationState::prepare() {
  const std::string body =
      R"({"settings":{"number_of_shards":1,"number_of_replicas":)" +
      std::to_string(client_.options().replicas) +
      R"(},"mappings":{"dynamic":"strict","properties":{"checkpoint":{"type":"long"},)"
      R"("notes":{"type":"object","enabled":false}}}})";
  AUTHLEDGER_TRY(made, create_index(client_, checkpoints_index(client_.options()), body));
  static_cast<void>(made);  // false: another made it
  return {};
}

Result<GenerationState::Stored> GenerationState::load(const std::string& physical) {
  AUTHLEDGER_TRY(response, client_.send(Method::kGet, path(physical), {},
                                        client_.options().search_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));  // 404: the generation was dropped
  AUTHLEDGER_TRY(answer, parse_answer(response));
  if (!is_versioned(answer) || !answer.HasMember("_source") || !is_state(answer["_source"]))
    return fail(unavailable("The checkpoint of " + physical + " cannot be read."));
  Stored out{JsonDocument(), condition_of(answer)};
  out.content.Parse(
      to_text(answer["_source"]).c_str());  // a copy: the answer's texts end with the response
  return out;
}

Result<GenerationState::Stored> GenerationState::last_known(const std::string& physical) {
  {
    const std::lock_guard lock(lock_);
    if (auto known = known_.extract(physical)) return std::move(known.mapped());
  }
  return load(physical);
}

void GenerationState::know(const std::string& physical, Stored stored) {
  const std::lock_guard lock(lock_);
  known_.insert_or_assign(physical, std::move(stored));
}

void GenerationState::forget_known(const std::string& physical) {
  const std::lock_guard lock(lock_);
  known_.erase(physical);
}

Status GenerationState::update(const std::string& physical,
                               const std::function<bool(JsonDocument&)>& change) {
  AUTHLEDGER_TRY(stored, last_known(physical));
  for (int i = 0; i < kTriesMax; ++i) {
    if (!change(stored.content)) {
      know(physical, std::move(stored));
      return {};
    }
    AUTHLEDGER_TRY(response,
                   client_.send(Method::kPut, path(physical) + "?" + stored.condition,
                                to_text(stored.content), client_.options().write_timeout_ms));
    if (is_ok(response)) {
      AUTHLEDGER_TRY(answer, parse_answer(response));
      if (is_versioned(answer)) {
        stored.condition = condition_of(answer);
        know(physical, std::move(stored));
      }
      return {};
    }
    if (response.status != 409) return fail(refusal(response));
    AUTHLEDGER_TRY(newer, load(physical));
    stored = std::move(newer);
  }
  return fail(unavailable("Too many writers of the checkpoint of " + physical + "."));
}

Result<Position> GenerationState::checkpoint(const std::string& physical) {
  AUTHLEDGER_TRY(stored, load(physical));
  return stored.content["checkpoint"].GetInt64();
}

Result<std::vector<Position>> GenerationState::checkpoints(std::span<const std::string> physicals) {
  std::string ids;
  for (const auto& one : physicals) ids += (ids.empty() ? "" : ",") + json_quote(one);
  AUTHLEDGER_TRY(response,
                 client_.send(Method::kPost, "/" + checkpoints_index(client_.options()) + "/_mget",
                              "{\"ids\":[" + ids + "]}", client_.options().search_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  AUTHLEDGER_TRY(answer, parse_answer(response));
  if (!answer.IsObject() || !answer.HasMember("docs") || !answer["docs"].IsArray() ||
      answer["docs"].Size() != physicals.size()) {
    return fail(unavailable("Elasticsearch did not answer every checkpoint."));
  }
  std::vector<Position> all;
  for (const auto& item : answer["docs"].GetArray()) {
    if (!item.IsObject() || !item.HasMember("_source") || !is_state(item["_source"]))
      return fail(unavailable("The checkpoint of " + physicals[all.size()] + " cannot be read."));
    all.push_back(item["_source"]["checkpoint"].GetInt64());
  }
  return all;
}

Status GenerationState::set_checkpoint(const std::string& physical, Position position) {
  return update(physical, [&](JsonDocument& state) {
    if (state["checkpoint"].GetInt64() >= position) return false;
    state["checkpoint"].SetInt64(position);
    return true;
  });
}

Result<std::string> GenerationState::note(const std::string& physical, const std::string& name) {
  AUTHLEDGER_TRY(stored, load(physical));
  const auto& notes = stored.content["notes"];
  const auto found = notes.FindMember(name.c_str());
  return found != notes.MemberEnd() && found->value.IsString() ? std::string(as_view(found->value))
                                                               : std::string();
}

Status GenerationState::set_note(const std::string& physical, const std::string& name,
                                 const std::string& text) {
  return update(physical, [&](JsonDocument& state) {
    auto& notes = state["notes"];
    notes.RemoveMember(name.c_str());
    notes.AddMember(text_value(name, state), text_value(text, state), state.GetAllocator());
    return true;
  });
}

Status GenerationState::reset(const std::string& physical) {
  forget_known(physical);
  AUTHLEDGER_TRY(response, client_.send(Method::kPut, path(physical), to_text(empty_state()),
                                        client_.options().write_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  return {};
}

Status GenerationState::forget(const std::string& physical) {
  forget_known(physical);
  AUTHLEDGER_TRY(response, client_.send(Method::kDelete, path(physical), {},
                                        client_.options().write_timeout_ms));
  if (is_ok(response) || response.status == 404) return {};
  return fail(refusal(response));
}

}  // namespace authledger::infra::elastic
