// avatar_files_v1: one document per avatar file: what is known about it, never its bytes and never
// its access key.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

// The userAvatarsFile object of seed 002 but for accessKey and fileData, which answers add.
struct AvatarFileDocument {
  std::string id;
  std::string file_name;
  std::string mime_type;
  std::int64_t file_size_bytes = 0;
  std::string owner_id;
  std::optional<std::string> metadata;  // a JSON object, as text: answers show the object
  std::string user_id;
  StreamVersion record_version = 0;
  Timestamp created_at;
  Timestamp updated_at;
  std::string owner;
  bool is_active = true;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &AvatarFileDocument::id, {.format = "uuid"}),
        field("fileName", &AvatarFileDocument::file_name, {.sort = true}),
        field("mimeType", &AvatarFileDocument::mime_type, {.filter = true, .sort = true}),
        field("fileSize", &AvatarFileDocument::file_size_bytes, {.sort = true}),
        field("ownerId", &AvatarFileDocument::owner_id, {.format = "uuid", .filter = true}),
        field("metadata", &AvatarFileDocument::metadata, {.format = "json"}),
        field("userId", &AvatarFileDocument::user_id, {.format = "uuid", .filter = true}),
        field("recordVersion", &AvatarFileDocument::record_version),
        field("createdAt", &AvatarFileDocument::created_at, {.sort = true}),
        field("updatedAt", &AvatarFileDocument::updated_at, {.sort = true}),
        field("_owner", &AvatarFileDocument::owner, {.format = "uuid"}),
        field("isActive", &AvatarFileDocument::is_active)};
  }
};

const Projection& avatar_files();

}  // namespace authledger::projections
