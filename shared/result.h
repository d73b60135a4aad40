// The value that every expected outcome is: a T or an Error. Exceptions stay inside the adapters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace authledger {

// The canonical codes. The HTTP status stands beside each.
enum class Code {
  kInvalid,           // 400 the input itself is wrong
  kUnauthenticated,   // 401 no valid session or wrong credentials
  kForbidden,         // 403 a valid caller that may not
  kNotFound,          // 404
  kMethodNotAllowed,  // 405 the path answers to other methods
  kConflict,          // 409 taken, or an old record version
  kTooLarge,          // 413
  kMediaType,         // 415
  kRange,             // 416 a part of a file that it does not have
  kUnprocessable,     // 422 an idempotency key with another body
  kTooMany,           // 429 try later, with retry_after_s
  kUnavailable,       // 503 a dependency is down or a queue is full, with retry_after_s
  kInternal,          // 500 a broken promise of ours
};

int http_status(Code code);

// One row of the error catalogue (errors.h).
struct ErrorRow {
  std::string_view id;          // aggregate.reason, stable
  Code code;                    //
  std::string_view text;        // a sentence for a person
  std::string_view err_code{};  // the named errCode of the service face, empty: the status number
};

struct FieldError {
  std::string field;
  std::string message;
};

struct Error {
  std::string_view id;
  Code code = Code::kInternal;
  std::string detail;
  std::string_view err_code{};
  std::vector<FieldError> fields{};  // kInvalid: every wrong field
  int retry_after_s = 0;             // kTooMany, kUnavailable
  std::string user_id{};             // second-factor refusals: to go on with
  std::string session_id{};
  std::int64_t position = 0;  // of what was written before it was refused, 0: nothing
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline Error error(const ErrorRow& row) {
  return Error{row.id, row.code, std::string(row.text), row.err_code};
}
inline Error error(const ErrorRow& row, std::string detail) {
  return Error{row.id, row.code, std::move(detail), row.err_code};
}
inline tl::unexpected<Error> fail(const ErrorRow& row) { return tl::unexpected<Error>(error(row)); }
inline tl::unexpected<Error> fail(const ErrorRow& row, std::string detail) {
  return tl::unexpected<Error>(error(row, std::move(detail)));
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace authledger

// Propagates the error of an expression, else goes on with its value: AUTHLEDGER_TRY(user,
// load(id));
#define AUTHLEDGER_CONCAT_(a, b) a##b
#define AUTHLEDGER_CONCAT(a, b) AUTHLEDGER_CONCAT_(a, b)
#define AUTHLEDGER_TRY_(tmp, name, expression)                 \
  auto tmp = (expression);                                     \
  if (!tmp) return ::authledger::fail(std::move(tmp).error()); \
  auto name = std::move(*tmp)
#define AUTHLEDGER_TRY(name, expression) \
  AUTHLEDGER_TRY_(AUTHLEDGER_CONCAT(try_, __LINE__), name, expression)
#define AUTHLEDGER_CHECK(expression)                          \
  do {                                                        \
    if (auto checked_ = (expression); !checked_)              \
      return ::authledger::fail(std::move(checked_).error()); \
  } while (false)
