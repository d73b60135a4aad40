#include "infra/sqlite/generation_folder.h"

#include <filesystem>
#include <set>

#include "infra/sqlite/generation_tables.h"

namespace authledger::infra {

using projections::ReadModelSchema;
using sqlite::Connection;
using sqlite::SqliteError;

namespace {

namespace fs = std::filesystem;

constexpr const char* kRegistry = "generations.db";
constexpr const char* kSuffix = ".db";

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS generations(
  physical TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, fields TEXT NOT NULL,
  state TEXT NOT NULL, proposed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS serial(one INTEGER PRIMARY KEY CHECK(one = 1), next INTEGER NOT NULL);
INSERT OR IGNORE INTO serial VALUES(1, 1);
)";

const char* kind_text(projections::FieldKind kind) {
  switch (kind) {
    case projections::FieldKind::kText:
      return "text";
    case projections::FieldKind::kExact:
      return "exact";
    case projections::FieldKind::kBool:
      return "bool";
    case projections::FieldKind::kTime:
      return "time";
    case projections::FieldKind::kInteger:
      return "integer";
  }
  return "";
}

// The fields and the shape of the tables as text: a generation made for others is not the
// schema's.
std::string fields_text(const ReadModelSchema& schema) {
  std::string out = "tables " + std::to_string(kTablesFormat) + '\n';
  for (const auto& one : schema.fields) {
    out += one.name + ' ' + kind_text(one.kind) + (one.filter ? " filter" : "") +
           (one.sort ? " sort" : "") + (one.search ? " search" : "") + '\n';
  }
  return out;
}

std::optional<std::string> select(Connection& registry, const ReadModelSchema& schema,
                                  const char* state) {
  const bool proposed = std::string_view(state) == generation_state::kProposed;
  auto row = registry.prepare(std::string("SELECT physical FROM generations "
                                          "WHERE name=? AND version=? AND fields=? AND ") +
                              (proposed ? "proposed=1" : "state=?"));
  row.bind(schema.name).bind(std::int64_t{schema.version}).bind(fields_text(schema));
  if (!proposed) row.bind(std::string_view(state));
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

// Whatever fields they were made for.
std::vector<std::string> of_version(Connection& registry, const ReadModelSchema& schema,
                                    const char* state) {
  std::vector<std::string> found;
  auto rows =
      registry.prepare("SELECT physical FROM generations WHERE name=? AND version=? AND state=?");
  rows.bind(schema.name).bind(std::int64_t{schema.version}).bind(std::string_view(state));
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

void set_state(Connection& registry, const std::string& physical, const char* state) {
  registry.prepare("UPDATE generations SET state=?, proposed=0 WHERE physical=?")
      .bind(std::string_view(state))
      .bind(physical)
      .run();
}

void remove_row(Connection& registry, const std::string& physical) {
  registry.prepare("DELETE FROM generations WHERE physical=?").bind(physical).run();
}

// What is live now becomes the previous one. Answers the rows that went: those before that.
std::vector<std::string> retire_live(Connection& registry, const ReadModelSchema& schema,
                                     const std::string& keep) {
  auto gone = of_version(registry, schema, generation_state::kPrevious);
  std::erase(gone, keep);
  for (const auto& one : gone) remove_row(registry, one);
  for (const auto& one : of_version(registry, schema, generation_state::kLive))
    set_state(registry, one, generation_state::kPrevious);
  return gone;
}

}  // namespace

GenerationFolder::GenerationFolder(std::string path, DatabaseFileOptions options)
    : path_(std::move(path)), options_(options) {
  std::error_code failed;
  fs::create_directories(path_, failed);
  if (failed) throw SqliteError(path_ + ": " + failed.message(), SQLITE_CANTOPEN);
  registry_ =
      std::make_unique<DatabaseFile>(path_ + "/" + kRegistry, DatabaseFile::Open::kMake, options_);
  registry_->with_writer([](Connection& registry) { registry.execute(kSchema); });
  remove_orphans();
}

// In a transaction, so that a file which another process is making now has its row.
void GenerationFolder::remove_orphans() {
  registry_->write([this](Connection& registry) {
    std::set<std::string> owned{kRegistry};
    auto rows = registry.prepare("SELECT physical FROM generations");
    while (rows.step()) owned.insert(rows.text(0) + kSuffix);
    for (const auto& entry : fs::directory_iterator(path_)) {
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(kSuffix) || owned.contains(name)) continue;
      remove_file(name.substr(0, name.size() - std::string_view(kSuffix).size()));
    }
  });
}

std::string GenerationFolder::file_path(const std::string& physical) const {
  return path_ + "/" + physical + kSuffix;
}

std::string GenerationFolder::make(Connection& registry, const ReadModelSchema& schema,
                                   const char* state) {
  std::int64_t serial = 0;
  {
    auto next = registry.prepare("UPDATE serial SET next=next+1 RETURNING next-1");
    next.step();
    serial = next.integer(0);
    next.run();
  }
  const std::string physical =
      schema.name + "_v" + std::to_string(schema.version) + "_" + std::to_string(serial);
  remove_file(physical);
  DatabaseFile made(file_path(physical), DatabaseFile::Open::kMake, options_);
  made.write([&](Connection& connection) { create_tables(connection, schema); });
  registry
      .prepare("INSERT INTO generations(physical, name, version, fields, state) VALUES(?,?,?,?,?)")
      .bind(physical)
      .bind(schema.name)
      .bind(std::int64_t{schema.version})
      .bind(fields_text(schema))
      .bind(std::string_view(state))
      .run();
  return physical;
}

std::optional<std::string> GenerationFolder::find(const ReadModelSchema& schema,
                                                  const char* state) {
  const auto registry = registry_->reader();
  return select(*registry, schema, state);
}

std::string GenerationFolder::live(const ReadModelSchema& schema) {
  if (auto found = find(schema, generation_state::kLive)) return *found;
  std::string live;
  std::vector<std::string> gone;
  registry_->write([&](Connection& registry) {
    if (auto found = select(registry, schema, generation_state::kLive)) {
      live = *found;
      return;
    }
    gone = retire_live(registry, schema, {});
    live = make(registry, schema, generation_state::kLive);
  });
  for (const auto& one : gone) forget(one);
  return live;
}

std::string GenerationFolder::make_candidate(const ReadModelSchema& schema) {
  std::string made;
  std::vector<std::string> gone;
  registry_->write([&](Connection& registry) {
    gone = of_version(registry, schema, generation_state::kCandidate);
    for (const auto& one : gone) remove_row(registry, one);
    made = make(registry, schema, generation_state::kCandidate);
  });
  for (const auto& one : gone) forget(one);
  return made;
}

void GenerationFolder::activate(const projections::Generation& candidate) {
  std::vector<std::string> gone;
  registry_->write([&](Connection& registry) {
    if (select(registry, candidate.schema, generation_state::kLive) == candidate.physical) return;
    gone = retire_live(registry, candidate.schema, candidate.physical);
    set_state(registry, candidate.physical, generation_state::kLive);
    if (registry.changes() != 1) throw SqliteError("no such generation: " + candidate.physical);
  });
  for (const auto& one : gone) forget(one);
}

void GenerationFolder::propose(const ReadModelSchema& schema, const std::string& physical) {
  registry_->write([&](Connection& registry) {
    registry.prepare("UPDATE generations SET proposed=0 WHERE name=? AND version=?")
        .bind(schema.name)
        .bind(std::int64_t{schema.version})
        .run();
    if (physical.empty()) return;
    registry
        .prepare(
            "UPDATE generations SET proposed=1 WHERE physical=? AND state "
            "IN('candidate','previous')")
        .bind(physical)
        .run();
    if (registry.changes() != 1) throw SqliteError("no such generation: " + physical);
  });
}

void GenerationFolder::drop(const std::string& physical) {
  registry_->write([&](Connection& registry) { remove_row(registry, physical); });
  forget(physical);
}

void GenerationFolder::forget(const std::string& physical) {
  {
    const std::lock_guard lock(lock_);
    open_.erase(physical);
  }
  remove_file(physical);
}

// Who has it open, here or in another process, keeps what is in it.
void GenerationFolder::remove_file(const std::string& physical) {
  std::error_code ignored;
  for (const char* more : {"", "-wal", "-shm"}) fs::remove(file_path(physical) + more, ignored);
}

std::shared_ptr<DatabaseFile> GenerationFolder::file(const std::string& physical) {
  constexpr std::size_t kOpenMax = 32;
  const std::lock_guard lock(lock_);
  if (const auto found = open_.find(physical); found != open_.end()) return found->second;
  auto opened =
      std::make_shared<DatabaseFile>(file_path(physical), DatabaseFile::Open::kExisting, options_);
  if (open_.size() >= kOpenMax)
    std::erase_if(open_, [](const auto& one) { return one.second.use_count() == 1; });
  return open_[physical] = std::move(opened);
}

}  // namespace authledger::infra
