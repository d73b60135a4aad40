// An avatar file: the stream avatar-<id>, with the bytes beside it as an attachment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/aggregate.h"
#include "command/user/user_state.h"
#include "events/avatar_events.h"
#include "shared/errors.h"

namespace authledger::command {

struct AvatarState {
  AvatarId id;  // empty: never uploaded
  std::string tenant_id;
  UserId owner_id;
  std::string mime_type;
  std::int64_t file_size_bytes = 0;
  std::string access_key;
  bool deleted = false;
  bool exists() const { return !id.empty() && !deleted; }
};

using AvatarEvents = std::vector<events::AvatarEvent>;

struct AvatarAggregate {
  struct Target {
    AvatarId file_id;
    UserId owner_id;  // the subject; may be empty where nothing is written
  };
  using State = AvatarState;
  using Event = events::AvatarEvent;
  static constexpr const ErrorRow& kUnknown = errors::kAvatarNotFound;  // to other tenants
  static constexpr std::string_view kStreamPrefix = "avatar-";
  static std::string stream_id(const Target& target) {
    return std::string(kStreamPrefix) + target.file_id.value;
  }
  static std::string subject(const Target& target) { return target.owner_id.value; }
};

void evolve(AvatarState& file, const events::AvatarEvent& event, const Recorded& recorded);

inline constexpr const char* kAvatarKeyClaim = "avatar_key";
std::vector<PlainClaim> claims_of(const AvatarState& before, const events::AvatarEvent& event);

struct UploadAvatar {
  using Aggregate = AvatarAggregate;
  static constexpr std::string_view kName = "upload_avatar";
  AvatarId file_id;
  UserId owner_id;
  std::string file_name;
  std::string mime_type;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::string access_key;
  std::optional<std::string> metadata;
  std::string_view bytes;  // outlive the command
  AvatarAggregate::Target target() const { return {file_id, owner_id}; }
};

struct DeleteAvatar {
  using Aggregate = AvatarAggregate;
  static constexpr std::string_view kName = "delete_avatar";
  AvatarId file_id;
  UserId owner_id;
  UserId actor;
  AvatarAggregate::Target target() const { return {file_id, owner_id}; }
};

// Errors: upload: avatar.already_uploaded for an id that was used; delete:
// avatar.user_avatars_file_not_found for one that never was, a deleted one gives no event.
Result<AvatarEvents> decide(const AvatarState& file, const UploadAvatar& command);
Result<AvatarEvents> decide(const AvatarState& file, const DeleteAvatar& command);

// The bytes, personal data of the owner, under the file's id.
inline constexpr const char* kAvatarBytes = "avatar";
std::vector<AttachmentChange> attachments_of(const UploadAvatar& command);
std::vector<AttachmentChange> attachments_of(const DeleteAvatar& command);

}  // namespace authledger::command
