// The running service: core, publication, read side and HTTP, wired together. The map of the
// process.
#pragma once

#include <memory>

#include "infra/api/services.h"
#include "infra/app/commit_tail.h"
#include "infra/app/core.h"
#include "infra/app/due_work.h"
#include "infra/app/housekeeping.h"
#include "infra/app/messaging.h"
#include "infra/app/read_side.h"
#include "infra/google/google_login.h"
#include "infra/http/authenticator.h"
#include "infra/http/boundary.h"
#include "infra/http/router.h"
#include "infra/http/server.h"
#include "infra/jwt/token_issuer.h"
#include "infra/jwt/token_verifier.h"
#include "infra/telemetry/metrics.h"
#include "projections/sampler.h"

namespace authledger::infra {

class Relay;

class Server {
 public:
  // Opens every part. Errors: as Core::open().
  static Result<std::unique_ptr<Server>> open(const Settings& settings);
  ~Server();

  // Listens. Errors: settings.invalid when the address is taken or a certificate does not load.
  Status start();
  std::uint16_t port() const { return http_->port(); }

  // SIGHUP: TLS certificate, signing keys.
  void reload();

  // Stops accepting, finishes what is under way, flushes; done within 10 s. Idempotent.
  void stop();

  Core& core() { return *core_; }

 private:
  Server() = default;
  Status open_parts(const Settings& settings);
  void open_sampler();
  void open_documents();
  void open_http();
  void register_metrics();
  void register_read_model_metrics();
  std::string health_json();

  std::unique_ptr<Core> core_;
  std::unique_ptr<CommitTail> tail_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::unique_ptr<DueWork> due_work_;
  std::unique_ptr<Messaging> messaging_;
  std::unique_ptr<ReadSide> read_side_;
  std::unique_ptr<projections::Sampler> sampler_;
  std::unique_ptr<LeaderLock> relay_lock_;
  std::unique_ptr<Relay> relay_;  // cluster profile only
  std::unique_ptr<EventHub> events_;
  std::unique_ptr<query::DocumentTruth> user_documents_;
  std::unique_ptr<query::DocumentTruth> permission_documents_;
  std::unique_ptr<query::DocumentTruth> group_documents_;
  std::unique_ptr<query::DocumentTruth> group_member_documents_;
  std::unique_ptr<query::DocumentTruth> avatar_documents_;
  std::unique_ptr<query::DocumentTruth> session_documents_;
  std::unique_ptr<query::DocumentLookup> listed_documents_;
  std::unique_ptr<TypeSniffer> type_sniffer_;
  std::unique_ptr<query::ListService> lists_;
  std::unique_ptr<TokenIssuer> issuer_;
  std::unique_ptr<TokenVerifier> verifier_;
  std::unique_ptr<TokenVerifier> any_token_;
  std::unique_ptr<GoogleLogin> google_;
  std::unique_ptr<Authenticator> authenticator_;
  Metrics metrics_;
  Documents documents_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<Router> router_;
  std::unique_ptr<Boundary> boundary_;
  std::unique_ptr<HttpServer> http_;
  bool stopped_ = false;
};

// Every row of every face.
std::vector<Route> all_routes();

// What documents tell of these settings.
Described described(const Settings& settings);

}  // namespace authledger::infra
