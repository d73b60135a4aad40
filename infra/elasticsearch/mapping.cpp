#include "infra/elasticsearch/mapping.h"

#include <array>

#include "infra/elasticsearch/grams.h"
#include "infra/elasticsearch/order_number.h"
#include "shared/errors.h"
#include "shared/text.h"

namespace authledger::infra::elastic {
namespace {

using projections::Document;
using projections::FieldKind;
using projections::FieldValue;
using projections::ReadField;
using projections::ReadModelSchema;

constexpr std::string_view kKeyword = R"({"type":"keyword"})";
constexpr std::string_view kLong = R"({"type":"long"})";
constexpr std::string_view kKept = R"({"type":"keyword","index":false,"doc_values":false})";
constexpr std::string_view kGrams =
    R"({"type":"text","analyzer":"whitespace","norms":false,"index_options":"positions"})";
constexpr std::string_view kDate = R"({"type":"date","format":"epoch_millis||strict_date_time"})";
constexpr std::string_view kBoolean = R"({"type":"boolean"})";

std::string_view type_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::kText:
      return kKept;
    case FieldKind::kExact:
      return kKeyword;
    case FieldKind::kBool:
      return kBoolean;
    case FieldKind::kTime:
      return kDate;
    case FieldKind::kInteger:
      break;
  }
  return kLong;
}

void add_property(std::string& out, std::string_view name, std::string_view type) {
  out += ',';
  out += json_quote(name);
  out += ':';
  out += type;
}

std::string cut(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

void write_member(JsonWriter& out, std::string_view name, std::string_view text) {
  write_key(out, name);
  write_text(out, text);
}

void write_member(JsonWriter& out, std::string_view name, std::int64_t number) {
  write_key(out, name);
  out.Int64(number);
}

void write_text_field(JsonWriter& out, const ReadField& field, const std::string& value) {
  write_member(out, field.name, value);
  const bool grammed = has_grams(field);
  if (!grammed && !field.sort) return;
  const bool exact = field.kind == FieldKind::kExact;
  if (grammed) write_member(out, grams_name(field), grams(fold(value)));
  if (!field.sort) return;
  if (exact) return write_member(out, number_name(field), id_number(value));
  const std::string key = cut(fold(value), kSortKeyBytesMax);
  write_member(out, number_name(field), text_number(key));
  write_member(out, key_name(field), key);
}

// The order of a list without a sort: its first page is the first rows of each segment. Documents
// arrive oldest first, which for "newest first" is the order in which the engine's heap never rests
// (measured: 40 ms instead of 2 for 100,000 documents).
std::string sort_settings(const ReadModelSchema& schema) {
  const auto* created = schema.find("createdAt");
  if (created == nullptr || created->kind != FieldKind::kTime) return {};
  return R"(,"sort.field":["createdAt","doc_id"],"sort.order":["desc","asc"],)"
         R"("sort.missing":["_last","_last"])";
}

FieldValue value_in(const ReadField& field, const JsonValue& source) {
  const auto found = source.FindMember(field.name.c_str());
  if (found == source.MemberEnd()) return {};
  const JsonValue& value = found->value;
  if (value.IsString()) return std::string(as_view(value));
  if (value.IsBool()) return value.GetBool();
  if (value.IsInt64()) return value.GetInt64();
  return {};
}

}  // namespace

bool has_grams(const ReadField& field) {
  if (field.kind == FieldKind::kText) return field.filter || field.search;
  return field.kind == FieldKind::kExact && field.search;
}

bool has_number(const ReadField& field) {
  return field.sort && (field.kind == FieldKind::kText || field.kind == FieldKind::kExact);
}

std::string presence_name(const ReadField& field) {
  if (field.kind != FieldKind::kText) return field.name;
  return field.sort ? key_name(field) : grams_name(field);
}

std::string index_members(const ReadModelSchema& schema, const IndexSettings& settings) {
  std::string out = R"("settings":{"number_of_shards":1,"number_of_replicas":)" +
                    std::to_string(settings.replicas) + R"(,"refresh_interval":)" +
                    json_quote(settings.refresh_interval) + sort_settings(schema) +
                    R"(},"mappings":{"dynamic":"strict",)"
                    R"("_source":{"excludes":["*_g","*_k","*_n"]},"properties":{)";
  out += R"("body":)" + std::string(kKept);
  add_property(out, "doc_id", kKeyword);
  add_property(out, "doc_id_n", kLong);
  add_property(out, "doc_tenant", kKeyword);
  add_property(out, "doc_scope", R"({"type":"keyword","doc_values":false})");
  add_property(out, "doc_listed", kBoolean);
  add_property(out, "doc_version", kLong);
  add_property(out, "doc_stream_version", kLong);
  for (const auto& field : schema.fields) {
    add_property(out, field.name, type_of(field.kind));
    if (has_grams(field)) add_property(out, grams_name(field), kGrams);
    if (has_number(field)) add_property(out, number_name(field), kLong);
    if (field.kind == FieldKind::kText && field.sort) add_property(out, key_name(field), kKeyword);
  }
  return out + "}}";
}

std::string fields_mark(const ReadModelSchema& schema) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  const auto take = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    hash = (hash ^ 0xFFU) * 16777619U;
  };
  for (const auto& field : schema.fields) {
    take(field.name);
    take(std::to_string(static_cast<int>(field.kind) * 8 + (field.filter ? 4 : 0) +
                        (field.sort ? 2 : 0) + (field.search ? 1 : 0)));
  }
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(8, '0');
  for (std::size_t i = 8; i-- > 0; hash >>= 4) out[i] = kDigits[hash & 15];
  return out;
}

std::string to_source(const ReadModelSchema& schema, const Document& document) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  write_member(out, "doc_id", document.id);
  write_member(out, "doc_id_n", id_number(document.id));
  write_member(out, "doc_tenant", document.tenant_id);
  if (document.listed) write_member(out, "doc_scope", document.tenant_id);
  write_key(out, "doc_listed");
  out.Bool(document.listed);
  write_member(out, "doc_version", document.version);
  write_member(out, "doc_stream_version", document.stream_version);
  write_member(out, "body", document.body);
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto& field = schema.fields[i];
    const auto& value = document.values[i];
    if (const auto* text = std::get_if<std::string>(&value)) {
      write_text_field(out, field, *text);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      write_key(out, field.name);
      out.Bool(*flag);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      write_member(out, field.name, *number);
    }
  }
  out.EndObject();
  return buffer_text(buffer);
}

Result<Document> from_source(const ReadModelSchema& schema, const JsonValue& source) {
  static constexpr std::array kMembers = {"doc_id",      "doc_tenant",         "doc_listed",
                                          "doc_version", "doc_stream_version", "body"};
  if (!source.IsObject())
    return fail(errors::kCorruptEvent, "A document of the index " + schema.name + " is no object.");
  for (const char* member : kMembers) {
    if (!source.HasMember(member)) {
      return fail(errors::kCorruptEvent,
                  "A document of the index " + schema.name + " has no " + member + ".");
    }
  }
  Document document;
  const auto text = [&](const char* member) {
    return std::string(source[member].IsString() ? as_view(source[member]) : "");
  };
  const auto number = [&](const char* member) {
    return source[member].IsInt64() ? source[member].GetInt64() : 0;
  };
  document.id = text("doc_id");
  document.tenant_id = text("doc_tenant");
  document.body = text("body");
  document.version = number("doc_version");
  document.stream_version = number("doc_stream_version");
  document.listed = source["doc_listed"].IsTrue();
  for (const auto& field : schema.fields) document.values.push_back(value_in(field, source));
  return document;
}

}  // namespace authledger::infra::elastic
