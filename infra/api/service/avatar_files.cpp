#include "infra/api/service/avatar_files.h"

#include "infra/api/envelope.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/crypto/encoding.h"
#include "projections/avatar_files.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

using command::AvatarAggregate;

constexpr std::size_t kAccessKeyBytes = 9;  // twelve characters of base64url

AvatarId path_file(const Call& call) { return {call.path.find("userAvatarsFileId")->second}; }

bool is_admin(const Call& call) {
  return call.session && command::is_admin_role(call.session->user.role_id);
}

std::string padded_base64(std::string_view bytes) {
  std::string text = base64_encode_unpadded(bytes);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

DocumentOf document_of(const Call& call, const AvatarId& file) {
  return {projections::avatar_files(), call.services.avatar_documents,
          AvatarAggregate::stream_id({file, {}}), errors::kAvatarNotFound};
}

}  // namespace

std::string avatar_access_key(const command::Vault& vault, const AvatarId& file) {
  const auto hash = hex_decode(vault.keyed_hash("avatar_access_key", file.value));
  return base64url_encode(std::string_view(*hash).substr(0, kAccessKeyBytes));
}

Result<std::string> avatar_object(const Services& services, const std::string& document_body,
                                  const std::string* bytes) {
  AUTHLEDGER_TRY(file, decode<projections::AvatarFileDocument>(std::string_view(document_body)));
  const auto metadata = std::move(file.metadata);
  file.metadata.reset();
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  for_each_field<projections::AvatarFileDocument>([&](const auto& one) {
    write_key(out, one.name);
    if (one.name == "metadata" && metadata)
      out.RawValue(metadata->data(), metadata->size(), rapidjson::kObjectType);
    else
      codec::write(out, file.*(one.member), nullptr);
    if (one.name != "fileSize") return;
    out.Key("accessKey");
    write_text(out, avatar_access_key(services.vault, AvatarId{file.id}));
  });
  if (bytes != nullptr) {
    out.Key("fileData");
    write_text(out, padded_base64(*bytes));
  }
  out.EndObject();
  return buffer_text(buffer);
}

Result<command::AvatarState> reachable_avatar(const Call& call, const AvatarId& file) {
  AUTHLEDGER_TRY(known, call.services.dispatcher.load<AvatarAggregate>({file, {}},
                                                                       command::Freshness::kFresh));
  const auto& state = known->state;
  const bool there = state.exists() && state.tenant_id == call.tenant_id;
  const bool own = there && call.session && state.owner_id == call.session->user.id;
  if (!own && !is_admin(call)) return fail(errors::kNotAllowed);
  if (!there) return fail(errors::kAvatarNotFound);
  return state;
}

Result<std::string> avatar_bytes(const Call& call, const command::AvatarState& file) {
  AUTHLEDGER_TRY(sealed, call.services.attachments.get(command::kAvatarBytes, file.id.value));
  if (!sealed) return fail(errors::kAvatarNotFound);
  AUTHLEDGER_TRY(sealer, call.services.subjects.find(file.owner_id.value));
  auto bytes = sealer->open(*sealed);
  if (!bytes) return fail(errors::kAvatarNotFound);
  return std::move(*bytes);
}

Result<projections::Document> avatar_document(const Call& call, const AvatarId& file) {
  AUTHLEDGER_TRY(document,
                 call.services.avatar_documents.get(AvatarAggregate::stream_id({file, {}})));
  if (!document) return fail(errors::kAvatarNotFound);
  return std::move(*document);
}

Result<Reply> get_user_avatars_file(Call& call) {
  AUTHLEDGER_TRY(file, reachable_avatar(call, path_file(call)));
  AUTHLEDGER_TRY(bytes, avatar_bytes(call, file));
  AUTHLEDGER_TRY(document, avatar_document(call, file.id));
  AUTHLEDGER_TRY(object, avatar_object(call.services, document.body, &bytes));
  return Reply{{200, {}, object_envelope(call, object)}};
}

Result<Reply> delete_user_avatars_file(Call& call) {
  AUTHLEDGER_TRY(file, reachable_avatar(call, path_file(call)));
  const auto bytes = avatar_bytes(call, file);  // they go with it
  if (!bytes && bytes.error().id != errors::kAvatarNotFound.id) return fail(bytes.error());
  const auto render = [&](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document, document_after(document_of(call, file.id), planned));
    AUTHLEDGER_TRY(object, avatar_object(call.services, document.body, bytes ? &*bytes : nullptr));
    return Answer{200, {}, object_envelope(call, object)};
  };
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(
                     call.context(), render,
                     command::DeleteAvatar{file.id, file.owner_id, call.session->user.id}));
  return reply_of(std::move(written));
}

Status own_avatar_files(const Call& call, query::ListQuery& list) {
  if (is_admin(call)) return {};
  list.filter.children.push_back(
      {query::Filter::Kind::kEquals, "ownerId", call.session->user.id.value});
  return {};
}

CompleteRows avatar_rows_as_objects(const Call& call) {
  return [&services = call.services](std::vector<std::string>& rows) -> Status {
    for (auto& row : rows) {
      AUTHLEDGER_TRY(object, avatar_object(services, row));
      row = std::move(object);
    }
    return {};
  };
}

}  // namespace authledger::infra
