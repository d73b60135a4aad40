// JSON Schema (2020-12) from fields(), for OpenAPI, AsyncAPI and the event catalogue.
#pragma once

#include <algorithm>

#include "shared/codec.h"

namespace authledger {

namespace schema {

template <class T>
void write_type(JsonWriter& out, const FieldRule& rule);

// What check_text() (shared/validation.h) demands, as a regular expression; empty: nothing more
// than the lengths. Control characters are those below U+0020 and U+007F.
inline std::string_view pattern_of(const FieldRule& rule) {
  if (rule.format == "line") {
    return rule.length_min > 0
               ? R"(^[^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*$)"
               : R"(^[^\u0000-\u001f\u007f]*$)";
  }
  if (rule.format == "role") return R"(^[A-Za-z0-9_.:-]+$)";
  if (rule.format == "language") return R"(^[A-Za-z0-9-]{1,35}$)";
  if (rule.format == "mobile") return R"(^\+[1-9][0-9]{6,14}$)";
  if (rule.format == "second_factor") return "^(off|email|mobile)$";
  if (rule.format == "url")
    return R"(^(https?://[^\u0000-\u0020\u007f"<>\\]*|/|/[^/\u0000-\u0020\u007f"<>\\][^\u0000-\u0020\u007f"<>\\]*)$)";
  return rule.format.empty() && rule.length_max > 0 ? R"(^[^\u0000]*$)" : "";
}

// A value that the rule accepts; empty: any text does.
inline std::string_view example_of(const FieldRule& rule) {
  if (!rule.example.empty()) return rule.example;
  if (rule.format == "email") return "ada@example.com";
  if (rule.format == "role") return "librarian";
  if (rule.format == "language") return "en";
  if (rule.format == "mobile") return "+441234567890";
  if (rule.format == "url") return "https://example.com/ada.png";
  return rule.write_only ? "correct horse battery" : "";
}

inline void write_rule(JsonWriter& out, const FieldRule& rule) {
  if (rule.length_min > 0) {
    out.Key("minLength");
    out.Int(rule.length_min);
  }
  if (rule.length_max > 0) {
    out.Key("maxLength");
    out.Int(rule.length_max);
  }
  if (rule.format == "email" || rule.format == "uuid" || rule.format == "password") {
    out.Key("format");
    write_text(out, rule.format);
  }
  if (const auto pattern = pattern_of(rule); !pattern.empty()) {
    out.Key("pattern");
    write_text(out, pattern);
  }
  if (!rule.about.empty()) {
    out.Key("description");
    write_text(out, rule.about);
  }
  if (const auto example = example_of(rule); !example.empty()) {
    out.Key("examples");
    out.StartArray();
    write_text(out, example);
    out.EndArray();
  }
  if (rule.write_only) {
    out.Key("writeOnly");
    out.Bool(true);
  }
}

// The value of anyOf: one of the names is there.
inline void write_branches(JsonWriter& out, const OneOf& group) {
  out.StartArray();
  for (const std::string_view name : group.names) {
    if (name.empty()) continue;
    const std::string quoted = json_quote(name);
    const std::string branch =
        "{\"required\":[" + quoted + "],\"properties\":{" + quoted + ":{\"type\":\"string\"}}}";
    out.RawValue(branch.data(), branch.size(), rapidjson::kObjectType);
  }
  out.EndArray();
}

template <class T>
void write_one_of(JsonWriter& out) {
  if constexpr (requires { T::kOneOf; }) {
    if (T::kOneOf.size() == 1) {
      out.Key("anyOf");
      return write_branches(out, T::kOneOf[0]);
    }
    out.Key("allOf");
    out.StartArray();
    for (const auto& group : T::kOneOf) {
      out.StartObject();
      out.Key("anyOf");
      write_branches(out, group);
      out.EndObject();
    }
    out.EndArray();
  }
}

template <class T>
void write_struct(JsonWriter& out) {
  out.Key("type");
  out.String("object");
  out.Key("properties");
  out.StartObject();
  for_each_field<T>([&](const auto& one) {
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*(one.member))>;
    write_key(out, one.name);
    out.StartObject();
    if constexpr (codec::IsOptional<Member>::value) {
      if (never_null<T>(one.name))
        write_type<typename Member::value_type>(out, one.rule);
      else
        write_type<Member>(out, one.rule);
    } else {
      write_type<Member>(out, one.rule);
    }
    out.EndObject();
  });
  out.EndObject();
  write_one_of<T>(out);
  if constexpr (requires { T::kMoreSchema; }) {
    for (const auto& [key, json] : T::kMoreSchema) {
      write_key(out, key);
      out.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }
  }
  out.Key("required");
  out.StartArray();
  for_each_field<T>([&](const auto& one) {
    using Member = std::remove_reference_t<decltype(std::declval<T&>().*(one.member))>;
    if constexpr (!codec::IsOptional<Member>::value && !codec::IsSecret<Member>::value)
      write_text(out, one.name);
  });
  out.EndArray();
}

inline void write_sealed(JsonWriter& out, const char* marker, const char* about) {
  out.Key("type");
  out.String("object");
  out.Key("description");
  out.String(about);
  out.Key("properties");
  out.StartObject();
  out.Key(marker);
  out.StartObject();
  out.Key("type");
  out.String("string");
  out.EndObject();
  out.EndObject();
  out.Key("required");
  out.StartArray();
  out.String(marker);
  out.EndArray();
}

template <class T>
void write_type(JsonWriter& out, const FieldRule& rule) {
  if constexpr (codec::IsOptional<T>::value) {
    out.Key("anyOf");
    out.StartArray();
    out.StartObject();
    write_type<typename T::value_type>(out, rule);
    out.EndObject();
    out.StartObject();
    out.Key("type");
    out.String("null");
    out.EndObject();
    out.EndArray();
  } else if constexpr (codec::IsVector<T>::value) {
    out.Key("type");
    out.String("array");
    if (rule.items_min > 0) {
      out.Key("minItems");
      out.Int(rule.items_min);
    }
    if (rule.items_max > 0) {
      out.Key("maxItems");
      out.Int(rule.items_max);
    }
    out.Key("items");
    out.StartObject();
    write_type<typename T::value_type>(out, rule);
    out.EndObject();
  } else if constexpr (codec::IsPersonal<T>::value) {
    write_sealed(out, "personal", "personal data, AES-256-GCM with the subject's key");
  } else if constexpr (codec::IsSecret<T>::value) {
    write_sealed(out, "secret", "a secret; present in the log only, never published");
  } else if constexpr (HasFields<T>) {
    write_struct<T>(out);
  } else {
    out.Key("type");
    if constexpr (std::is_same_v<T, bool>)
      out.String("boolean");
    else if constexpr (std::is_integral_v<T>)
      out.String("integer");
    else if constexpr (std::is_floating_point_v<T>)
      out.String("number");
    else
      out.String(rule.format == "json" ? "object" : "string");
    if constexpr (codec::IsId<T>::value) {
      out.Key("format");
      out.String("uuid");
    }
    if constexpr (std::is_same_v<T, Timestamp>) {
      out.Key("format");
      out.String("date-time");
    }
    write_rule(out, rule);
  }
}

}  // namespace schema

template <HasFields T>
std::string json_schema() {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  schema::write_struct<T>(out);
  out.EndObject();
  return buffer_text(buffer);
}

}  // namespace authledger
