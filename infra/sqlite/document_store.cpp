#include "infra/sqlite/document_store.h"

#include <algorithm>

#include "infra/sqlite/document_row.h"
#include "infra/sqlite/generation_tables.h"

namespace authledger::infra {

using projections::Document;
using projections::Generation;
using projections::ReadModelSchema;
using sqlite::Connection;
using sqlite::SqliteError;
using sqlite::Transaction;

namespace {

constexpr const char* kDocumentColumns = "id, tenant, version, stream_version, listed, body, vals";

Generation make_generation(Connection& connection, const ReadModelSchema& schema,
                           const std::string& state) {
  std::int64_t serial = 0;
  {
    auto next = connection.prepare("UPDATE read_model_serial SET next=next+1 RETURNING next-1");
    next.step();
    serial = next.integer(0);
    next.run();
  }
  Generation made{
      schema, schema.name + "_v" + std::to_string(schema.version) + "_" + std::to_string(serial)};
  create_tables(connection, made.physical, schema);
  connection
      .prepare("INSERT INTO read_models(physical, name, version, fields, state) VALUES(?,?,?,?,?)")
      .bind(made.physical)
      .bind(schema.name)
      .bind(std::int64_t{schema.version})
      .bind(fields_text(schema))
      .bind(state)
      .run();
  return made;
}

std::vector<std::string> in_state(Connection& connection, const ReadModelSchema& schema,
                                  const std::string& state) {
  std::vector<std::string> found;
  auto rows =
      connection.prepare("SELECT physical FROM read_models WHERE name=? AND version=? AND state=?");
  rows.bind(schema.name).bind(std::int64_t{schema.version}).bind(state);
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

void set_state(Connection& connection, const std::string& physical, const std::string& state) {
  connection.prepare("UPDATE read_models SET state=?, changes=changes+1 WHERE physical=?")
      .bind(state)
      .bind(physical)
      .run();
}

// What is live now becomes `previous`; the one before that goes.
void retire_live(Connection& connection, const ReadModelSchema& schema, const std::string& keep) {
  for (const auto& physical : in_state(connection, schema, "previous")) {
    if (physical != keep) drop_tables(connection, physical);
  }
  for (const auto& physical : in_state(connection, schema, "live"))
    set_state(connection, physical, "previous");
}

}  // namespace

Result<Generation> SqliteDocumentStore::live(const ReadModelSchema& schema) {
  return guarded([&]() -> Result<Generation> {
    {
      const auto reader = database_->reader();
      if (const auto found = find_live(*reader, schema)) return Generation{schema, found->physical};
    }
    Generation made;
    database_->write([&](Connection& connection) {
      if (const auto found = find_live(connection, schema)) {
        made = {schema, found->physical};
        return;
      }
      retire_live(connection, schema, {});
      made = make_generation(connection, schema, "live");
    });
    return made;
  });
}

Result<Generation> SqliteDocumentStore::create_candidate(const ReadModelSchema& schema) {
  return guarded([&]() -> Result<Generation> {
    Generation made;
    database_->write(
        [&](Connection& connection) { made = make_generation(connection, schema, "candidate"); });
    return made;
  });
}

Status SqliteDocumentStore::activate(const Generation& candidate) {
  return guarded([&]() -> Status {
    database_->write([&](Connection& connection) {
      const auto live = in_state(connection, candidate.schema, "live");
      if (std::find(live.begin(), live.end(), candidate.physical) != live.end()) return;
      retire_live(connection, candidate.schema, candidate.physical);
      set_state(connection, candidate.physical, "live");
      if (sqlite3_changes(connection.handle()) != 1)
        throw SqliteError("no such generation: " + candidate.physical);
    });
    return {};
  });
}

Result<std::optional<Generation>> SqliteDocumentStore::previous(const ReadModelSchema& schema) {
  return guarded([&]() -> Result<std::optional<Generation>> {
    const auto reader = database_->reader();
    auto row = reader->prepare(
        "SELECT physical FROM read_models WHERE name=? AND version=? AND fields=?"
        " AND state='previous'");
    row.bind(schema.name).bind(std::int64_t{schema.version}).bind(fields_text(schema));
    if (!row.step()) return std::optional<Generation>();
    return std::optional<Generation>(Generation{schema, row.text(0)});
  });
}

Status SqliteDocumentStore::drop(const Generation& generation) {
  return guarded([&]() -> Status {
    database_->write([&](Connection& connection) { drop_tables(connection, generation.physical); });
    return {};
  });
}

Result<std::vector<std::optional<Document>>> SqliteDocumentStore::get(
    const Generation& from, std::span<const std::string> ids) {
  return guarded([&]() -> Result<std::vector<std::optional<Document>>> {
    std::vector<std::optional<Document>> found;
    const auto reader = database_->reader();
    Transaction snapshot(*reader, Transaction::Kind::kRead);
    auto row = reader->prepare(std::string("SELECT ") + kDocumentColumns + " FROM " +
                               quoted(from.physical) + " WHERE id=?");
    for (const auto& id : ids) {
      row.bind(id);
      found.push_back(row.step() ? std::optional<Document>(read_document(row)) : std::nullopt);
      row.reset();
    }
    return found;
  });
}

Status SqliteDocumentStore::write(const Generation& to, std::span<const Document> documents) {
  if (documents.empty()) return {};
  return guarded([&]() -> Status {
    database_->write([&](Connection& connection) {
      DocumentWriter writer(connection, to.physical, to.schema);
      for (const auto& document : documents) writer.write(document);
      writer.finish();
    });
    return {};
  });
}

Result<Position> SqliteDocumentStore::checkpoint(const Generation& of) {
  return guarded([&]() -> Result<Position> {
    const auto reader = database_->reader();
    auto row = reader->prepare("SELECT checkpoint FROM read_models WHERE physical=?");
    row.bind(of.physical);
    if (!row.step()) throw SqliteError("no such generation: " + of.physical);
    return row.integer(0);
  });
}

Status SqliteDocumentStore::set_checkpoint(const Generation& of, Position position) {
  return guarded([&]() -> Status {
    database_->write([&](Connection& connection) {
      connection.prepare("UPDATE read_models SET checkpoint=max(checkpoint, ?) WHERE physical=?")
          .bind(position)
          .bind(of.physical)
          .run();
      if (sqlite3_changes(connection.handle()) != 1)
        throw SqliteError("no such generation: " + of.physical);
    });
    return {};
  });
}

Result<std::string> SqliteDocumentStore::note(const Generation& of, const std::string& name) {
  return guarded([&]() -> Result<std::string> {
    const auto reader = database_->reader();
    auto row = reader->prepare("SELECT text FROM read_model_notes WHERE physical=? AND name=?");
    row.bind(of.physical).bind(name);
    return row.step() ? row.text(0) : std::string();
  });
}

Status SqliteDocumentStore::set_note(const Generation& of, const std::string& name,
                                     const std::string& text) {
  return guarded([&]() -> Status {
    database_->write([&](Connection& connection) {
      connection.prepare("INSERT OR REPLACE INTO read_model_notes VALUES(?,?,?)")
          .bind(of.physical)
          .bind(name)
          .bind(text)
          .run();
    });
    return {};
  });
}

Status SqliteDocumentStore::refresh(const Generation&) { return {}; }

Status SqliteDocumentStore::scan(const Generation& of, int batch,
                                 const std::function<bool(std::span<const Document>)>& take) {
  return guarded([&]() -> Status {
    const auto reader = database_->reader();
    Transaction snapshot(*reader, Transaction::Kind::kRead);
    auto rows = reader->prepare(std::string("SELECT ") + kDocumentColumns + " FROM " +
                                quoted(of.physical) + " ORDER BY id");
    std::vector<Document> chunk;
    bool more = rows.step();
    while (more) {
      chunk.clear();
      for (; more && chunk.size() < static_cast<std::size_t>(batch); more = rows.step()) {
        chunk.push_back(read_document(rows));
      }
      if (!take(chunk)) return {};
    }
    return {};
  });
}

}  // namespace authledger::infra
