// What handlers work with. Made once by infra/app; every reference outlives the server.
#pragma once

#include <functional>
#include <string>

#include "command/app/app_credentials.h"
#include "command/dispatch.h"
#include "command/group/group_service.h"
#include "command/invitation/invitation_service.h"
#include "command/login/federated_login.h"
#include "command/login/login_service.h"
#include "command/permission/permission_service.h"
#include "command/session/refresh_tokens.h"
#include "command/session/session_service.h"
#include "command/user/member_service.h"
#include "command/user/user_service.h"
#include "command/verification/verification_service.h"
#include "infra/config/settings.h"
#include "infra/describe/documents.h"
#include "infra/files/type_sniffer.h"
#include "infra/google/google_login.h"
#include "infra/jwt/signing_keys.h"
#include "infra/jwt/token_issuer.h"
#include "infra/jwt/token_verifier.h"
#include "infra/log/stores.h"
#include "infra/messages/message_texts.h"
#include "infra/messages/outbox.h"
#include "infra/streams/event_hub.h"
#include "infra/telemetry/metrics.h"
#include "query/documents.h"
#include "query/list.h"
#include "query/truth.h"

namespace authledger::infra {

struct Services {
  const Settings& settings;
  const Clock& clock;
  Random& random;
  command::Dispatcher& dispatcher;
  command::UserService& users;
  command::LoginService& login;
  command::SessionService& sessions;
  command::RefreshTokens& refresh_tokens;
  command::AppService& apps;
  command::MemberService& members;
  command::PermissionService& permissions;
  command::VerificationService& verifications;
  command::InvitationService& invitations;
  command::FederatedLogin& federated;
  GoogleLogin& google;
  const MessageTexts& texts;
  query::ListService& lists;
  query::DocumentTruth& user_documents;
  query::DocumentTruth& permission_documents;
  command::GroupService& groups;
  query::DocumentTruth& group_documents;
  query::DocumentTruth& group_member_documents;
  query::DocumentTruth& avatar_documents;
  query::DocumentTruth& session_documents;
  query::DocumentLookup& listed_documents;
  AttachmentStore& attachments;
  SubjectKeys& subjects;
  command::Vault& vault;
  TypeSniffer& type_sniffer;
  SigningKeys& signing_keys;
  TokenIssuer& tokens;
  TokenVerifier& any_token;  // of whatever audience: never for whom to let in
  command::AppCredentials& app_credentials;
  Metrics& metrics;
  const Documents& documents;
  EventHub& events;
  std::function<Position()> head;            // of the log, as far as is known
  std::function<std::string()> health_json;  // of every part, for /admin/health
  Outbox* outbox = nullptr;                  // null in production
};

}  // namespace authledger::infra
