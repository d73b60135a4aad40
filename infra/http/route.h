// One row per operation. From the rows: dispatch, who may, validation, documents and the
// authorisation matrix. A route that is not in the table does not exist.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/http/message.h"
#include "projections/document.h"
#include "shared/answer.h"
#include "shared/ids.h"
#include "shared/result.h"

namespace authledger::infra {

struct Call;

// Who may call. *Admin* is roleId admin or superAdmin; *self* is the caller named by the path's
// :userId.
enum class Access { kPublic, kSession, kSelf, kSelfOrAdmin, kAdmin };

// What a read shows. Truth: everything committed. Read-your-writes: everything up to the position
// that the reader knows.
enum class ReadClass { kNone, kTruth, kReadYourWrites };

struct Reply {
  Answer answer;
  Position position = 0;  // of a write, for x-position
  BodySource source{};    // instead of answer.body: streamed
};

using Handler = Result<Reply> (*)(Call&);

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
  const projections::ReadModelSchema& (*list_of)() =
      nullptr;                            // lists: the read model whose filters and sorts it takes
  std::vector<std::string_view> query{};  // parameters beside the common ones
  std::string_view short_refusal{};       // the seed's short 401 message, empty: the usual object
  bool writes = false;                    // a GET that writes; other methods always do
  bool sign_in_limit = false;             // counts against limits.login_per_minute
  bool sign_up_limit = false;             // counts against limits.sign_up_per_minute
  Handler handler = nullptr;
  std::string_view about{};

  bool is_write() const { return writes || (method != "GET" && method != "HEAD"); }
};

}  // namespace authledger::infra
