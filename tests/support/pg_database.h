// A PostgreSQL database of its own for one test, dropped afterwards. Made on the server of
// AUTHLEDGER__POSTGRES__URL, whose role must have CREATEDB and CREATEROLE. A test without that
// setting fails: real servers are not optional.
#pragma once

#include <memory>
#include <pqxx/pqxx>
#include <string>

namespace authledger::test {

class PgDatabase {
 public:
  PgDatabase();
  ~PgDatabase();
  PgDatabase(const PgDatabase&) = delete;
  PgDatabase& operator=(const PgDatabase&) = delete;

  const std::string& url() const { return url_; }
  // Statements as the owner, past every guard of the product.
  pqxx::result run(const std::string& sql) const;
  // Ends every session on the database but the asking one; answers how many.
  std::size_t end_sessions() const;

 private:
  std::string name_;
  std::string url_;
};

}  // namespace authledger::test
