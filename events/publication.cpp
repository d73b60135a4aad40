#include "events/publication.h"

#include "shared/errors.h"
#include "shared/json.h"

namespace authledger::events {
namespace {

bool is_secret(const JsonValue& value) {
  return value.IsObject() && value.MemberCount() == 1 && value.HasMember("secret");
}

void drop_secrets(JsonValue& value) {
  if (value.IsArray()) {
    for (auto item = value.Begin(); item != value.End();) {
      if (is_secret(*item)) {
        item = value.Erase(item);
      } else {
        drop_secrets(*item);
        ++item;
      }
    }
  } else if (value.IsObject()) {
    for (auto member = value.MemberBegin(); member != value.MemberEnd();) {
      if (is_secret(member->value)) {
        member = value.EraseMember(member);
      } else {
        drop_secrets(member->value);
        ++member;
      }
    }
  }
}

}  // namespace

Result<std::string> published_payload(const std::string& payload) {
  auto document = parse_json(payload);
  if (!document) return fail(errors::kCorruptEvent, "a payload is not JSON");
  drop_secrets(*document);
  return to_text(*document);
}

}  // namespace authledger::events
