// JSON Schema (2020-12) from fields(), for OpenAPI, AsyncAPI and the event catalogue.
#pragma once

#include "shared/codec.h"

namespace authledger {

namespace schema {

template <class T>
void write_type(JsonWriter& out, const FieldRule& rule);

inline void write_rule(JsonWriter& out, const FieldRule& rule) {
  if (rule.length_min > 0) {
    out.Key("minLength");
    out.Int(rule.length_min);
  }
  if (rule.length_max > 0) {
    out.Key("maxLength");
    out.Int(rule.length_max);
  }
  if (rule.format == "email" || rule.format == "uuid") {
    out.Key("format");
    write_text(out, rule.format);
  }
  if (!rule.about.empty()) {
    out.Key("description");
    write_text(out, rule.about);
  }
  if (!rule.example.empty()) {
    out.Key("examples");
    out.StartArray();
    write_text(out, rule.example);
    out.EndArray();
  }
  if (rule.write_only) {
    out.Key("writeOnly");
    out.Bool(true);
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
    write_type<Member>(out, one.rule);
    out.EndObject();
  });
  out.EndObject();
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
      out.String("string");
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
