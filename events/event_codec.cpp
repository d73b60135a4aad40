#include "events/event_codec.h"

#include "events/catalogue.h"
#include "events/upcasting.h"
#include "shared/codec.h"

namespace authledger::events {

template <class Variant>
void encode_event(const Variant& event, const Sealer* sealer, StoredEvent& into) {
  std::visit(
      [&]<class E>(const E& one) {
        into.type = std::string(E::kType);
        into.schema_version = E::kVersion;
        into.payload = encode(one, sealer);
      },
      event);
}

template <class Variant>
Result<Variant> decode_event(const StoredEvent& stored, const Sealer* sealer) {
  Result<Variant> result = fail(errors::kCorruptEvent, "unknown event type " + stored.type);
  const auto attempt = [&]<class E>() {
    if (stored.type != E::kType) return false;
    auto document = parse_json(stored.payload);
    if (!document) {
      result = fail(errors::kCorruptEvent, stored.type + " is not JSON");
      return true;
    }
    if (auto lifted = upcast(E::kType, stored.schema_version, E::kVersion, *document); !lifted) {
      result = fail(lifted.error());
      return true;
    }
    auto event = decode<E>(static_cast<const JsonValue&>(*document), sealer);
    if (event)
      result = Variant(std::move(*event));
    else
      result = fail(std::move(event).error());
    return true;
  };
  [&]<class... E>(std::variant<E...>*) {
    (void)(attempt.template operator()<E>() || ...);
  }(static_cast<Variant*>(nullptr));
  return result;
}

#define AUTHLEDGER_CODEC_OF(Variant)                                                \
  template void encode_event<Variant>(const Variant&, const Sealer*, StoredEvent&); \
  template Result<Variant> decode_event<Variant>(const StoredEvent&, const Sealer*);

AUTHLEDGER_CODEC_OF(UserEvent)
AUTHLEDGER_CODEC_OF(SessionEvent)
AUTHLEDGER_CODEC_OF(VerificationEvent)
AUTHLEDGER_CODEC_OF(RoleEvent)
AUTHLEDGER_CODEC_OF(LoginEvent)
AUTHLEDGER_CODEC_OF(KeyEvent)
AUTHLEDGER_CODEC_OF(MessageEvent)
AUTHLEDGER_CODEC_OF(PermissionEvent)
AUTHLEDGER_CODEC_OF(GroupEvent)
AUTHLEDGER_CODEC_OF(GroupMemberEvent)
AUTHLEDGER_CODEC_OF(AvatarEvent)
AUTHLEDGER_CODEC_OF(AppEvent)
AUTHLEDGER_CODEC_OF(InvitationEvent)
AUTHLEDGER_CODEC_OF(AnyEvent)

#undef AUTHLEDGER_CODEC_OF

}  // namespace authledger::events
