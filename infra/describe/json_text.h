// JSON put together from texts that are JSON already; members keep their order. For documents that
// are made once, not for answers to requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/json.h"

namespace authledger::infra {

class JsonObject {
 public:
  JsonObject& raw(std::string_view key, std::string_view json) {
    text_ += (text_.empty() ? "" : ",") + json_quote(key) + ":";
    text_ += json;
    return *this;
  }
  JsonObject& text(std::string_view key, std::string_view value) {
    return raw(key, json_quote(value));
  }
  JsonObject& number(std::string_view key, std::int64_t value) {
    return raw(key, std::to_string(value));
  }
  JsonObject& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  bool empty() const { return text_.empty(); }
  std::string json() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

class JsonArray {
 public:
  JsonArray& raw(std::string_view json) {
    text_ += text_.empty() ? "" : ",";
    text_ += json;
    return *this;
  }
  JsonArray& text(std::string_view value) { return raw(json_quote(value)); }
  bool empty() const { return text_.empty(); }
  std::string json() const { return "[" + text_ + "]"; }

 private:
  std::string text_;
};

inline std::string reference(std::string_view where, std::string_view name) {
  return JsonObject()
      .text("$ref", "#/components/" + std::string(where) + "/" + std::string(name))
      .json();
}

}  // namespace authledger::infra
