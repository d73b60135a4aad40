// What a projection keeps: one JSON document per thing, with the values that lists filter, sort and
// search by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/field_types.h"
#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::projections {

enum class FieldKind {
  kText,     // folded for case and accents; filters match any substring
  kExact,    // ids, and texts of the format "exact": filters match the whole value, byte for byte
  kBool,     //
  kTime,     // milliseconds since 1970 UTC
  kInteger,  //
};

struct ReadField {
  std::string name;  // as clients spell it
  FieldKind kind = FieldKind::kText;
  bool filter = false;
  bool sort = false;
  bool search = false;
};

// The shape of a read model, made from the document's fields() (schema_of). Name and version are
// storage names: `users` version 1 is `users_v1`. Every read model has the sortable time field
// `createdAt`.
struct ReadModelSchema {
  std::string name;
  int version = 1;
  std::vector<ReadField> fields;  // those with filter, sort or search, in the order of fields()
  const ReadField* find(std::string_view field_name) const {
    for (const auto& one : fields) {
      if (one.name == field_name) return &one;
    }
    return nullptr;
  }
  int index_of(std::string_view field_name) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name == field_name) return static_cast<int>(i);
    }
    return -1;
  }
};

using FieldValue =
    std::variant<std::monostate, std::string, bool, std::int64_t>;  // monostate: the field is null

struct Document {
  std::string id;
  std::string tenant_id;
  Position version = 0;              // position of the newest event folded into it
  StreamVersion stream_version = 0;  // of the same event
  bool listed = true;              // false: archived or deleted, kept but in no list (a tombstone)
  std::string body;                // the JSON that clients get
  std::vector<FieldValue> values;  // one per schema.fields, same order; text unfolded
};

namespace detail {
template <class M>
constexpr FieldKind kind_of(const FieldRule& rule) {
  if constexpr (codec::IsOptional<M>::value)
    return kind_of<typename M::value_type>(rule);
  else if constexpr (std::is_same_v<M, bool>)
    return FieldKind::kBool;
  else if constexpr (std::is_same_v<M, Timestamp>)
    return FieldKind::kTime;
  else if constexpr (std::is_integral_v<M>)
    return FieldKind::kInteger;
  else
    return codec::IsId<M>::value || rule.format == "uuid" || rule.format == "exact"
               ? FieldKind::kExact
               : FieldKind::kText;
}
template <class M>
FieldValue value_of(const M& member) {
  if constexpr (codec::IsOptional<M>::value)
    return member ? value_of(*member) : FieldValue{};
  else if constexpr (std::is_same_v<M, bool>)
    return member;
  else if constexpr (std::is_same_v<M, Timestamp>)
    return member.ms;
  else if constexpr (std::is_integral_v<M>)
    return static_cast<std::int64_t>(member);
  else if constexpr (codec::IsId<M>::value)
    return member.value;
  else if constexpr (std::is_same_v<M, std::string>)
    return member;
  else
    return {};  // lists and objects are in the body alone
}
constexpr bool indexed(const FieldRule& rule) { return rule.filter || rule.sort || rule.search; }
}  // namespace detail

template <HasFields Doc>
ReadModelSchema schema_of(std::string name, int version) {
  ReadModelSchema schema{std::move(name), version, {}};
  for_each_field<Doc>([&](const auto& one) {
    using Member = std::remove_reference_t<decltype(std::declval<Doc&>().*(one.member))>;
    if (detail::indexed(one.rule)) {
      schema.fields.push_back({std::string(one.name), detail::kind_of<Member>(one.rule),
                               one.rule.filter, one.rule.sort, one.rule.search});
    }
  });
  return schema;
}

template <HasFields Doc>
std::vector<FieldValue> values_of(const Doc& document) {
  std::vector<FieldValue> values;
  for_each_field<Doc>([&](const auto& one) {
    if (detail::indexed(one.rule)) values.push_back(detail::value_of(document.*(one.member)));
  });
  return values;
}

}  // namespace authledger::projections
