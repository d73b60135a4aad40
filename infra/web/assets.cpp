#include "infra/web/assets.h"

#include <algorithm>
#include <array>
#include <cstdint>

// Made by CMakeLists.txt from the files of the same names.
#define AUTHLEDGER_ASSET(id)                  \
  extern "C" const char asset_##id##_begin[]; \
  extern "C" const char asset_##id##_end[];
AUTHLEDGER_ASSET(base_css)
AUTHLEDGER_ASSET(face_html)
AUTHLEDGER_ASSET(face_css)
AUTHLEDGER_ASSET(face_js)
AUTHLEDGER_ASSET(face_request_js)
AUTHLEDGER_ASSET(login_html)
AUTHLEDGER_ASSET(login_css)
AUTHLEDGER_ASSET(login_js)
AUTHLEDGER_ASSET(swagger_html)
AUTHLEDGER_ASSET(swagger_css)
AUTHLEDGER_ASSET(swagger_js)
AUTHLEDGER_ASSET(theme_js)
AUTHLEDGER_ASSET(favicon_ico)
#ifdef AUTHLEDGER_SWAGGER_SOURCES
AUTHLEDGER_ASSET(swagger_ui_bundle_js)
AUTHLEDGER_ASSET(swagger_ui_css)
#endif
#undef AUTHLEDGER_ASSET

namespace authledger::infra {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kCss = "text/css; charset=utf-8";
constexpr std::string_view kScript = "text/javascript; charset=utf-8";

// FNV-1a: tells builds apart, not attackers.
std::string tag_of(std::string_view bytes) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return "\"" + std::to_string(hash) + "\"";
}

Asset made(std::string_view name, std::string_view type, const char* begin, const char* end) {
  const std::string_view bytes(begin, static_cast<std::size_t>(end - begin));
  return {name, type, bytes, tag_of(bytes)};
}

#define AUTHLEDGER_BYTES(id) asset_##id##_begin, asset_##id##_end
const auto& assets() {
  static const std::array all = {
      made("base.css", kCss, AUTHLEDGER_BYTES(base_css)),
      made("face.html", kHtml, AUTHLEDGER_BYTES(face_html)),
      made("face.css", kCss, AUTHLEDGER_BYTES(face_css)),
      made("face.js", kScript, AUTHLEDGER_BYTES(face_js)),
      made("face_request.js", kScript, AUTHLEDGER_BYTES(face_request_js)),
      made("login.html", kHtml, AUTHLEDGER_BYTES(login_html)),
      made("login.css", kCss, AUTHLEDGER_BYTES(login_css)),
      made("login.js", kScript, AUTHLEDGER_BYTES(login_js)),
      made("swagger.html", kHtml, AUTHLEDGER_BYTES(swagger_html)),
      made("swagger.css", kCss, AUTHLEDGER_BYTES(swagger_css)),
      made("swagger.js", kScript, AUTHLEDGER_BYTES(swagger_js)),
      made("theme.js", kScript, AUTHLEDGER_BYTES(theme_js)),
      made("favicon.ico", "image/x-icon", AUTHLEDGER_BYTES(favicon_ico)),
#ifdef AUTHLEDGER_SWAGGER_SOURCES
      made("swagger-ui-bundle.js", kScript, AUTHLEDGER_BYTES(swagger_ui_bundle_js)),
      made("swagger-ui.css", kCss, AUTHLEDGER_BYTES(swagger_ui_css)),
#endif
  };
  return all;
}
#undef AUTHLEDGER_BYTES

}  // namespace

const Asset* find_asset(std::string_view name) {
  const auto found = std::find_if(assets().begin(), assets().end(),
                                  [&](const Asset& one) { return one.name == name; });
  return found == assets().end() ? nullptr : &*found;
}

}  // namespace authledger::infra
