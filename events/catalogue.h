// Every event of the product. Documents, golden files and the AsyncAPI text are made from this
// list.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/app_events.h"
#include "events/avatar_events.h"
#include "events/event_list.h"
#include "events/group_events.h"
#include "events/group_member_events.h"
#include "events/invitation_events.h"
#include "events/key_events.h"
#include "events/login_events.h"
#include "events/message_events.h"
#include "events/permission_events.h"
#include "events/role_events.h"
#include "events/session_events.h"
#include "events/user_events.h"
#include "events/verification_events.h"

namespace authledger::events {

using AnyEvent = Concat<UserEvent, SessionEvent, VerificationEvent, RoleEvent, LoginEvent, KeyEvent,
                        MessageEvent, PermissionEvent, GroupEvent, GroupMemberEvent, AvatarEvent,
                        AppEvent, InvitationEvent>::type;

// Calls f.template operator()<E>() for each event type of a variant.
template <class Variant, class F>
void for_each_event_type(F&& f) {
  [&]<class... E>(std::variant<E...>*) {
    (f.template operator()<E>(), ...);
  }(static_cast<Variant*>(nullptr));
}

struct CatalogueEntry {
  std::string_view type;
  int version;
  std::string json_schema;   // of the payload as it stands in the log
  std::string_view about{};  // a sentence for subscribers
};
std::vector<CatalogueEntry> catalogue();

// The CloudEvents type of an event on the topic: authledger.user.banned.v1.
std::string cloud_event_type(std::string_view type, int version);

}  // namespace authledger::events
