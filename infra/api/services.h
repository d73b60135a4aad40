// What handlers work with. Made once by infra/app; every reference outlives the server.
#pragma once

#include <functional>
#include <string>

#include "command/dispatch.h"
#include "command/login/login_service.h"
#include "command/session/session_service.h"
#include "command/user/user_service.h"
#include "infra/config/settings.h"
#include "infra/jwt/signing_keys.h"
#include "infra/jwt/token_issuer.h"
#include "infra/telemetry/metrics.h"
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
  query::ListService& lists;
  query::DocumentTruth& user_documents;
  SigningKeys& signing_keys;
  TokenIssuer& tokens;
  Metrics& metrics;
  std::function<std::string()> health_json;  // of every part, for /admin/health
};

}  // namespace authledger::infra
