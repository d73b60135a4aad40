#include "infra/sqlite/database_file.h"

#include "infra/sqlite/rank_function.h"

namespace authledger::infra {

using sqlite::Connection;
using sqlite::Transaction;

namespace {

constexpr std::size_t kIdleReadersMax = 4;

}  // namespace

DatabaseFile::DatabaseFile(std::string path, Open how, DatabaseFileOptions options)
    : path_(std::move(path)), options_(options) {
  writer_ = open(how == Open::kMake ? Connection::Mode::kReadWrite : Connection::Mode::kUpdate);
  writer_->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
}

std::unique_ptr<Connection> DatabaseFile::open(Connection::Mode mode) const {
  auto connection = std::make_unique<Connection>(path_, mode, options_.busy_timeout_ms);
  connection->execute("PRAGMA cache_size=-" + std::to_string(options_.cache_kib));
  register_rank(*connection);
  return connection;
}

DatabaseFile::Lease DatabaseFile::reader() {
  {
    const std::lock_guard lock(pool_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(connection)};
    }
  }
  return {*this, open(Connection::Mode::kReadOnly)};
}

void DatabaseFile::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(pool_);
  if (idle_.size() < kIdleReadersMax) idle_.push_back(std::move(connection));
}

DatabaseFile::Lease::~Lease() {
  if (connection_ != nullptr) owner_->give_back(std::move(connection_));
}

void DatabaseFile::write(const std::function<void(Connection&)>& work) {
  const std::lock_guard lock(writing_);
  Transaction transaction(*writer_, Transaction::Kind::kWrite);
  work(*writer_);
  transaction.commit();
}

void DatabaseFile::with_writer(const std::function<void(Connection&)>& work) {
  const std::lock_guard lock(writing_);
  work(*writer_);
}

Error read_model_unavailable(std::string detail) {
  Error unavailable = error(errors::kReadModelUnavailable, std::move(detail));
  unavailable.retry_after_s = 1;
  return unavailable;
}

}  // namespace authledger::infra
