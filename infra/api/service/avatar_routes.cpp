#include "infra/api/service/avatar_routes.h"

#include "infra/api/service/answers.h"
#include "infra/api/service/avatar_files.h"
#include "infra/api/service/lists.h"
#include "projections/avatar_files.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

const projections::ReadModelSchema& files_model() { return projections::avatar_files().schema(); }

std::string upload_schema() {
  return R"({"type":"object","properties":{"file":{"type":"string","format":"binary",)"
         R"("description":"a PNG, JPEG, GIF or WebP image"},"metadata":{"type":"string",)"
         R"("description":"a JSON object, kept as it is"}},"required":["file"]})";
}

std::vector<Route> bucket_rows() {
  return {
      {.name = "uploadUserAvatar",
       .method = "POST",
       .path = "/bucket/userAvatars/upload",
       .access = Access::kSession,
       .data_name = "userAvatarsFile",
       .action = "create",
       .success_status = 201,
       .request_schema = upload_schema,
       .response_schema = &json_schema<AvatarFile>,
       .request_type = kMultipartType,
       .refusals = {&errors::kNotMultipart, &errors::kInvalidMultipart, &errors::kFileTooLarge,
                    &errors::kImageTypeRefused, &errors::kImageRefused,
                    &errors::kImageTooManyPixels, &errors::kFileNameRefused},
       .handler = upload_user_avatar,
       .about = "Upload a PNG, JPEG, GIF or WebP image: the part file, and optionally metadata "
                "(a JSON object)."},
      {.name = "downloadUserAvatar",
       .method = "GET",
       .path = "/bucket/userAvatars/download/:fileId",
       .access = Access::kOwnerOrAdmin,
       .reads = ReadClass::kTruth,
       .response_type = "image/*",
       .refusals = {&errors::kAvatarNotFound, &errors::kRangeNotSatisfiable},
       .other_statuses = {206, 304},
       .handler = download_user_avatar,
       .about = "Download an own avatar file; administrators any."},
      {.name = "downloadUserAvatarByKey",
       .method = "GET",
       .path = "/bucket/userAvatars/download/key/:accessKey",
       .access = Access::kPublic,
       .reads = ReadClass::kTruth,
       .response_type = "image/*",
       .refusals = {&errors::kAvatarNotFound, &errors::kRangeNotSatisfiable},
       .other_statuses = {206, 304},
       .handler = download_user_avatar_by_key,
       .about = "Download an avatar file by its access key."},
  };
}

}  // namespace

std::vector<Route> avatar_rows() {
  std::vector<Route> rows = {
      {.name = "getUserAvatarsFile",
       .method = "GET",
       .path = "/v1/useravatarsfiles/:userAvatarsFileId",
       .access = Access::kOwnerOrAdmin,
       .reads = ReadClass::kTruth,
       .data_name = "userAvatarsFile",
       .action = "get",
       .response_schema = &json_schema<AvatarFile>,
       .refusals = {&errors::kAvatarNotFound},
       .handler = get_user_avatars_file,
       .about = "Get an own avatar file with its bytes in base64; administrators any."},
      {.name = "listUserAvatarsFiles",
       .method = "GET",
       .path = "/v1/useravatarsfiles",
       .access = Access::kSession,
       .reads = ReadClass::kReadYourWrites,
       .data_name = "userAvatarsFiles",
       .action = "list",
       .response_schema = &json_schema<AvatarFile>,
       .list_of = files_model,
       .query = {"mimeType", "ownerId", "userId"},
       .narrow = own_avatar_files,
       .complete = avatar_rows_as_objects,
       .handler = list_rows,
       .about = "List the own avatar files; administrators all of the tenant."},
      {.name = "deleteUserAvatarsFile",
       .method = "DELETE",
       .path = "/v1/useravatarsfiles/:userAvatarsFileId",
       .access = Access::kOwnerOrAdmin,
       .data_name = "userAvatarsFile",
       .action = "delete",
       .response_schema = &json_schema<AvatarFile>,
       .refusals = {&errors::kAvatarNotFound},
       .handler = delete_user_avatars_file,
       .about = "Delete an own avatar file; administrators any."},
  };
  for (auto& row : bucket_rows()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace authledger::infra
