#include "projections/write_behind.h"

#include <memory>
#include <utility>

namespace authledger::projections {

WriteBehind::WriteBehind(DocumentStore& store) : store_(store), thread_([this] { run(); }) {}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteBehind::run() {
  std::unique_lock lock(lock_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Work work = std::move(waiting_.front());
    waiting_.pop_front();
    if (!failed_) continue;
    busy_ = true;
    lock.unlock();
    auto done = work();
    lock.lock();
    busy_ = false;
    if (!done) failed_ = std::move(done);
    changed_.notify_all();
  }
}

Status WriteBehind::later(Work work) {
  std::unique_lock lock(lock_);
  changed_.wait(lock, [this] { return waiting_.size() < kWaitingMax || !failed_; });
  AUTHLEDGER_CHECK(failed_);
  waiting_.push_back(std::move(work));
  changed_.notify_all();
  return {};
}

template <class Call>
auto WriteBehind::now(Call call) -> decltype(call()) {
  {
    std::unique_lock lock(lock_);
    changed_.wait(lock, [this] { return (waiting_.empty() && !busy_) || !failed_; });
    if (!failed_) return fail(failed_.error());
  }
  return call();
}

Status WriteBehind::write(const Generation& to, std::span<const Document> documents) {
  auto copies = std::make_shared<std::vector<Document>>(documents.begin(), documents.end());
  return later([this, to, copies = std::move(copies)] { return store_.write(to, *copies); });
}
Status WriteBehind::set_checkpoint(const Generation& of, Position position) {
  return later([this, of, position] { return store_.set_checkpoint(of, position); });
}
Status WriteBehind::set_note(const Generation& of, const std::string& name,
                             const std::string& text) {
  return later([this, of, name, text] { return store_.set_note(of, name, text); });
}

Result<Generation> WriteBehind::live(const ReadModelSchema& schema) {
  return now([&] { return store_.live(schema); });
}
Result<Generation> WriteBehind::create_candidate(const ReadModelSchema& schema) {
  return now([&] { return store_.create_candidate(schema); });
}
Status WriteBehind::activate(const Generation& candidate) {
  return now([&] { return store_.activate(candidate); });
}
Status WriteBehind::propose(const Generation& candidate) {
  return now([&] { return store_.propose(candidate); });
}
Status WriteBehind::withdraw(const ReadModelSchema& schema) {
  return now([&] { return store_.withdraw(schema); });
}
Result<std::optional<Generation>> WriteBehind::proposed(const ReadModelSchema& schema) {
  return now([&] { return store_.proposed(schema); });
}
Result<std::optional<Generation>> WriteBehind::previous(const ReadModelSchema& schema) {
  return now([&] { return store_.previous(schema); });
}
Status WriteBehind::drop(const Generation& generation) {
  return now([&] { return store_.drop(generation); });
}
Result<std::vector<std::optional<Document>>> WriteBehind::get(const Generation& from,
                                                              std::span<const std::string> ids) {
  return now([&] { return store_.get(from, ids); });
}
Result<Position> WriteBehind::checkpoint(const Generation& of) {
  return now([&] { return store_.checkpoint(of); });
}
Result<std::string> WriteBehind::note(const Generation& of, const std::string& name) {
  return now([&] { return store_.note(of, name); });
}
Status WriteBehind::prepare(const Generation& generation) {
  return now([&] { return store_.prepare(generation); });
}
Status WriteBehind::refresh(const Generation& generation) {
  return now([&] { return store_.refresh(generation); });
}
Status WriteBehind::scan(const Generation& of, int batch,
                         const std::function<bool(std::span<const Document>)>& take) {
  return now([&] { return store_.scan(of, batch, take); });
}

}  // namespace authledger::projections
