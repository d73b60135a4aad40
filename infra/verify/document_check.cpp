#include "infra/verify/document_check.h"

#include <algorithm>

#include "infra/crypto/digest.h"
#include "projections/generation_writer.h"
#include "shared/errors.h"

namespace authledger::infra {

using projections::Document;

namespace {

constexpr int kScanBatch = 2000;

// Two documents with the same digest are the same_document().
std::string digest_of(const Document& document) {
  std::string bytes;
  const auto text = [&](const std::string& value) {
    bytes += std::to_string(value.size()) + ":" + value;
  };
  const auto number = [&](std::int64_t value) { bytes += std::to_string(value) + ";"; };
  text(document.tenant_id);
  number(document.version);
  number(document.stream_version);
  number(document.listed ? 1 : 0);
  text(document.body);
  for (const auto& value : document.values) {
    number(static_cast<std::int64_t>(value.index()));
    if (const auto* words = std::get_if<std::string>(&value)) text(*words);
    if (const auto* flag = std::get_if<bool>(&value)) number(*flag ? 1 : 0);
    if (const auto* count = std::get_if<std::int64_t>(&value)) number(*count);
  }
  return sha256(bytes);
}

}  // namespace

Result<std::unique_ptr<DocumentCheck>> DocumentCheck::make(
    const VerifyParts& parts, const projections::Projection& projection, Position head,
    PartReport& report) {
  std::unique_ptr<DocumentCheck> check(new DocumentCheck(parts, projection, report));
  AUTHLEDGER_TRY(live, parts.documents.live(projection.schema()));
  AUTHLEDGER_TRY(checkpoint, parts.documents.checkpoint(live));
  AUTHLEDGER_TRY(parked, projections::parked_streams(parts.documents, live));
  for (const auto& one : parked) {
    check->parked_[one.stream_id] = one.position;
    report.note(one.stream_id + " is parked at position " + std::to_string(one.position) + ": " +
                one.error);
  }
  AUTHLEDGER_TRY(now, parts.log.head());
  if (checkpoint > now.position) {
    report.damaged("the checkpoint " + std::to_string(checkpoint) +
                   " lies behind the end of the log, position " + std::to_string(now.position));
  }
  check->generation_ = std::move(live);
  check->until_ = std::min(checkpoint, head);
  if (check->until_ < head) {
    report.note("stands at position " + std::to_string(checkpoint) + ", " +
                std::to_string(head - checkpoint) + " behind the log");
  }
  AUTHLEDGER_TRY(sets, ComparedSets::make());
  check->sets_ = std::move(sets);
  return check;
}

void DocumentCheck::add(const events::StoredEvent& event, const Sealer* sealer) {
  if (event.position > until_ || event.position >= folded_until_) return;
  const auto id = parts_.projection.document_id(event);
  if (!id) return;
  const auto parked = parked_.find(event.stream_id);
  if (parked != parked_.end() && event.position >= parked->second) return;
  auto& document = folding_[*id];
  auto next = parts_.projection.apply(event, sealer, document);
  if (next)
    document = std::move(*next);
  else
    folded_until_ = event.position;  // look_again() tells
}

Status DocumentCheck::end_of_stream(const std::string& stream_id) {
  for (const auto& [id, document] : folding_) {
    const auto digest = document ? digest_of(*document) : std::string();
    AUTHLEDGER_CHECK(sets_->put(ComparedSets::Side::kExpected, id, digest, stream_id));
    if (!document) continue;
    for (const auto& one : parts_.projection.derived(*document, 0)) {
      AUTHLEDGER_CHECK(
          sets_->put(ComparedSets::Side::kExpected, one.id, digest_of(one), stream_id));
    }
  }
  folding_.clear();
  folded_until_ = std::numeric_limits<Position>::max();
  return {};
}

Status DocumentCheck::finish() {
  Status kept;
  const auto scanned =
      parts_.store.scan(generation_, kScanBatch, [&](std::span<const Document> documents) {
        for (const auto& one : documents) {
          if (kept) kept = sets_->put(ComparedSets::Side::kFound, one.id, digest_of(one));
        }
        report_.count(static_cast<std::int64_t>(documents.size()));
        return kept.has_value();
      });
  AUTHLEDGER_CHECK(kept);
  if (!scanned && scanned.error().code != Code::kInternal) return fail(scanned.error());
  if (!scanned) {  // a document that is none; the others cannot be told from missing ones now
    report_.damaged(scanned.error().detail);
    return {};
  }
  return sets_->each_difference(
      [this](const ComparedSets::Named& named) { return look_again(named); });
}

Status DocumentCheck::look_again(const ComparedSets::Named& named) {
  if (named.expected.size() > 1) {
    report_.damaged(named.name + ": more than one stream makes this document");
    return {};
  }
  std::optional<std::string> stream;
  if (!named.expected.empty()) {
    stream = named.expected.front().origin;
  } else {
    AUTHLEDGER_TRY(found, projections::stream_of_document(parts_, generation_, named.name));
    stream = std::move(found);
  }
  if (!stream) {
    report_.damaged(named.name + ": no stream of the log makes this document");
    return {};
  }
  const auto wrong = projections::diverging_documents(parts_, generation_, *stream);
  if (!wrong && wrong.error().code != Code::kInternal) return fail(wrong.error());
  if (!wrong) {
    report_.damaged(named.name + ": " + wrong.error().detail);
    return {};
  }
  for (const auto& one : *wrong) {
    if (one.document_id == named.name) report_.damaged(one.document_id + ": " + one.what);
  }
  return {};
}

}  // namespace authledger::infra
