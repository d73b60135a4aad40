#include "infra/app/log_stack.h"

#include <filesystem>

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
#include "shared/errors.h"

namespace authledger::infra {
namespace {

struct SqliteParts {
  std::unique_ptr<SqliteStore> store;
  SqliteEventLog log;
  SqliteKeyStore keys;
  SqliteCheckpointStore checkpoints;
  SqliteTenantStore tenants;
  SqliteAttachmentStore attachments;
  SqliteParts(std::unique_ptr<SqliteStore> opened, const Clock& clock)
      : store(std::move(opened)),
        log(*store, clock),
        keys(*store),
        checkpoints(*store),
        tenants(*store),
        attachments(*store) {}
};

struct PostgresParts {
  PgPool pool;
  PostgresEventLog log;
  PostgresKeyStore keys;
  PostgresCheckpointStore checkpoints;
  PostgresTenantStore tenants;
  PostgresAttachmentStore attachments;
  PostgresParts(const PgSettings& settings, const Clock& clock)
      : pool(settings),
        log(pool, clock),
        keys(pool),
        checkpoints(pool),
        tenants(pool),
        attachments(pool) {}
};

template <class Parts>
LogStack stack_of(std::shared_ptr<Parts> parts) {
  return {&parts->log,     &parts->log,         &parts->keys, &parts->checkpoints,
          &parts->tenants, &parts->attachments, {},           parts};
}

Result<LogStack> open_sqlite(const Settings& settings, const Clock& clock) {
  std::error_code failed;
  std::filesystem::create_directories(settings.data_dir, failed);
  if (failed)
    return fail(errors::kSettingInvalid,
                "service.data_dir " + settings.data_dir + ": " + failed.message() + ".");
  std::filesystem::permissions(settings.data_dir, std::filesystem::perms::owner_all, failed);
  AUTHLEDGER_TRY(store, SqliteStore::open(settings.data_dir + "/log.db"));
  auto stack = stack_of(std::make_shared<SqliteParts>(std::move(store), clock));
  stack.leader_lock =
      [folder = settings.data_dir](const std::string& name) -> std::unique_ptr<LeaderLock> {
    return std::make_unique<FileLeaderLock>(folder + "/" + name + ".lock");
  };
  return stack;
}

Result<LogStack> open_postgres(const Settings& settings, const Clock& clock) {
  PgSettings postgres;
  postgres.url = settings.postgres_url;
  postgres.pool_max = static_cast<int>(settings.postgres_readers);
  AUTHLEDGER_CHECK(migrate_postgres(postgres));
  auto stack = stack_of(std::make_shared<PostgresParts>(postgres, clock));
  stack.leader_lock = [postgres](const std::string& name) -> std::unique_ptr<LeaderLock> {
    return std::make_unique<PostgresLeaderLock>(postgres, name);
  };
  return stack;
}

}  // namespace

Result<LogStack> open_log_stack(const Settings& settings, const Clock& clock) {
  return settings.cluster() ? open_postgres(settings, clock) : open_sqlite(settings, clock);
}

}  // namespace authledger::infra
