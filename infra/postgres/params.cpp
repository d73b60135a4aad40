#include "infra/postgres/params.h"

namespace authledger::infra {

namespace {

void put_big_endian(std::string& out, std::uint64_t bits, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(bits >> (8 * i));
}

}  // namespace

PgParams& PgParams::text(std::string_view value) {
  values_.emplace_back(value.data(), value.size());
  return *this;
}

PgParams& PgParams::bytes(std::string_view value) { return text(value); }

PgParams& PgParams::integer(std::int64_t value) {
  std::string bits;
  put_big_endian(bits, static_cast<std::uint64_t>(value), 8);
  return text(bits);
}

// array_recv(): dimensions, null flag, element type, then size and lower bound of the dimension.
void PgParams::begin_array(std::uint32_t element_oid, std::size_t count) {
  array_.clear();
  put_big_endian(array_, count == 0 ? 0 : 1, 4);
  put_big_endian(array_, 0, 4);
  put_big_endian(array_, element_oid, 4);
  if (count == 0) return;
  put_big_endian(array_, count, 4);
  put_big_endian(array_, 1, 4);
}

void PgParams::put_text(std::string_view value) {
  put_big_endian(array_, value.size(), 4);
  array_ += value;
}

void PgParams::put_element(std::int64_t value) {
  put_big_endian(array_, 8, 4);
  put_big_endian(array_, static_cast<std::uint64_t>(value), 8);
}

PgParams& PgParams::end_array() { return text(array_); }

std::string bytea(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

}  // namespace authledger::infra
