// Facts of one avatar file, in the stream avatar-<id>; the subject is its owner. The bytes are an
// attachment of the log, never part of an event.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"

namespace authledger::events {

struct AvatarUploaded {
  static constexpr std::string_view kType = "avatar.uploaded";
  static constexpr int kVersion = 1;
  AvatarId file_id;
  UserId owner_id;
  Personal<std::string> file_name;
  std::string mime_type;  // as found in the bytes
  std::int64_t file_size_bytes = 0;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  Secret<std::string> access_key;                 // whoever knows it may download the file
  std::optional<Personal<std::string>> metadata;  // a JSON object, as text
  static constexpr auto fields() {
    return std::tuple{field("fileId", &AvatarUploaded::file_id),
                      field("ownerId", &AvatarUploaded::owner_id),
                      field("fileName", &AvatarUploaded::file_name),
                      field("mimeType", &AvatarUploaded::mime_type),
                      field("fileSize", &AvatarUploaded::file_size_bytes),
                      field("width", &AvatarUploaded::width_px),
                      field("height", &AvatarUploaded::height_px),
                      field("accessKey", &AvatarUploaded::access_key),
                      field("metadata", &AvatarUploaded::metadata)};
  }
};

// The bytes are gone with it.
struct AvatarDeleted {
  static constexpr std::string_view kType = "avatar.deleted";
  static constexpr int kVersion = 1;
  AvatarId file_id;
  UserId deleted_by;
  static constexpr auto fields() {
    return std::tuple{field("fileId", &AvatarDeleted::file_id),
                      field("deletedBy", &AvatarDeleted::deleted_by)};
  }
};

using AvatarEvent = std::variant<AvatarUploaded, AvatarDeleted>;

}  // namespace authledger::events
