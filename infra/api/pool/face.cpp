#include "infra/api/pool/face.h"

#include "shared/schema.h"

namespace authledger::infra {
namespace {

// Beside the seed's three: what a client needs to go on where a second factor is missing.
struct PoolRefusal {
  static constexpr std::array<std::string_view, 3> kNeverNull = {"errCode", "userId", "sessionId"};
  std::string message;
  NoData data{};
  bool error = true;
  std::optional<std::string> err_code{};
  std::optional<std::string> user_id{};
  std::optional<std::string> session_id{};
  static constexpr auto fields() {
    return std::tuple{
        field("message", &PoolRefusal::message,
              {.about = "a sentence for a person; names every wrong field"}),
        field("data", &PoolRefusal::data),
        field("error", &PoolRefusal::error),
        field("errCode", &PoolRefusal::err_code, {.about = "as the service face names it"}),
        field("userId", &PoolRefusal::user_id, {.about = "to go on with a second factor"}),
        field("sessionId", &PoolRefusal::session_id, {.about = "to go on with a second factor"})};
  }
};

std::optional<std::string> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(std::string(text));
}

Answer pool_refusal(const Error& error, Timestamp, std::string_view) {
  Answer answer;
  answer.status = http_status(error.code);
  if (error.retry_after_s > 0)
    answer.headers.push_back({"retry-after", std::to_string(error.retry_after_s)});
  PoolRefusal body;
  body.message = error.detail;
  body.err_code = unless_empty(error.err_code);
  body.user_id = unless_empty(error.user_id);
  body.session_id = unless_empty(error.session_id);
  answer.body = encode(body);
  return answer;
}

}  // namespace

const Face& pool_face() {
  static constexpr Face face{.name = "pool",
                             .tag = "Pool",
                             .error_schema = "PoolError",
                             .schema = json_schema<PoolRefusal>,
                             .refuse = pool_refusal};
  return face;
}

}  // namespace authledger::infra
