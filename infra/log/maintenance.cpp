#include "infra/log/maintenance.h"

#include "infra/log/hash_chain.h"

namespace authledger::infra {
namespace {

constexpr int kChainPage = 2000;

class ChainWalk {
 public:
  ChainWalk(LogMaintenance& log, const ChainWatch& watch) : log_(log), watch_(watch) {}

  Result<ChainReport> run() {
    AUTHLEDGER_TRY(head, log_.hashed_head());
    while (report_.checked < head.position) {
      AUTHLEDGER_TRY(page, log_.read_hashed(report_.checked, kChainPage));
      while (!page.empty() && page.back().event.position > head.position) page.pop_back();
      if (page.empty()) break;
      for (const auto& row : page) check(row);
      if (watch_.page) AUTHLEDGER_CHECK(watch_.page(page));
      if (watch_.progress) watch_.progress(report_.checked);
    }
    missing_up_to(head.position);
    if (linked_ && hash_ != head.hash) damaged(head.position, "the head has another hash");
    AUTHLEDGER_CHECK(look_behind(head.position));
    return report_;
  }

 private:
  void check(const HashedEvent& row) {
    const auto position = row.event.position;
    if (position <= report_.checked) {
      damaged(position, "it is there twice");
      return;
    }
    missing_up_to(position - 1);
    const auto expected = chain_.next(hash_, row.event);
    if (linked_ && row.hash != expected) {
      damaged(position, "its hash is not that of the row behind its predecessor's");
    }
    hash_ = row.hash;
    linked_ = true;
    report_.checked = position;
  }

  void missing_up_to(Position last) {
    for (; report_.checked < last; ++report_.checked) {
      damaged(report_.checked + 1, "it is missing");
      linked_ = false;
    }
  }

  // What is behind the head that was read must have moved the head as well.
  Status look_behind(Position head) {
    AUTHLEDGER_TRY(behind, log_.read_hashed(head, 1));
    if (behind.empty()) return {};
    AUTHLEDGER_TRY(now, log_.hashed_head());
    const auto position = behind.front().event.position;
    if (now.position < position) damaged(position, "it lies behind the head");
    return {};
  }

  void damaged(Position position, const std::string& what) {
    if (!report_.broken_at) report_.broken_at = position;
    if (watch_.damaged) watch_.damaged(position, what);
  }

  LogMaintenance& log_;
  const ChainWatch& watch_;
  HashChain chain_;
  ChainReport report_;
  std::string hash_ = first_hash();
  bool linked_ = true;  // hash_ is that of the row before
};

}  // namespace

Result<ChainReport> verify_chain(LogMaintenance& log, const ChainWatch& watch) {
  return ChainWalk(log, watch).run();
}

}  // namespace authledger::infra
