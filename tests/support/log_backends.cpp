#include "tests/support/log_backends.h"

#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>

#include "infra/postgres/attachment_store.h"
#include "infra/postgres/event_log.h"
#include "infra/postgres/key_store.h"
#include "infra/postgres/leader_lock.h"
#include "infra/postgres/migrate.h"
#include "infra/postgres/stores.h"
#include "infra/sqlite/attachment_store.h"
#include "infra/sqlite/event_log.h"
#include "infra/sqlite/key_store.h"
#include "infra/sqlite/stores.h"
#include "tests/support/pg_database.h"

namespace authledger::test {

using infra::sqlite::Connection;

namespace {

class PostgresProcess : public LogProcess {
 public:
  PostgresProcess(const std::string& url, const Clock& clock, infra::AppendHook hook)
      : pool_({.url = url}), log_(pool_, clock, {.hook = std::move(hook)}) {}
  command::EventLog& log() override { return log_; }
  infra::LogMaintenance& maintenance() override { return log_; }
  infra::KeyStore& keys() override { return keys_; }
  infra::CheckpointStore& checkpoints() override { return checkpoints_; }
  infra::TenantStore& tenants() override { return tenants_; }
  infra::AttachmentStore& attachments() override { return attachments_; }
  std::unique_ptr<infra::LeaderLock> leader_lock(const std::string& name) override {
    return std::make_unique<infra::PostgresLeaderLock>(pool_.settings(), name);
  }

 private:
  infra::PgPool pool_;
  infra::PostgresEventLog log_;
  infra::PostgresKeyStore keys_{pool_};
  infra::PostgresCheckpointStore checkpoints_{pool_};
  infra::PostgresTenantStore tenants_{pool_};
  infra::PostgresAttachmentStore attachments_{pool_};
};

class PostgresBackend : public LogBackend {
 public:
  PostgresBackend() {
    if (auto done = infra::migrate_postgres({.url = database_.url()}); !done) {
      throw std::runtime_error(done.error().detail);
    }
  }
  std::unique_ptr<LogProcess> open(std::function<void()> before_commit) override {
    infra::AppendHook hook;
    if (before_commit) {
      hook = [before_commit](infra::AppendStage stage) {
        if (stage == infra::AppendStage::kBeforeCommit) before_commit();
      };
    }
    return std::make_unique<PostgresProcess>(database_.url(), clock, std::move(hook));
  }
  void tamper(const std::string& sql) override { database_.run(sql); }
  bool allowed(const std::string& sql) override {
    try {
      infra::PgConnection session({.url = database_.url()}, infra::PgSession::kRuntime);
      session.run(sql);
      return true;
    } catch (const pqxx::sql_error&) {
      return false;
    }
  }

 private:
  PgDatabase database_;
};

class SqliteProcess : public LogProcess {
 public:
  SqliteProcess(const std::string& path, const Clock& clock, std::function<void()> before_commit)
      : path_(path),
        store_(infra::SqliteStore::open(path).value()),
        log_(*store_, clock, std::move(before_commit)) {}
  command::EventLog& log() override { return log_; }
  infra::LogMaintenance& maintenance() override { return log_; }
  infra::KeyStore& keys() override { return keys_; }
  infra::CheckpointStore& checkpoints() override { return checkpoints_; }
  infra::TenantStore& tenants() override { return tenants_; }
  infra::AttachmentStore& attachments() override { return attachments_; }
  std::unique_ptr<infra::LeaderLock> leader_lock(const std::string& name) override {
    return std::make_unique<infra::FileLeaderLock>(path_ + "." + name + ".lock");
  }

 private:
  std::string path_;
  std::unique_ptr<infra::SqliteStore> store_;
  infra::SqliteEventLog log_;
  infra::SqliteKeyStore keys_{*store_};
  infra::SqliteCheckpointStore checkpoints_{*store_};
  infra::SqliteTenantStore tenants_{*store_};
  infra::SqliteAttachmentStore attachments_{*store_};
};

class SqliteBackend : public LogBackend {
 public:
  SqliteBackend() {
    std::string folder = std::filesystem::temp_directory_path() / "authledger-log-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = folder;
  }
  ~SqliteBackend() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<LogProcess> open(std::function<void()> before_commit) override {
    return std::make_unique<SqliteProcess>(path(), clock, std::move(before_commit));
  }
  void tamper(const std::string& sql) override {
    if (!run("DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; " + sql)) {
      throw std::runtime_error("cannot tamper: " + sql);
    }
  }
  bool allowed(const std::string& sql) override { return run(sql); }

 private:
  std::string path() const { return folder_ / "authledger.db"; }
  bool run(const std::string& sql) {
    try {
      Connection(path(), Connection::Mode::kReadWrite).execute(sql);
      return true;
    } catch (const infra::sqlite::SqliteError&) {
      return false;
    }
  }
  std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<LogBackend> make_postgres_backend() { return std::make_unique<PostgresBackend>(); }
std::unique_ptr<LogBackend> make_sqlite_backend() { return std::make_unique<SqliteBackend>(); }

}  // namespace authledger::test
