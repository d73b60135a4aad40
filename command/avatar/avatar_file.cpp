#include "command/avatar/avatar_file.h"

namespace authledger::command {
namespace {

using events::AvatarDeleted;
using events::AvatarUploaded;

struct EvolveAvatar {
  AvatarState& file;
  const Recorded& recorded;

  void operator()(const AvatarUploaded& e) const {
    file.id = e.file_id;
    file.tenant_id = recorded.tenant_id;
    file.owner_id = e.owner_id;
    file.mime_type = e.mime_type;
    file.file_size_bytes = e.file_size_bytes;
    file.access_key = e.access_key.value;
  }
  void operator()(const AvatarDeleted&) const { file.deleted = true; }
};

struct AvatarClaims {
  const AvatarState& before;

  std::vector<PlainClaim> operator()(const AvatarUploaded& e) const {
    return {{kAvatarKeyClaim, e.access_key.value, true}};
  }
  std::vector<PlainClaim> operator()(const AvatarDeleted&) const {
    return {{kAvatarKeyClaim, before.access_key, false}};
  }
};

}  // namespace

void evolve(AvatarState& file, const events::AvatarEvent& event, const Recorded& recorded) {
  std::visit(EvolveAvatar{file, recorded}, event);
}

std::vector<PlainClaim> claims_of(const AvatarState& before, const events::AvatarEvent& event) {
  return std::visit(AvatarClaims{before}, event);
}

Result<AvatarEvents> decide(const AvatarState& file, const UploadAvatar& command) {
  if (!file.id.empty()) {
    const bool same = file.exists() && file.access_key == command.access_key;
    return same ? Result<AvatarEvents>() : fail(errors::kAvatarExists);
  }
  AvatarUploaded event;
  event.file_id = command.file_id;
  event.owner_id = command.owner_id;
  event.file_name = command.file_name;
  event.mime_type = command.mime_type;
  event.file_size_bytes = static_cast<std::int64_t>(command.bytes.size());
  event.width_px = command.width_px;
  event.height_px = command.height_px;
  event.access_key = command.access_key;
  if (command.metadata) event.metadata = *command.metadata;
  return AvatarEvents{event};
}

Result<AvatarEvents> decide(const AvatarState& file, const DeleteAvatar& command) {
  if (file.id.empty()) return fail(errors::kAvatarNotFound);
  if (file.deleted) return AvatarEvents{};
  return AvatarEvents{AvatarDeleted{file.id, command.actor}};
}

std::vector<AttachmentChange> attachments_of(const UploadAvatar& command) {
  AttachmentChange put;
  put.kind = kAvatarBytes;
  put.id = command.file_id.value;
  put.bytes = std::string(command.bytes);
  put.personal = true;
  return {std::move(put)};
}

std::vector<AttachmentChange> attachments_of(const DeleteAvatar& command) {
  AttachmentChange removal;
  removal.what = AttachmentChange::What::kRemove;
  removal.kind = kAvatarBytes;
  removal.id = command.file_id.value;
  return {std::move(removal)};
}

}  // namespace authledger::command
