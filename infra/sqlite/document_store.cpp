#include "infra/sqlite/document_store.h"

#include "infra/sqlite/document_row.h"
#include "infra/sqlite/document_writer.h"
#include "infra/sqlite/generation_tables.h"

namespace authledger::infra {

using projections::Document;
using projections::Generation;
using projections::ReadModelSchema;
using sqlite::Connection;
using sqlite::Transaction;

namespace {

constexpr const char* kDocumentColumns = "id, tenant, version, stream_version, listed, body, vals";
// The writer of a generation that is being filled: pages of its one random index are touched again
// and again, so more of them stay in memory and in the write-ahead log.
void tune(Connection& connection, bool loading, int usual_cache_kib) {
  connection.execute("PRAGMA cache_size=-" + std::to_string(loading ? 64 * 1024 : usual_cache_kib) +
                     "; PRAGMA wal_autocheckpoint=" + (loading ? "32000" : "1000"));
}

}  // namespace

Result<std::optional<Generation>> SqliteDocumentStore::in_state(const ReadModelSchema& schema,
                                                                const char* state) {
  return guarded([&]() -> Result<std::optional<Generation>> {
    auto found = folder_->find(schema, state);
    if (!found) return std::optional<Generation>();
    return std::optional<Generation>(Generation{schema, std::move(*found)});
  });
}

Result<Generation> SqliteDocumentStore::live(const ReadModelSchema& schema) {
  return guarded([&]() -> Result<Generation> { return Generation{schema, folder_->live(schema)}; });
}

Result<Generation> SqliteDocumentStore::create_candidate(const ReadModelSchema& schema) {
  return guarded([&]() -> Result<Generation> {
    return Generation{schema, folder_->make_candidate(schema)};
  });
}

Status SqliteDocumentStore::activate(const Generation& candidate) {
  AUTHLEDGER_CHECK(prepare(candidate));
  return guarded([&]() -> Status {
    folder_->activate(candidate);
    return {};
  });
}

Result<std::optional<Generation>> SqliteDocumentStore::previous(const ReadModelSchema& schema) {
  return in_state(schema, generation_state::kPrevious);
}

Status SqliteDocumentStore::propose(const Generation& candidate) {
  return guarded([&]() -> Status {
    folder_->propose(candidate.schema, candidate.physical);
    return {};
  });
}

Status SqliteDocumentStore::withdraw(const ReadModelSchema& schema) {
  return guarded([&]() -> Status {
    folder_->propose(schema, {});
    return {};
  });
}

Result<std::optional<Generation>> SqliteDocumentStore::proposed(const ReadModelSchema& schema) {
  return in_state(schema, generation_state::kProposed);
}

Status SqliteDocumentStore::drop(const Generation& generation) {
  return guarded([&]() -> Status {
    folder_->drop(generation.physical);
    return {};
  });
}

Result<std::vector<std::optional<Document>>> SqliteDocumentStore::get(
    const Generation& from, std::span<const std::string> ids) {
  return guarded([&]() -> Result<std::vector<std::optional<Document>>> {
    std::vector<std::optional<Document>> found;
    const auto file = folder_->file(from.physical);
    const auto reader = file->reader();
    Transaction snapshot(*reader, Transaction::Kind::kRead);
    auto row =
        reader->prepare(std::string("SELECT ") + kDocumentColumns + " FROM documents WHERE id=?");
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
    const auto file = folder_->file(to.physical);
    file->write([&](Connection& connection) {
      const bool indexed = read_state(connection).indexed;
      if (!indexed) tune(connection, true, file->options().cache_kib);
      DocumentWriter writer(connection, to.schema, indexed, documents.size());
      for (const auto& document : documents) writer.write(document);
      writer.finish();
    });
    return {};
  });
}

Result<Position> SqliteDocumentStore::checkpoint(const Generation& of) {
  return guarded([&]() -> Result<Position> {
    const auto file = folder_->file(of.physical);
    const auto reader = file->reader();
    return read_state(*reader).checkpoint;
  });
}

Status SqliteDocumentStore::set_checkpoint(const Generation& of, Position position) {
  return guarded([&]() -> Status {
    const auto file = folder_->file(of.physical);
    file->write([&](Connection& connection) {
      connection.prepare("UPDATE state SET checkpoint=max(checkpoint, ?)").bind(position).run();
    });
    return {};
  });
}

Result<std::string> SqliteDocumentStore::note(const Generation& of, const std::string& name) {
  return guarded([&]() -> Result<std::string> {
    const auto file = folder_->file(of.physical);
    const auto reader = file->reader();
    auto row = reader->prepare("SELECT text FROM notes WHERE name=?");
    row.bind(name);
    return row.step() ? row.text(0) : std::string();
  });
}

Status SqliteDocumentStore::set_note(const Generation& of, const std::string& name,
                                     const std::string& text) {
  return guarded([&]() -> Status {
    const auto file = folder_->file(of.physical);
    file->write([&](Connection& connection) {
      connection.prepare("INSERT OR REPLACE INTO notes VALUES(?,?)").bind(name, text).run();
    });
    return {};
  });
}

Status SqliteDocumentStore::prepare(const Generation& generation) {
  return guarded([&]() -> Status {
    const auto file = folder_->file(generation.physical);
    file->with_writer([&](Connection& connection) {
      if (read_state(connection).indexed) return;
      tune(connection, true, file->options().cache_kib);
      make_indexes(connection, generation.schema);
      tune(connection, false, file->options().cache_kib);
      // Takes seconds after a large load, and writes wait for it: before lists wait for writes.
      connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      mark_indexed(connection);
    });
    return {};
  });
}

Status SqliteDocumentStore::refresh(const Generation&) { return {}; }

Status SqliteDocumentStore::scan(const Generation& of, int batch,
                                 const std::function<bool(std::span<const Document>)>& take) {
  return guarded([&]() -> Status {
    const auto file = folder_->file(of.physical);
    const auto reader = file->reader();
    Transaction snapshot(*reader, Transaction::Kind::kRead);
    auto rows =
        reader->prepare(std::string("SELECT ") + kDocumentColumns + " FROM documents ORDER BY id");
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
