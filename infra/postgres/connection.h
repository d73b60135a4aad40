// One session on PostgreSQL, and the translation of libpqxx's exceptions into Trouble. The only
// place that opens connections.
#pragma once

#include <cstdint>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <unordered_set>

#include "infra/postgres/params.h"
#include "shared/result.h"

namespace authledger::infra {

// The role of every session but the migration's: may add events, never change or remove one.
inline constexpr std::string_view kRuntimeRole = "authledger_runtime";

struct PgSettings {
  std::string url;  // postgresql://user@host:port/database, or libpq's "host=… port=…"
  int connect_timeout_s = 2;
  int statement_timeout_ms = 5000;
  int lock_timeout_ms = 5000;      // waiting for the head of the log
  int idle_in_append_ms = 5000;    // the server ends a session that stalls inside an append
  int pool_max = 4;                // connections for reads
  int pool_wait_ms = 2000;         // for a free one
  int outcome_deadline_ms = 2500;  // to find out what became of a commit whose answer was lost
  int leader_silence_ms = 10'000;  // a leader that gives no sign for so long loses its lock
};

// A prepared statement; both texts live as long as the program.
struct PgStatement {
  const char* name;
  const char* sql;
};

enum class PgSession {
  kRuntime,  // SET ROLE authledger_runtime
  kAppend,   // the same, with plans that never scan a table
  kOwner,    // migrations and maintenance
};

// Not thread-safe. Throws what libpqxx throws: only infra/postgres may call it, inside a try.
class PgConnection {
 public:
  PgConnection(const PgSettings& settings, PgSession session);

  // One or more statements without parameters; the last one's rows. May hold BEGIN and COMMIT.
  pqxx::result run(std::string_view sql);
  pqxx::result run(const PgStatement& statement, const PgParams& params);

  bool is_open() const { return connection_.is_open(); }
  // Runs ROLLBACK and says whether the session is fit for use.
  bool roll_back() noexcept;

 private:
  pqxx::connection connection_;
  pqxx::quiet_errorhandler quiet_;
  std::unordered_set<std::string_view> prepared_;
};

// What an exception means, by who has to act.
enum class Trouble {
  kBroken,    // no connection, or it was lost
  kTimeout,   // a lock or a statement took too long, or a deadlock: try again
  kUnique,    // a unique index refused the row
  kRefused,   // the server refuses this value (SQLSTATE 22, 23, 54)
  kDisabled,  // wrong rights, missing tables, disk full …: an operator has to look
};

// REQUIRES: called in a catch block. Logs kDisabled.
Trouble current_trouble() noexcept;

// The Error of a Trouble: log.unavailable, or request.internal_error for kUnique and kRefused.
Error trouble_error(Trouble trouble);

}  // namespace authledger::infra
