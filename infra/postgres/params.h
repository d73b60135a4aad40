// Parameters of prepared statements in PostgreSQL's binary format: no escaping, and a NUL in a text
// is refused by the server instead of cutting it. A statement must name the types: $1::text[].
#pragma once

#include <cstdint>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <vector>

namespace authledger::infra {

// Not thread-safe. Add in the order $1, $2, …
class PgParams {
 public:
  PgParams& text(std::string_view value);   // text
  PgParams& bytes(std::string_view value);  // bytea
  PgParams& integer(std::int64_t value);    // bigint

  // text[], bytea[], bigint[]: one element per item, read by `read(item)`.
  template <class Range, class Read>
  PgParams& texts(const Range& items, Read read) {
    begin_array(kTextOid, items.size());
    for (const auto& item : items) put_text(read(item));
    return end_array();
  }
  template <class Range, class Read>
  PgParams& byteas(const Range& items, Read read) {
    begin_array(kByteaOid, items.size());
    for (const auto& item : items) put_text(read(item));
    return end_array();
  }
  template <class Range, class Read>
  PgParams& integers(const Range& items, Read read) {
    begin_array(kBigintOid, items.size());
    for (const auto& item : items) put_element(read(item));
    return end_array();
  }

  const std::vector<pqxx::binarystring>& values() const { return values_; }

 private:
  // Fixed in PostgreSQL's catalogue (pg_type.dat).
  static constexpr std::uint32_t kByteaOid = 17;
  static constexpr std::uint32_t kBigintOid = 20;
  static constexpr std::uint32_t kTextOid = 25;

  void begin_array(std::uint32_t element_oid, std::size_t count);
  void put_text(std::string_view value);
  void put_element(std::int64_t value);
  PgParams& end_array();

  std::vector<pqxx::binarystring> values_;
  std::string array_;
};

// The bytes of a bytea column.
std::string bytea(const pqxx::field& field);

}  // namespace authledger::infra
