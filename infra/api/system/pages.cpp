#include "infra/api/system/pages.h"

#include "infra/api/services.h"
#include "infra/http/call.h"
#include "infra/web/assets.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

// Scripts, styles and pictures of ours alone; Swagger UI's style sheet has pictures inside.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

Result<Reply> file(const Call& call, std::string_view name) {
  const auto* asset = find_asset(name);
  if (asset == nullptr) return fail(errors::kNotFound);
  Reply reply;
  reply.answer.headers = {{"etag", asset->tag},
                          {"cache-control", "no-cache"},
                          {"content-security-policy", std::string(kPolicy)}};
  if (const auto* known = call.request.header("if-none-match"); known && *known == asset->tag) {
    reply.answer.status = 304;
    return reply;
  }
  reply.answer.headers.push_back({"content-type", std::string(asset->type)});
  reply.answer.body = asset->bytes;
  return reply;
}

Result<Reply> face_page(Call& call) { return file(call, "face.html"); }
Result<Reply> login_page(Call& call) { return file(call, "login.html"); }
Result<Reply> swagger_page(Call& call) { return file(call, "swagger.html"); }
Result<Reply> favicon(Call& call) { return file(call, "favicon.ico"); }
Result<Reply> asset(Call& call) { return file(call, call.path.find("file")->second); }

Result<Reply> openapi(Call& call) { return Reply{{200, {}, call.services.documents.openapi}}; }
Result<Reply> asyncapi(Call& call) { return Reply{{200, {}, call.services.documents.asyncapi}}; }

Result<Reply> postman_collection(Call& call) {
  return Reply{
      {200,
       {{"content-disposition", "attachment; filename=\"authledger.postman_collection.json\""}},
       call.services.documents.postman}};
}

std::string document_schema() { return R"({"type":"object"})"; }

Route page(std::string_view name, std::string_view path, Handler handler, std::string_view about) {
  return {.name = name,
          .method = "GET",
          .path = path,
          .response_type = "text/html",
          .other_statuses = {304},
          .handler = handler,
          .about = about};
}

Route document(std::string_view name, std::string_view path, Handler handler,
               std::string_view about) {
  return {.name = name,
          .method = "GET",
          .path = path,
          .response_schema = document_schema,
          .handler = handler,
          .about = about};
}

}  // namespace

std::vector<Route> page_rows() {
  return {
      page("facePage", "/", face_page, "A page on which every operation can be tried."),
      page("loginPage", "/login", login_page, "A page to log in with."),
      page("swaggerPage", "/swagger", swagger_page, "The interface in Swagger UI."),
      document("openapi", "/openapi.json", openapi, "The interface as an OpenAPI 3.1 document."),
      document("asyncapi", "/asyncapi.json", asyncapi, "The events as an AsyncAPI 3 document."),
      document("getPostmanCollection", "/getPostmanCollection", postman_collection,
               "The interface as a Postman collection (v2.1)."),
      {.name = "favicon",
       .method = "GET",
       .path = "/favicon.ico",
       .response_type = "image/x-icon",
       .other_statuses = {304},
       .handler = favicon,
       .about = "The icon of the pages."},
      {.name = "asset",
       .method = "GET",
       .path = "/assets/:file",
       .response_type = "*/*",
       .refusals = {&errors::kNotFound},
       .other_statuses = {304},
       .handler = asset,
       .about = "A style sheet or script of the pages."},
  };
}

}  // namespace authledger::infra
