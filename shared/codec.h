// JSON codec over fields(): encode<T>, decode<T> for what we stored ourselves, validate<T> for what
// a client sent.
//
// Personal<T> becomes {"personal":"<sealed>"} and Secret<T> {"secret":"<sealed>"}; both need a
// sealer. std::optional is null when empty (left out where the struct says kNeverNull), and a
// missing member reads as empty. A missing Secret reads as empty: published events come without.
// Unknown members are ignored.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "shared/errors.h"
#include "shared/field_types.h"
#include "shared/fields.h"
#include "shared/json.h"
#include "shared/time.h"
#include "shared/validation.h"

namespace authledger {

// A struct may say more than its fields do:
//   kOneOf       OneOf groups: of each, one member must be there
//   kMoreSchema  members of its JSON schema that say what fields() cannot, as JSON text
//   kNeverNull   names of optional members that may be missing, but not null
struct OneOf {
  std::array<std::string_view, 3> names;  // of optional members; fewer: empty
};

template <class T>
bool never_null(std::string_view name) {
  if constexpr (requires { T::kNeverNull; })
    return std::find(T::kNeverNull.begin(), T::kNeverNull.end(), name) != T::kNeverNull.end();
  else
    return false;
}

namespace codec {

// ---- writing
template <class T>
void write(JsonWriter& out, const T& value, const Sealer* sealer) {
  if constexpr (std::is_same_v<T, std::string>) {
    write_text(out, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    out.Bool(value);
  } else if constexpr (std::is_integral_v<T>) {
    out.Int64(static_cast<std::int64_t>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    out.Double(value);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    write_text(out, to_iso8601(value));
  } else if constexpr (IsId<T>::value) {
    write_text(out, value.value);
  } else if constexpr (IsOptional<T>::value) {
    if (value)
      write(out, *value, sealer);
    else
      out.Null();
  } else if constexpr (IsVector<T>::value) {
    out.StartArray();
    for (const auto& item : value) write(out, item, sealer);
    out.EndArray();
  } else if constexpr (IsPersonal<T>::value || IsSecret<T>::value) {
    rapidjson::StringBuffer inner;
    JsonWriter plain(inner);
    write(plain, value.value, nullptr);
    out.StartObject();
    write_key(out, IsPersonal<T>::value ? "personal" : "secret");
    write_text(out, sealer != nullptr ? sealer->seal({inner.GetString(), inner.GetSize()})
                                      : std::string());
    out.EndObject();
  } else {
    static_assert(HasFields<T>, "a field's type needs fields() or a rule in shared/codec.h");
    out.StartObject();
    for_each_field<T>([&](const auto& one) {
      using Member = std::remove_cvref_t<decltype(value.*(one.member))>;
      if constexpr (IsOptional<Member>::value) {
        if (!(value.*(one.member)) && never_null<T>(one.name)) return;
      }
      write_key(out, one.name);
      write(out, value.*(one.member), sealer);
    });
    out.EndObject();
  }
}

// ---- reading
struct Reading {
  const Sealer* sealer = nullptr;
  bool check_rules = false;          // client input: lengths and formats count
  std::vector<FieldError> errors{};  // every wrong field, by its name
  void wrong(std::string_view name, std::string message) {
    errors.push_back({std::string(name), std::move(message)});
  }
};

template <class T>
void read(T& value, const JsonValue& json, std::string_view name, const FieldRule& rule,
          Reading& reading) {
  if constexpr (std::is_same_v<T, std::string>) {
    if (!json.IsString()) return reading.wrong(name, "must be a text");
    value.assign(json.GetString(), json.GetStringLength());
    if (reading.check_rules) {
      if (auto message = check_text(value, rule); !message.empty())
        reading.wrong(name, std::move(message));
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.IsBool()) return reading.wrong(name, "must be true or false");
    value = json.GetBool();
  } else if constexpr (std::is_integral_v<T>) {
    if (!json.IsInt64()) return reading.wrong(name, "must be a whole number");
    if (!std::in_range<T>(json.GetInt64())) return reading.wrong(name, "is out of range");
    value = static_cast<T>(json.GetInt64());
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!json.IsNumber()) return reading.wrong(name, "must be a number");
    value = json.GetDouble();
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    const auto time = json.IsString() ? parse_iso8601(as_view(json)) : std::nullopt;
    if (!time) return reading.wrong(name, "must be a time in ISO 8601 UTC");
    value = *time;
  } else if constexpr (IsId<T>::value) {
    if (!json.IsString() || !is_uuid(as_view(json))) return reading.wrong(name, "must be a UUID");
    value.value.assign(json.GetString(), json.GetStringLength());
  } else if constexpr (IsOptional<T>::value) {
    if (json.IsNull()) {
      value.reset();
      return;
    }
    typename T::value_type inner{};
    const auto before = reading.errors.size();
    read(inner, json, name, rule, reading);
    if (reading.errors.size() == before) value = std::move(inner);
  } else if constexpr (IsVector<T>::value) {
    if (!json.IsArray()) return reading.wrong(name, "must be a list");
    const auto count = static_cast<int>(json.Size());
    if (reading.check_rules &&
        (count < rule.items_min || (rule.items_max > 0 && count > rule.items_max))) {
      return reading.wrong(name, "must have " + std::to_string(rule.items_min) + " to " +
                                     std::to_string(rule.items_max) + " items");
    }
    for (const auto& item : json.GetArray()) read(value.emplace_back(), item, name, rule, reading);
  } else if constexpr (IsPersonal<T>::value || IsSecret<T>::value) {
    const char* marker = IsPersonal<T>::value ? "personal" : "secret";
    if (!json.IsObject() || !json.HasMember(marker) || !json[marker].IsString()) {
      return reading.wrong(name, "is not sealed");
    }
    const auto plain =
        reading.sealer != nullptr ? reading.sealer->open(as_view(json[marker])) : std::nullopt;
    if (!plain) {
      if constexpr (IsPersonal<T>::value) value.erased = true;
      return;
    }
    auto document = parse_json(*plain);
    if (!document) return reading.wrong(name, "is damaged");
    read(value.value, *document, name, rule, reading);
  } else {
    static_assert(HasFields<T>, "a field's type needs fields() or a rule in shared/codec.h");
    if (!json.IsObject()) return reading.wrong(name, "must be an object");
    for_each_field<T>([&](const auto& one) {
      using Member = std::remove_reference_t<decltype(value.*(one.member))>;
      const auto found = json.FindMember(
          JsonValue(one.name.data(), static_cast<rapidjson::SizeType>(one.name.size())));
      if (found != json.MemberEnd()) {
        read(value.*(one.member), found->value, one.name, one.rule, reading);
      } else if constexpr (!IsOptional<Member>::value && !IsSecret<Member>::value) {
        reading.wrong(one.name, "is required");
      }
    });
  }
}

}  // namespace codec

template <HasFields T>
std::string encode(const T& value, const Sealer* sealer = nullptr) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  codec::write(writer, value, sealer);
  return buffer_text(buffer);
}

// What we wrote ourselves. Errors: log.corrupt_event naming the member.
template <HasFields T>
Result<T> decode(const JsonValue& json, const Sealer* sealer = nullptr) {
  T value{};
  codec::Reading reading{sealer, false, {}};
  codec::read(value, json, "document", {}, reading);
  if (!reading.errors.empty()) {
    return fail(errors::kCorruptEvent,
                reading.errors.front().field + " " + reading.errors.front().message);
  }
  return value;
}

template <HasFields T>
Result<T> decode(std::string_view text, const Sealer* sealer = nullptr) {
  AUTHLEDGER_TRY(document, parse_json(text));
  return decode<T>(static_cast<const JsonValue&>(document), sealer);
}

// What a client sent. Errors: request.invalid_input with every wrong field.
template <HasFields T>
Result<T> validate(const JsonValue& json) {
  T value{};
  codec::Reading reading{nullptr, true, {}};
  codec::read(value, json, "body", {}, reading);
  if (!reading.errors.empty()) return fail(invalid_input(std::move(reading.errors)));
  return value;
}

}  // namespace authledger
