// One row per operation. From the rows: dispatch, who may, validation, documents and the
// authorisation matrix. A route that is not in the table does not exist.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "infra/http/face.h"
#include "infra/http/message.h"
#include "projections/document.h"
#include "shared/answer.h"
#include "shared/ids.h"
#include "shared/result.h"

namespace authledger::query {
struct ListQuery;
}

namespace authledger::infra {

struct Call;

// Who may call. *Admin* is roleId admin or superAdmin; *self* is the caller named by the path's
// :userId; *owner* is whose the thing in the path is, and *app manager* who manages the app that
// the request names (its owner, admins): their handlers find that out. An *app* proves itself by
// HTTP Basic with its id and secret.
enum class Access {
  kPublic,
  kSession,
  kSelf,
  kSelfOrAdmin,
  kOwnerOrAdmin,
  kAppManager,
  kAdmin,
  kSuperAdmin,
  kApp,
  kAdminOrApp,
  kPublicOrApp
};

inline bool takes_apps(Access access) {
  return access == Access::kApp || access == Access::kAdminOrApp || access == Access::kPublicOrApp;
}
inline bool is_open(Access access) {  // to nobody in particular, too
  return access == Access::kPublic || access == Access::kPublicOrApp;
}

// What a read shows. Truth: everything committed. Read-your-writes: everything up to the position
// that the reader knows.
enum class ReadClass { kNone, kTruth, kReadYourWrites };

struct Reply {
  Answer answer;
  Position position = 0;                  // of a write, for x-position
  BodySource source{};                    // instead of answer.body: streamed
  std::shared_ptr<EventStream> events{};  // likewise: fed by somebody else
};

using Handler = Result<Reply> (*)(Call&);

// What a handler reads by itself, beside the parameters that follow from the row: of the query, or
// of the headers.
struct Parameter {
  enum class Kind { kText, kId, kNumber, kBoolean };
  std::string_view name;
  std::string_view about;
  Kind kind = Kind::kText;
  std::string_view example{};
  bool required = false;
  bool header = false;
};

inline constexpr std::string_view kJsonType = "application/json";
inline constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
inline constexpr std::string_view kMultipartType = "multipart/form-data";

// Of a list: narrows it by what is no filter, such as a path parameter or who calls. An error ends
// the call.
using NarrowList = Status (*)(const Call&, query::ListQuery&);

// Of a list: makes from stored rows what clients get, such as joins. Asked for once per call and
// then called with a page, or with each batch of a streamed list when the call is over; empty: rows
// go out as they are stored.
using CompleteRows = std::function<Status(std::vector<std::string>&)>;
using RowCompletion = CompleteRows (*)(const Call&);

struct Route {
  std::string_view name;    // the operation's name, as in getUser
  std::string_view method;  //
  std::string_view path;    // segments that start with ':' are parameters
  Access access = Access::kPublic;
  ReadClass reads = ReadClass::kNone;
  std::string_view data_name{};  // key of the data in the envelope; empty: no envelope
  std::string_view action{};     // create, update, delete, get, list
  int success_status = 200;
  std::string (*request_schema)() = nullptr;  // JSON schema of the body; none: no body is read
  // JSON schema of the answer: of the object in the envelope, of one row of a list; without an
  // envelope of the whole body. Required where response_type is JSON.
  std::string (*response_schema)() = nullptr;
  // A form is read like a JSON object of texts. A multipart body may have
  // files.upload_limit_bytes, and is read by the handler.
  std::string_view request_type = kJsonType;
  std::string_view response_type = kJsonType;
  const projections::ReadModelSchema& (*list_of)() =
      nullptr;                            // lists: the read model whose filters and sorts it takes
  std::vector<std::string_view> query{};  // filters of the list that it takes, and keyword
  NarrowList narrow = nullptr;            // lists
  RowCompletion complete = nullptr;       // lists
  std::vector<Parameter> parameters{};    // what the handler reads beside these
  std::vector<const ErrorRow*> refusals{};  // of the handler, beside those of the row itself
  std::vector<int> other_statuses{};        // answers that are neither success nor refusal: 304
  const Face* face = &service_face();       // how it says no
  std::string_view short_refusal{};         // the seed's short 401 message, empty: the usual object
  bool writes = false;                      // a GET that writes; others do unless they have `reads`
  bool repeats = false;    // a write that is another one each time: no Idempotency-Key
  bool no_cookie = false;  // a GET that changes things: a link must not do it for who is logged in
  bool sign_in_limit = false;       // counts against limits.login_per_minute
  bool sign_up_limit = false;       // counts against limits.sign_up_per_minute
  bool verification_limit = false;  // counts against limits.verification_per_minute
  bool development_only = false;    // elsewhere there is no such route
  Handler handler = nullptr;
  std::string_view about{};  // one sentence, for people

  Answer refusal(const Error& error, Timestamp now) const {
    return face->refuse(error, now, short_refusal);
  }
  bool reads_json() const { return request_schema != nullptr && request_type == kJsonType; }
  bool reads_form() const { return request_schema != nullptr && request_type == kFormType; }
  bool takes_file() const { return request_type == kMultipartType; }
  bool is_write() const {
    return writes || (reads == ReadClass::kNone && method != "GET" && method != "HEAD");
  }
  bool takes_idempotency_key() const { return is_write() && !repeats; }
};

}  // namespace authledger::infra
