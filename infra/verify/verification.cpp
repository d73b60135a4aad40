#include "infra/verify/verification.h"

#include <deque>
#include <memory>

#include "infra/verify/claim_check.h"
#include "infra/verify/document_check.h"
#include "infra/verify/entry_check.h"
#include "infra/verify/stream_walk.h"
#include "infra/verify/topic_check.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

class Verification {
 public:
  Verification(const VerifyParts& parts, const VerifyOptions& options)
      : parts_(parts), options_(options) {}

  Result<VerifyReport> run() {
    AUTHLEDGER_TRY(head, parts_.log.head());
    head_ = head;
    AUTHLEDGER_CHECK(open());
    if (options_.log || topic_) AUTHLEDGER_CHECK(walk_by_position());
    if (options_.log || claims_ || entries_ || !documents_.empty())
      AUTHLEDGER_CHECK(walk_by_stream());
    if (claims_) AUTHLEDGER_CHECK(settle(*claim_report_, claims_->finish()));
    if (entries_) AUTHLEDGER_CHECK(settle(*entry_report_, entries_->finish()));
    for (auto& one : documents_) {
      AUTHLEDGER_CHECK(tell("reading " + one.report->name(), 0, 0));
      AUTHLEDGER_CHECK(settle(*one.report, one.check->finish()));
    }
    if (topic_) {
      AUTHLEDGER_CHECK(
          settle(*topic_report_, topic_->finish([this](std::int64_t read, std::int64_t of) {
            return tell("reading the topic", read, of);
          })));
    }
    VerifyReport report{head_.position, {}};
    for (auto& one : reports_) report.parts.push_back(std::move(one));
    return report;
  }

 private:
  struct Documents {
    PartReport* report;
    std::unique_ptr<DocumentCheck> check;
  };

  PartReport& report(const std::string& name, const std::string& unit) {
    return reports_.emplace_back(name, unit, options_.lines_max);
  }

  // What lies outside of the log is asked how far it is before the log is read.
  Status open() {
    log_report_ = &report("log", "events");
    if (options_.claims) {
      claim_report_ = &report("claims", "claims");
      AUTHLEDGER_TRY(made, ClaimCheck::make(parts_, *claim_report_));
      claims_ = std::move(made);
    }
    if (options_.entries) {
      entry_report_ = &report("entries", "entries");
      AUTHLEDGER_TRY(made, EntryCheck::make(parts_, *entry_report_));
      entries_ = std::move(made);
    }
    for (const auto* projection : parts_.projections) {
      if (!options_.documents) break;
      auto& of_this = report("documents of " + projection->schema().name, "documents");
      auto made = DocumentCheck::make(parts_, *projection, head_.position, of_this);
      if (made) {
        documents_.push_back({&of_this, std::move(*made)});
      } else {
        AUTHLEDGER_CHECK(settle(of_this, fail(std::move(made).error())));
      }
    }
    if (options_.topic && parts_.topic) {
      topic_report_ = &report("topic", "records");
      auto made = TopicCheck::make(parts_, head_, *topic_report_);
      if (made)
        topic_ = std::move(*made);
      else
        AUTHLEDGER_CHECK(settle(*topic_report_, fail(std::move(made).error())));
    }
    return {};
  }

  // A part that is down is no reason not to check the others; anything else is.
  Status settle(PartReport& of, Status done) {
    if (done) return {};
    if (done.error().code != Code::kUnavailable || done.error().id == errors::kLogUnavailable.id) {
      return done;
    }
    of.not_checked(std::move(done).error());
    return {};
  }

  Status walk_by_position() {
    AUTHLEDGER_CHECK(tell("walking by position", 0, head_.position));
    AUTHLEDGER_TRY(event_ids, ComparedSets::make());
    ChainWatch watch;
    watch.damaged = [this](Position position, const std::string& what) {
      log_report_->damaged("position " + std::to_string(position) + ": " + what);
    };
    watch.page = [&](std::span<const HashedEvent> page) -> Status {
      for (const auto& row : page) {
        if (row.event.position > head_.position) break;
        AUTHLEDGER_CHECK(event_ids->put(ComparedSets::Side::kFound, row.event.event_id,
                                        std::to_string(row.event.position)));
        if (topic_) AUTHLEDGER_CHECK(topic_->add(row.event));
      }
      return tell("walking by position", page.back().event.position, head_.position);
    };
    AUTHLEDGER_TRY(chain, verify_chain(parts_.maintenance, watch));
    log_report_->count(chain.checked);
    return event_ids->each_difference([this](const ComparedSets::Named& named) -> Status {
      if (named.found.size() < 2) return {};
      std::string positions;
      for (const auto& one : named.found) positions += (positions.empty() ? "" : ", ") + one.value;
      log_report_->damaged("event " + named.name + " was appended more than once, at positions " +
                           positions);
      return {};
    });
  }

  Status walk_by_stream() {
    AUTHLEDGER_CHECK(tell("walking by stream", 0, head_.position));
    StreamChecks checks{claims_.get(), entries_.get()};
    for (auto& one : documents_) checks.documents.push_back(one.check.get());
    StreamWalk walk(parts_, head_.position, *log_report_, std::move(checks));
    return walk.run(
        [this](std::int64_t walked) { return tell("walking by stream", walked, head_.position); });
  }

  Status tell(const std::string& doing, std::int64_t done, std::int64_t of) {
    if (options_.cancelled && options_.cancelled()) return fail(errors::kInternal, "cancelled");
    if (options_.progress) options_.progress(doing, done, of);
    return {};
  }

  const VerifyParts& parts_;
  const VerifyOptions& options_;
  events::Head head_;
  std::deque<PartReport> reports_;  // stable addresses
  PartReport* log_report_ = nullptr;
  PartReport* claim_report_ = nullptr;
  PartReport* entry_report_ = nullptr;
  PartReport* topic_report_ = nullptr;
  std::unique_ptr<ClaimCheck> claims_;
  std::unique_ptr<EntryCheck> entries_;
  std::vector<Documents> documents_;
  std::unique_ptr<TopicCheck> topic_;
};

}  // namespace

Result<VerifyReport> verify(const VerifyParts& parts, const VerifyOptions& options) {
  return Verification(parts, options).run();
}

}  // namespace authledger::infra
