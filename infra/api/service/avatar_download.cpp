// An image goes out: whole, in part, or not at all when the client has it.
#include "infra/api/service/avatar_files.h"
#include "infra/api/services.h"
#include "infra/crypto/digest.h"
#include "infra/files/file_name.h"
#include "infra/http/call.h"
#include "infra/http/conditional.h"
#include "infra/http/refusal_body.h"
#include "projections/avatar_files.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kAccessKeyLength = 12;

// A file never changes, so its id names its bytes.
std::string etag_of(const command::AvatarState& file) { return '"' + file.id.value + '"'; }

std::string_view header_of(const Call& call, std::string_view name) {
  const auto* value = call.request.header(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

Result<std::vector<AnswerHeader>> headers_of(const Call& call, const command::AvatarState& file,
                                             const char* cache_control) {
  AUTHLEDGER_TRY(stored, avatar_document(call, file.id));
  AUTHLEDGER_TRY(document, decode<projections::AvatarFileDocument>(std::string_view(stored.body)));
  return std::vector<AnswerHeader>{
      {"content-type", file.mime_type},
      {"etag", etag_of(file)},
      {"accept-ranges", "bytes"},
      {"cache-control", cache_control},
      {"content-disposition", inline_disposition(document.file_name)},
      {"content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"}};
}

Reply range_refused(const Call& call, std::size_t size) {
  Reply reply{refusal_answer(error(errors::kRangeNotSatisfiable), call.now)};
  reply.answer.headers.push_back({"content-range", "bytes */" + std::to_string(size)});
  return reply;
}

Result<Reply> send(const Call& call, const command::AvatarState& file, const char* cache_control) {
  AUTHLEDGER_TRY(headers, headers_of(call, file, cache_control));
  if (names_etag(header_of(call, "if-none-match"), etag_of(file)))
    return Reply{{304, std::move(headers), {}}};
  const auto size = static_cast<std::size_t>(file.file_size_bytes);
  const auto if_range = header_of(call, "if-range");
  const bool in_part =
      call.request.method == "GET" && (if_range.empty() || if_range == etag_of(file));
  const auto range = parse_range(in_part ? header_of(call, "range") : "", size);
  if (!range) return range_refused(call, size);
  AUTHLEDGER_TRY(bytes, avatar_bytes(call, file));
  if (!*range) return Reply{{200, std::move(headers), std::move(bytes)}};
  const auto [first, count] = **range;
  headers.push_back({"content-range", "bytes " + std::to_string(first) + "-" +
                                          std::to_string(first + count - 1) + "/" +
                                          std::to_string(size)});
  return Reply{{206, std::move(headers), bytes.substr(first, count)}};
}

}  // namespace

Result<Reply> download_user_avatar(Call& call) {
  AUTHLEDGER_TRY(file, reachable_avatar(call, AvatarId{call.path.find("fileId")->second}));
  return send(call, file, "private, max-age=300");
}

// The log knows the keyed hash of the key alone, so that looking it up tells nothing by its time;
// the key itself is compared in constant time, too.
Result<Reply> download_user_avatar_by_key(Call& call) {
  const std::string& key = call.path.find("accessKey")->second;
  if (key.size() != kAccessKeyLength) return fail(errors::kAvatarNotFound);
  auto& dispatcher = call.services.dispatcher;
  AUTHLEDGER_TRY(owner, dispatcher.owner_of(call.tenant_id, command::kAvatarKeyClaim, key));
  if (!owner) return fail(errors::kAvatarNotFound);
  const AvatarId id{owner->substr(command::AvatarAggregate::kStreamPrefix.size())};
  AUTHLEDGER_TRY(file,
                 dispatcher.load<command::AvatarAggregate>({id, {}}, command::Freshness::kFresh));
  if (!file->state.exists() || !constant_time_equal(file->state.access_key, key))
    return fail(errors::kAvatarNotFound);
  AUTHLEDGER_TRY(person, dispatcher.load<command::UserAggregate>(file->state.owner_id,
                                                                 command::Freshness::kFresh));
  if (!person->state.active()) return fail(errors::kAvatarNotFound);
  return send(call, file->state, "public, max-age=300");
}

}  // namespace authledger::infra
