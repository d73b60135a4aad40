#include "infra/sqlite/document_row.h"

#include "shared/json.h"

namespace authledger::infra {

using projections::FieldValue;

std::string encode_values(const std::vector<FieldValue>& values) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartArray();
  for (const auto& value : values) {
    if (const auto* text = std::get_if<std::string>(&value))
      write_text(out, *text);
    else if (const auto* flag = std::get_if<bool>(&value))
      out.Bool(*flag);
    else if (const auto* number = std::get_if<std::int64_t>(&value))
      out.Int64(*number);
    else
      out.Null();
  }
  out.EndArray();
  return buffer_text(buffer);
}

std::vector<FieldValue> decode_values(std::string_view json) {
  const auto document = parse_json(json);
  if (!document || !document->IsArray()) throw sqlite::SqliteError("damaged field values");
  std::vector<FieldValue> values;
  for (const auto& one : document->GetArray()) {
    if (one.IsString())
      values.emplace_back(std::string(as_view(one)));
    else if (one.IsBool())
      values.emplace_back(one.GetBool());
    else if (one.IsInt64())
      values.emplace_back(std::int64_t{one.GetInt64()});
    else
      values.emplace_back();
  }
  return values;
}

projections::Document read_document(const sqlite::Statement& row) {
  projections::Document document;
  document.id = row.text(0);
  document.tenant_id = row.text(1);
  document.version = row.integer(2);
  document.stream_version = row.integer(3);
  document.listed = row.integer(4) != 0;
  document.body = row.text(5);
  document.values = decode_values(row.view(6));
  return document;
}

}  // namespace authledger::infra
