// Avatar files: upload, download by id or access key, get, list, delete (seed 002).
#pragma once

#include "command/avatar/avatar_file.h"
#include "command/ports/crypto.h"
#include "infra/http/route.h"
#include "projections/document.h"

namespace authledger::infra {

struct Services;

Result<Reply> upload_user_avatar(Call& call);
Result<Reply> download_user_avatar(Call& call);
Result<Reply> download_user_avatar_by_key(Call& call);
Result<Reply> get_user_avatars_file(Call& call);
Result<Reply> delete_user_avatars_file(Call& call);

// Of listUserAvatarsFiles: an administrator sees all, anybody else the own ones.
Status own_avatar_files(const Call& call, query::ListQuery& list);

// And each with its access key, and its metadata as an object.
CompleteRows avatar_rows_as_objects(const Call& call);

// ---- between the files of this subject

// The userAvatarsFile object of a stored document. `bytes`: shown as fileData. Errors:
// log.corrupt_event.
Result<std::string> avatar_object(const Services& services, const std::string& document_body,
                                  const std::string* bytes = nullptr);

// Twelve characters that only this installation can make from the id, always the same.
std::string avatar_access_key(const command::Vault& vault, const AvatarId& file);

// A file that the caller may see: the owner or an administrator. Errors: auth.not_allowed for
// others, whether there is one or not; avatar.user_avatars_file_not_found.
Result<command::AvatarState> reachable_avatar(const Call& call, const AvatarId& file);

// Its bytes. Errors: avatar.user_avatars_file_not_found when its owner's key is destroyed.
Result<std::string> avatar_bytes(const Call& call, const command::AvatarState& file);

// What was stored about it. Errors as above.
Result<projections::Document> avatar_document(const Call& call, const AvatarId& file);

}  // namespace authledger::infra
