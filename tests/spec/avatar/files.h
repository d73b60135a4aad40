// An avatar file of the specs.
#pragma once

#include "command/avatar/avatar_file.h"
#include "tests/support/people.h"

namespace authledger::test {

inline const AvatarId kFace{"018f0000-0000-7000-8000-00000000face"};
inline constexpr std::string_view kFaceBytes = "the bytes of a face";

inline command::UploadAvatar upload_of_face() {
  command::UploadAvatar command;
  command.file_id = kFace;
  command.owner_id = kAlice;
  command.file_name = "me.png";
  command.mime_type = "image/png";
  command.width_px = 64;
  command.height_px = 48;
  command.access_key = "abcdefghijkl";
  command.metadata = R"({"alt":"me"})";
  command.bytes = kFaceBytes;
  return command;
}

inline events::AvatarUploaded face_uploaded() {
  events::AvatarUploaded event;
  event.file_id = kFace;
  event.owner_id = kAlice;
  event.file_name = std::string("me.png");
  event.mime_type = "image/png";
  event.file_size_bytes = static_cast<std::int64_t>(kFaceBytes.size());
  event.width_px = 64;
  event.height_px = 48;
  event.access_key = std::string("abcdefghijkl");
  event.metadata = std::string(R"({"alt":"me"})");
  return event;
}

}  // namespace authledger::test
