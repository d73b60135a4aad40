// The small texts that clients carry: positions, record versions, content types, cookies.
#include "infra/http/position_token.h"
#include "infra/http/query_parameters.h"
#include "infra/http/session_credentials.h"
#include "infra/http/token_location.h"
#include "shared/errors.h"
#include "tests/fuzz/fuzz.h"

namespace {

// Opens nothing: credentials that fit are not found by chance.
class NoVault final : public authledger::command::Vault {
 public:
  std::string keyed_hash(std::string_view, std::string_view) const override { return "none"; }
  std::string seal_answer(std::string_view) const override { return {}; }
  authledger::Result<std::string> open_answer(std::string_view) const override {
    return authledger::fail(authledger::errors::kInternal);
  }
  std::string seal(std::string_view, std::string_view) const override { return {}; }
  authledger::Result<std::string> open(std::string_view, std::string_view) const override {
    return authledger::fail(authledger::errors::kInternal);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger::fuzz;
  using namespace authledger::infra;
  const auto text = text_of(data, size);
  if (const auto position = parse_position(text)) {
    require(position->epoch >= 1 && position->position >= 0, "a position is one of a log");
    const auto again = parse_position(to_text(*position));
    require(again && again->epoch == position->epoch && again->position == position->position,
            "a position survives a round trip", text);
  }
  if (const auto version = parse_record_version(text)) {
    require(*version >= 1, "versions start at 1");
    require(parse_record_version("\"" + std::to_string(*version) + "\"") == version,
            "a version survives a round trip", text);
  }
  if (printable(text, 128)) {
    require(text.size() <= 128 &&
                text.find_first_of(std::string_view("\r\n\0 ", 4)) == std::string_view::npos,
            "printable text can be a header");
  }
  static_cast<void>(is_json_type(text));
  HttpRequest request;
  auto rest = text;
  request.headers.emplace_back("Cookie", std::string(cut(rest, '\n')));
  request.headers.emplace_back("Authorization", std::string(cut(rest, '\n')));
  request.headers.emplace_back(token_name("shop"), std::string(cut(rest, '\n')));
  if (const auto found = find_token(request, "shop", NoVault())) {
    require(!found->text.empty(), "a place that holds a token holds some text");
  }
  request.headers.emplace_back(std::string(kSessionKeyHeader), std::string(cut(rest, '\n')));
  static_cast<void>(find_token(request, "shop", NoVault()));
  return 0;
}
