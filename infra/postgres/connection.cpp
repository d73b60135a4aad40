#include "infra/postgres/connection.h"

#include "infra/log/batch_plan.h"
#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

namespace authledger::infra {

namespace {

// Ours come first, so that what the operator wrote into the URL wins.
std::string connection_text(const PgSettings& settings) {
  const auto timeout = std::to_string(settings.connect_timeout_s);
  const auto scheme = settings.url.find("://");
  if (scheme == std::string::npos) {
    return "connect_timeout=" + timeout +
           " tcp_user_timeout=3000 application_name=authledger client_encoding=UTF8 " +
           settings.url;
  }
  const auto ours = "connect_timeout=" + timeout +
                    "&tcp_user_timeout=3000&application_name=authledger&client_encoding=UTF8";
  const auto query = settings.url.find('?');
  if (query == std::string::npos) return settings.url + "?" + ours;
  return settings.url.substr(0, query + 1) + ours + "&" + settings.url.substr(query + 1);
}

std::string session_text(const PgSettings& settings, PgSession session) {
  std::string sql = "SET statement_timeout=" + std::to_string(settings.statement_timeout_ms) +
                    ";SET lock_timeout=" + std::to_string(settings.lock_timeout_ms) + ";";
  if (session == PgSession::kOwner) return sql;
  // Generic plans made while the tables were empty would scan them for ever.
  if (session == PgSession::kAppend) {
    sql +=
        "SET enable_seqscan=off;SET enable_hashjoin=off;SET enable_mergejoin=off;"
        "SET plan_cache_mode=force_generic_plan;SET jit=off;"
        "SET idle_in_transaction_session_timeout=" +
        std::to_string(settings.idle_in_append_ms) + ";";
  }
  return sql + "SET ROLE " + std::string(kRuntimeRole);
}

// Without this libpqxx 6 opens a new session in silence, even between BEGIN and COMMIT.
void forbid_silent_reconnects(pqxx::connection& connection) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

Trouble trouble_of(const pqxx::sql_error& refusal) {
  const auto state = refusal.sqlstate();
  const auto kind = state.substr(0, 2);
  if (kind == "08" || state.starts_with("57P") || state.empty()) return Trouble::kBroken;
  if (kind == "40" || state == "55P03" || state == "57014" || state.starts_with("25P")) {
    return Trouble::kTimeout;
  }
  if (state == "23505") return Trouble::kUnique;
  if (kind == "22" || kind == "23" || kind == "54") return Trouble::kRefused;
  json_log(LogLevel::kError, "postgres", {{"what", refusal.what()}, {"state", std::string(state)}});
  return Trouble::kDisabled;
}

}  // namespace

PgConnection::PgConnection(const PgSettings& settings, PgSession session)
    : connection_(connection_text(settings)), quiet_(connection_) {
  forbid_silent_reconnects(connection_);
  run(session_text(settings, session));
}

pqxx::result PgConnection::run(std::string_view sql) {
  pqxx::nontransaction work(connection_);
  return work.exec(std::string(sql));
}

pqxx::result PgConnection::run(const PgStatement& statement, const PgParams& params) {
  if (!prepared_.contains(statement.name)) {
    connection_.prepare(statement.name, statement.sql);
    prepared_.insert(statement.name);
  }
  pqxx::nontransaction work(connection_);
  return work.exec_prepared(statement.name, pqxx::prepare::make_dynamic_params(params.values()));
}

bool PgConnection::roll_back() noexcept {
  try {
    run("ROLLBACK");
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

Trouble current_trouble() noexcept {
  try {
    throw;
  } catch (const pqxx::broken_connection&) {
    return Trouble::kBroken;
  } catch (const pqxx::in_doubt_error&) {
    return Trouble::kBroken;
  } catch (const pqxx::transaction_rollback&) {
    return Trouble::kTimeout;
  } catch (const pqxx::insufficient_privilege& refusal) {  // libpqxx 6 drops its SQLSTATE
    json_log(LogLevel::kError, "postgres", {{"what", refusal.what()}});
    return Trouble::kDisabled;
  } catch (const pqxx::sql_error& refusal) {
    return trouble_of(refusal);
  } catch (const std::exception& other) {
    json_log(LogLevel::kError, "postgres", {{"what", other.what()}});
    return Trouble::kDisabled;
  }
}

Error trouble_error(Trouble trouble) {
  if (trouble != Trouble::kUnique && trouble != Trouble::kRefused) return log_unavailable();
  return error(errors::kInternal, "The event log refuses this value.");
}

}  // namespace authledger::infra
