// A bounded set of PostgreSQL sessions, opened when needed and replaced when lost. Shared by
// everything that reads the log or keeps small tables.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "infra/postgres/connection.h"

namespace authledger::infra {

// Thread-safe.
class PgPool {
 public:
  explicit PgPool(PgSettings settings) : settings_(std::move(settings)) {}

  const PgSettings& settings() const { return settings_; }

  // Runs `work(PgConnection&)`. When the session turns out to be lost it runs again on a new one,
  // so `work` must bear being done twice. Errors: those of trouble_error(); never throws.
  template <class Work>
  auto with(Work work) -> Result<std::invoke_result_t<Work&, PgConnection&>>;

  // The same inside one transaction: BEGIN … COMMIT around `work`.
  template <class Work>
  auto transact(Work work) -> Result<std::invoke_result_t<Work&, PgConnection&>>;

 private:
  using Session = std::unique_ptr<PgConnection>;

  // An idle session or a slot to open one (null); an error after pool_wait_ms.
  Result<Session> acquire();
  void open_if_needed(Session& session);  // throws
  void give_back(Session session);        // null: the slot becomes free
  void drop_idle();                       // after a loss the others are lost as well

  const PgSettings settings_;
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<Session> idle_;
  int used_ = 0;
};

template <class Work>
auto PgPool::with(Work work) -> Result<std::invoke_result_t<Work&, PgConnection&>> {
  AUTHLEDGER_TRY(session, acquire());
  for (bool again = true;; again = false) {
    const bool reused = session != nullptr;
    try {
      open_if_needed(session);
      auto answer = work(*session);
      give_back(std::move(session));
      return answer;
    } catch (const std::exception&) {
      const auto trouble = current_trouble();
      if (trouble == Trouble::kBroken) {
        drop_idle();
        session.reset();
        if (again && reused) continue;
      } else if (session != nullptr && !session->roll_back()) {
        session.reset();
      }
      give_back(std::move(session));
      return fail(trouble_error(trouble));
    }
  }
}

template <class Work>
auto PgPool::transact(Work work) -> Result<std::invoke_result_t<Work&, PgConnection&>> {
  return with([&work](PgConnection& session) {
    session.run("BEGIN");
    auto answer = work(session);
    session.run("COMMIT");
    return answer;
  });
}

}  // namespace authledger::infra
