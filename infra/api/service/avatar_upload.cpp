// An image comes in: read, judged, and kept with its event in one transaction.
#include "infra/api/envelope.h"
#include "infra/api/service/avatar_files.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/files/file_name.h"
#include "infra/files/image.h"
#include "infra/http/multipart.h"
#include "infra/http/query_parameters.h"
#include "projections/avatar_files.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kMetadataBytesMax = 16 << 10;

struct Upload {
  const MultipartPart* file = nullptr;
  std::optional<std::string> metadata;
};

Result<std::string> read_metadata(std::string_view text) {
  if (text.size() > kMetadataBytesMax)
    return fail(invalid_input("metadata", "must have at most 16384 bytes"));
  auto parsed = parse_json(text);
  if (!parsed || !parsed->IsObject())
    return fail(invalid_input("metadata", "must be a JSON object"));
  return to_text(*parsed);
}

Result<Upload> read_upload(const std::vector<MultipartPart>& parts, std::size_t file_bytes_max) {
  Upload upload;
  for (const auto& part : parts) {
    if (part.name == "file") {
      if (upload.file != nullptr) return fail(invalid_input("file", "must be there once"));
      upload.file = &part;
    } else if (part.name == "metadata") {
      if (upload.metadata) return fail(invalid_input("metadata", "must be there once"));
      AUTHLEDGER_TRY(metadata, read_metadata(part.body));
      upload.metadata = std::move(metadata);
    }
  }
  if (upload.file == nullptr) return fail(invalid_input("file", "is required"));
  if (!upload.file->file_name) return fail(invalid_input("file", "must have a file name"));
  if (upload.file->body.empty()) return fail(invalid_input("file", "is empty"));
  if (upload.file->body.size() > file_bytes_max) return fail(errors::kFileTooLarge);
  return upload;
}

// By the bytes, twice: what clients and names say must go with it.
Result<ImageFacts> judge(Services& services, const MultipartPart& file) {
  const std::string sniffed = services.type_sniffer.mime_type(file.body);
  AUTHLEDGER_TRY(image, inspect_image(file.body, services.settings.image_pixels_max));
  if (sniffed != image.mime_type)
    return fail(errors::kImageTypeRefused, "The file looks like " + sniffed + ", too.");
  const std::string said = lower_id(file.content_type.substr(0, file.content_type.find(';')));
  if (!said.empty() && said != "application/octet-stream" && said != image.mime_type) {
    return fail(errors::kImageTypeRefused, "The file is sent as another type than it is: " +
                                               std::string(image.mime_type) + ".");
  }
  AUTHLEDGER_CHECK(check_image_name(*file.file_name, image.mime_type));
  return image;
}

}  // namespace

Result<Reply> upload_user_avatar(Call& call) {
  auto& services = call.services;
  const auto* type = call.request.header("content-type");
  if (type == nullptr || call.request.header("content-encoding") != nullptr)
    return fail(errors::kNotMultipart);
  AUTHLEDGER_TRY(parts, parse_multipart(*type, call.request.body));
  AUTHLEDGER_TRY(
      upload, read_upload(parts, static_cast<std::size_t>(services.settings.upload_limit_bytes)));
  AUTHLEDGER_TRY(image, judge(services, *upload.file));
  command::UploadAvatar command;
  command.file_id = AvatarId{new_uuid(services.clock, services.random)};
  command.owner_id = call.session->user.id;
  command.file_name = *upload.file->file_name;
  command.mime_type = std::string(image.mime_type);
  command.width_px = image.width_px;
  command.height_px = image.height_px;
  command.access_key = avatar_access_key(services.vault, command.file_id);
  command.metadata = upload.metadata;
  command.bytes = upload.file->body;
  const auto render = [&](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    const DocumentOf which{projections::avatar_files(), services.avatar_documents,
                           command::AvatarAggregate::stream_id(command.target()),
                           errors::kAvatarNotFound};
    AUTHLEDGER_TRY(document, document_after(which, planned));
    AUTHLEDGER_TRY(object, avatar_object(services, document.body));
    return Answer{201, {}, object_envelope(call, object)};
  };
  AUTHLEDGER_TRY(written, services.dispatcher.run(call.context(), render, command));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
