// A DocumentStore that writes in a thread of its own, so that a rebuild folds the next batch while
// the last one is written. Writes, checkpoints and notes keep their order; everything else waits
// for them. Once a write has failed, every call answers its error.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "projections/ports/document_store.h"

namespace authledger::projections {

// For one caller at a time. What was not written when it is destroyed is written by then.
class WriteBehind final : public DocumentStore {
 public:
  static constexpr std::size_t kWaitingMax = 3;  // a fourth waits for room

  explicit WriteBehind(DocumentStore& store);
  ~WriteBehind() override;
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  Status write(const Generation& to, std::span<const Document> documents) override;
  Status set_checkpoint(const Generation& of, Position position) override;
  Status set_note(const Generation& of, const std::string& name, const std::string& text) override;

  Result<Generation> live(const ReadModelSchema& schema) override;
  Result<Generation> create_candidate(const ReadModelSchema& schema) override;
  Status activate(const Generation& candidate) override;
  Status propose(const Generation& candidate) override;
  Status withdraw(const ReadModelSchema& schema) override;
  Result<std::optional<Generation>> proposed(const ReadModelSchema& schema) override;
  Result<std::optional<Generation>> previous(const ReadModelSchema& schema) override;
  Status drop(const Generation& generation) override;
  Result<std::vector<std::optional<Document>>> get(const Generation& from,
                                                   std::span<const std::string> ids) override;
  Result<Position> checkpoint(const Generation& of) override;
  Result<std::string> note(const Generation& of, const std::string& name) override;
  Status prepare(const Generation& generation) override;
  Status refresh(const Generation& generation) override;
  Status scan(const Generation& of, int batch,
              const std::function<bool(std::span<const Document>)>& take) override;

 private:
  using Work = std::function<Status()>;
  Status later(Work work);
  template <class Call>
  auto now(Call call) -> decltype(call());  // when all that came before is written
  void run();

  DocumentStore& store_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  bool busy_ = false;
  bool stopping_ = false;
  Status failed_;
  std::thread thread_;
};

}  // namespace authledger::projections
