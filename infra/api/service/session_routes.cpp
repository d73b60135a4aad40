// The rows of the sessions that people look at.
#include "infra/api/service/answers.h"
#include "infra/api/service/own_sessions.h"
#include "infra/api/service/routes.h"
#include "projections/sessions.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

const projections::ReadModelSchema& sessions_model() { return projections::sessions().schema(); }

}  // namespace

std::vector<Route> own_session_rows() {
  return {
      {.name = "listSessions",
       .method = "GET",
       .path = "/v1/sessions",
       .access = Access::kSession,
       .reads = ReadClass::kReadYourWrites,
       .data_name = "sessions",
       .action = "list",
       .response_schema = &json_schema<ListedSession>,
       .list_of = sessions_model,
       .refusals = {&errors::kUserNotFound},
       .handler = list_sessions,
       .about = "List the own sessions, ended ones for a while."},
      {.name = "endOtherSessions",
       .method = "DELETE",
       .path = "/v1/sessions",
       .access = Access::kSession,
       .data_name = "endedSessions",
       .action = "delete",
       .response_schema = &json_schema<EndedSessions>,
       .refusals = {&errors::kUserNotFound},
       .handler = end_other_sessions,
       .about = "End all own sessions but this one."},
      {.name = "endSession",
       .method = "DELETE",
       .path = "/v1/sessions/:sessionId",
       .access = Access::kOwnerOrAdmin,
       .data_name = "session",
       .action = "delete",
       .response_schema = &json_schema<ListedSession>,
       .refusals = {&errors::kSessionNotFound, &errors::kSuperAdminOnly},
       .handler = end_session,
       .about = "End one session; it stays in the list for a while."},
      {.name = "listUserSessions",
       .method = "GET",
       .path = "/v1/usersessions/:userId",
       .access = Access::kSelfOrAdmin,
       .reads = ReadClass::kReadYourWrites,
       .data_name = "sessions",
       .action = "list",
       .response_schema = &json_schema<ListedSession>,
       .list_of = sessions_model,
       .refusals = {&errors::kUserNotFound},
       .handler = list_user_sessions,
       .about = "List the sessions of a user, ended ones for a while."},
      {.name = "endUserSessions",
       .method = "DELETE",
       .path = "/v1/usersessions/:userId",
       .access = Access::kSelfOrAdmin,
       .data_name = "endedSessions",
       .action = "delete",
       .response_schema = &json_schema<EndedSessions>,
       .refusals = {&errors::kUserNotFound, &errors::kSuperAdminOnly},
       .handler = end_user_sessions,
       .about = "End all sessions of a user, but for the one that asks."},
  };
}

}  // namespace authledger::infra
