#include "infra/postgres/migrate.h"

#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

namespace authledger::infra {

namespace {

constexpr std::string_view kMigrationLock = "7306089842734913281";  // any number, always this one

// Roles belong to the whole server: two databases may be migrated at once, hence the exceptions.
constexpr std::string_view kRole = R"sql(
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'authledger_runtime') THEN
    BEGIN
      CREATE ROLE authledger_runtime NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  FOR attempt IN 1..50 LOOP
    IF pg_has_role(current_user, 'authledger_runtime', 'MEMBER') THEN EXIT; END IF;
    BEGIN
      EXECUTE format('GRANT authledger_runtime TO %I', current_user);
    EXCEPTION WHEN internal_error OR unique_violation THEN PERFORM pg_sleep(0.02);
    END;
  END LOOP;
END $$;
CREATE TABLE IF NOT EXISTS schema_version (
  version int PRIMARY KEY,
  migrated_at timestamptz NOT NULL DEFAULT now());
)sql";

Status run_missing(PgConnection& session, std::span<const Migration> migrations) {
  const int have =
      session.run("SELECT coalesce(max(version), 0) FROM schema_version")[0][0].as<int>();
  const int newest = migrations.empty() ? 0 : migrations.back().version;
  if (have > newest) {
    return fail(errors::kInternal, "The database has schema version " + std::to_string(have) +
                                       ", newer than this program's " + std::to_string(newest) +
                                       ": start the newer program.");
  }
  for (const auto& step : migrations) {
    if (step.version <= have) continue;
    session.run(step.sql);
    session.run("INSERT INTO schema_version (version) VALUES (" + std::to_string(step.version) +
                ")");
  }
  return {};
}

}  // namespace

Status migrate_postgres(const PgSettings& settings, std::span<const Migration> migrations) {
  auto patient = settings;  // a big table may take its time
  patient.statement_timeout_ms = 0;
  patient.lock_timeout_ms = 60'000;
  try {
    PgConnection session(patient, PgSession::kOwner);
    session.run("BEGIN; SELECT pg_advisory_xact_lock(" + std::string(kMigrationLock) + ")");
    session.run(kRole);
    AUTHLEDGER_CHECK(run_missing(session, migrations));  // the session's end rolls back
    session.run("COMMIT");
    return {};
  } catch (const std::exception& problem) {
    const auto trouble = current_trouble();
    if (trouble == Trouble::kBroken || trouble == Trouble::kTimeout) {
      return fail(trouble_error(trouble));
    }
    json_log(LogLevel::kError, "a migration failed", {{"what", problem.what()}});
    return fail(errors::kInternal, std::string("Migration failed: ") + problem.what());
  }
}

}  // namespace authledger::infra
