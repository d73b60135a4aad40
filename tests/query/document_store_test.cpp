// What every document store and its read model promise (projections/ports/document_store.h,
// query/ports/read_model.h).
#include <gtest/gtest.h>

#include "tests/support/document_stores.h"
#include "tests/support/plain_scan.h"

namespace authledger::tests {
namespace {

using projections::Document;
using projections::Generation;

class DocumentStoreContract : public testing::TestWithParam<DocumentBackendFactory> {
 protected:
  DocumentBackend backend_ = GetParam().make();
  projections::DocumentStore& store_ = *backend_.store;
  query::ReadModel& reads_ = *backend_.reads;
  projections::ReadModelSchema schema_ = sample_schema();
  Generation live_ = prepared(*store_.live(schema_));

  Generation prepared(Generation generation) {
    EXPECT_TRUE(store_.prepare(generation));
    return generation;
  }

  static Document document(const std::string& id, const std::string& name, Position version) {
    return sample_document(
        id, {.fullname = name, .email = name + "@example.com", .created_at = {1000}}, version);
  }
  void write(const Generation& to, std::vector<Document> documents) {
    ASSERT_TRUE(store_.write(to, documents));
    ASSERT_TRUE(store_.refresh(to));
  }
  std::vector<std::string> listed(query::ListQuery query = {.tenant_id = "root"}) {
    const auto page = reads_.page(schema_, query);
    EXPECT_TRUE(page);
    return page ? page->rows : std::vector<std::string>();
  }
};

TEST_P(DocumentStoreContract, GivesBackWhatWasWritten) {
  auto written = sample_document("a",
                                 {.fullname = "Ünï \"quoted\" 😀",
                                  .email = "a@b.c",
                                  .note = std::nullopt,
                                  .owner = UserId{"x"},
                                  .active = false,
                                  .verified = true,
                                  .score = -5,
                                  .created_at = {17},
                                  .seen_at = Timestamp{9}},
                                 7);
  written.stream_version = 3;
  written.tenant_id = "acme";
  write(live_, {written});
  const std::vector<std::string> ids{"missing", "a"};
  const auto got = store_.get(live_, ids);
  ASSERT_TRUE(got);
  ASSERT_EQ(got->size(), 2U);
  EXPECT_FALSE((*got)[0]);
  const Document& read = (*got)[1].value();
  EXPECT_EQ(read.id, "a");
  EXPECT_EQ(read.tenant_id, "acme");
  EXPECT_EQ(read.version, 7);
  EXPECT_EQ(read.stream_version, 3);
  EXPECT_TRUE(read.listed);
  EXPECT_EQ(read.body, written.body);
  EXPECT_EQ(read.values, written.values);
}

TEST_P(DocumentStoreContract, GetSeesWritesWithoutARefresh) {
  ASSERT_TRUE(store_.write(live_, std::vector{document("a", "anna", 1)}));
  const std::vector<std::string> ids{"a"};
  EXPECT_TRUE(store_.get(live_, ids)->front());
}

TEST_P(DocumentStoreContract, AnOlderDocumentIsLeftOut) {
  write(live_, {document("a", "new", 9)});
  write(live_, {document("a", "old", 8), document("b", "other", 8)});
  const std::vector<std::string> ids{"a", "b"};
  const auto got = store_.get(live_, ids);
  EXPECT_EQ((*got)[0]->version, 9);
  EXPECT_EQ((*got)[1]->version, 8);
}

TEST_P(DocumentStoreContract, AChangedDocumentIsFoundByItsNewValuesOnly) {
  write(live_, {document("a", "before", 1)});
  write(live_, {document("a", "after", 2)});
  const auto named = [](const std::string& text) {
    return query::ListQuery{.tenant_id = "root",
                            .filter = {query::Filter::Kind::kContains, "fullname", text, {}}};
  };
  EXPECT_TRUE(listed(named("before")).empty());
  EXPECT_EQ(listed(named("after")).size(), 1U);
  EXPECT_EQ(listed().size(), 1U);
}

TEST_P(DocumentStoreContract, ATombstoneIsKeptAndListedNowhereUntilItComesBack) {
  write(live_, {document("a", "anna", 1), document("b", "bert", 2)});
  auto gone = document("a", "anna", 3);
  gone.listed = false;
  write(live_, {gone});
  EXPECT_EQ(listed(), (std::vector{document("b", "bert", 2).body}));
  const std::vector<std::string> ids{"a"};
  EXPECT_FALSE(store_.get(live_, ids)->front()->listed);
  write(live_, {document("a", "anna", 4)});
  EXPECT_EQ(listed().size(), 2U);
}

TEST_P(DocumentStoreContract, TenantsAreApart) {
  auto other = document("b", "anna", 2);
  other.tenant_id = "acme";
  write(live_, {document("a", "anna", 1), other});
  for (const char* tenant : {"root", "acme"}) {
    query::ListQuery query{.tenant_id = tenant};
    EXPECT_EQ(listed(query).size(), 1U);
    query.filter = {query::Filter::Kind::kContains, "fullname", "anna", {}};
    EXPECT_EQ(reads_.page(schema_, query)->total_row_count, 1);
  }
  EXPECT_TRUE(listed({.tenant_id = "nobody"}).empty());
}

TEST_P(DocumentStoreContract, TheCheckpointNeverMovesBack) {
  EXPECT_EQ(*store_.checkpoint(live_), 0);
  ASSERT_TRUE(store_.set_checkpoint(live_, 7));
  ASSERT_TRUE(store_.set_checkpoint(live_, 5));
  EXPECT_EQ(*store_.checkpoint(live_), 7);
}

TEST_P(DocumentStoreContract, NotesAreKeptByName) {
  EXPECT_EQ(*store_.note(live_, "parked"), "");
  ASSERT_TRUE(store_.set_note(live_, "parked", "[\"one\"]"));
  ASSERT_TRUE(store_.set_note(live_, "parked", "[\"two\"]"));
  EXPECT_EQ(*store_.note(live_, "parked"), "[\"two\"]");
  EXPECT_EQ(*store_.note(live_, "other"), "");
  const auto candidate = store_.create_candidate(schema_);
  EXPECT_EQ(*store_.note(*candidate, "parked"), "");
}

TEST_P(DocumentStoreContract, LiveIsMadeOnceAndStays) {
  EXPECT_EQ(store_.live(schema_)->physical, live_.physical);
}

TEST_P(DocumentStoreContract, ACandidateIsReadOnceActivatedAndCanBeRolledBack) {
  write(live_, {document("a", "old", 1)});
  const auto candidate = store_.create_candidate(schema_);
  ASSERT_TRUE(candidate);
  EXPECT_EQ(*store_.checkpoint(*candidate), 0);
  write(*candidate, {document("a", "new", 1), document("b", "new", 2)});
  EXPECT_EQ(listed().size(), 1U);
  EXPECT_EQ(store_.live(schema_)->physical, live_.physical);

  ASSERT_TRUE(store_.activate(*candidate));
  EXPECT_EQ(listed().size(), 2U);
  EXPECT_EQ(store_.live(schema_)->physical, candidate->physical);
  ASSERT_TRUE(store_.previous(schema_)->has_value());
  EXPECT_EQ(store_.previous(schema_)->value().physical, live_.physical);

  ASSERT_TRUE(store_.activate(store_.previous(schema_)->value()));
  EXPECT_EQ(listed().size(), 1U);
  EXPECT_EQ(store_.previous(schema_)->value().physical, candidate->physical);
}

TEST_P(DocumentStoreContract, WhatWasFilledBeforeItWasPreparedIsListedLikeAnyOther) {
  const auto candidate = store_.create_candidate(schema_);
  auto gone = document("c", "carla", 3);
  gone.listed = false;
  ASSERT_TRUE(store_.write(
      *candidate, std::vector{document("a", "before", 1), document("b", "bert", 2), gone}));
  ASSERT_TRUE(store_.write(*candidate, std::vector{document("a", "anna", 4)}));
  ASSERT_TRUE(store_.prepare(*candidate));
  ASSERT_TRUE(store_.prepare(*candidate));
  write(*candidate, {document("d", "dora", 5)});
  ASSERT_TRUE(store_.activate(*candidate));
  EXPECT_EQ(listed().size(), 3U);
  const auto named = [&](const std::string& text) {
    return listed({.tenant_id = "root",
                   .filter = {query::Filter::Kind::kContains, "fullname", text, {}}})
        .size();
  };
  EXPECT_EQ(named("anna"), 1U);
  EXPECT_EQ(named("before"), 0U);
  EXPECT_EQ(named("carla"), 0U);
  EXPECT_EQ(named("dora"), 1U);
}

TEST_P(DocumentStoreContract, AProposalEndsWhenItIsWithdrawnReplacedOrActivated) {
  EXPECT_FALSE(store_.proposed(schema_)->has_value());
  const auto candidate = store_.create_candidate(schema_);
  ASSERT_TRUE(store_.propose(*candidate));
  EXPECT_EQ(store_.proposed(schema_)->value().physical, candidate->physical);
  EXPECT_EQ(store_.live(schema_)->physical, live_.physical);
  ASSERT_TRUE(store_.withdraw(schema_));
  EXPECT_FALSE(store_.proposed(schema_)->has_value());
  ASSERT_TRUE(store_.propose(*candidate));
  ASSERT_TRUE(store_.activate(*candidate));
  EXPECT_FALSE(store_.proposed(schema_)->has_value());
  ASSERT_TRUE(store_.propose(live_));  // the previous one now
  EXPECT_EQ(store_.proposed(schema_)->value().physical, live_.physical);
  EXPECT_EQ(store_.previous(schema_)->value().physical, live_.physical);
}

TEST_P(DocumentStoreContract, ALaterCandidateReplacesOneThatNobodyActivated) {
  const auto abandoned = store_.create_candidate(schema_);
  const auto candidate = store_.create_candidate(schema_);
  EXPECT_NE(abandoned->physical, candidate->physical);
  EXPECT_FALSE(store_.checkpoint(*abandoned));
  EXPECT_EQ(*store_.checkpoint(*candidate), 0);
  EXPECT_EQ(store_.live(schema_)->physical, live_.physical);
}

TEST_P(DocumentStoreContract, DroppingACandidateLeavesTheLiveOne) {
  write(live_, {document("a", "old", 1)});
  const auto candidate = store_.create_candidate(schema_);
  ASSERT_TRUE(store_.drop(*candidate));
  EXPECT_FALSE(store_.checkpoint(*candidate));
  EXPECT_EQ(listed().size(), 1U);
  EXPECT_FALSE(store_.previous(schema_)->has_value());
}

TEST_P(DocumentStoreContract, ScanGivesEveryDocumentInIdOrder) {
  std::vector<Document> documents;
  for (int i = 0; i < 25; ++i)
    documents.push_back(document("id-" + std::to_string(100 + i), "n", i + 1));
  documents[3].listed = false;
  std::vector<Document> shuffled(documents.rbegin(), documents.rend());
  write(live_, shuffled);
  std::vector<std::string> ids;
  std::size_t batches = 0;
  ASSERT_TRUE(store_.scan(live_, 10, [&](std::span<const Document> batch) {
    EXPECT_LE(batch.size(), 10U);
    for (const auto& one : batch) ids.push_back(one.id);
    ++batches;
    return true;
  }));
  EXPECT_EQ(batches, 3U);
  ASSERT_EQ(ids.size(), documents.size());
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], documents[i].id);
  batches = 0;
  ASSERT_TRUE(store_.scan(live_, 10, [&](std::span<const Document>) { return ++batches < 2; }));
  EXPECT_EQ(batches, 2U);
}

TEST_P(DocumentStoreContract, ACursorShowsTheListAsItWasOpened) {
  std::vector<Document> documents;
  for (int i = 0; i < 4500; ++i)
    documents.push_back(document("id-" + std::to_string(10000 + i), "n", i + 1));
  write(live_, documents);
  auto cursor = reads_.scan(schema_, {.tenant_id = "root", .page_number = 0});
  ASSERT_TRUE(cursor);
  EXPECT_EQ((*cursor)->total_row_count(), 4500);
  auto first = (*cursor)->next();
  ASSERT_TRUE(first);
  for (auto& one : documents) {
    one.version += 10'000;
    one.listed = false;
  }
  write(live_, documents);
  std::size_t rows = first->size();
  for (auto more = (*cursor)->next(); more && !more->empty(); more = (*cursor)->next())
    rows += more->size();
  EXPECT_EQ(rows, 4500U);
  EXPECT_TRUE(listed().empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, DocumentStoreContract, testing::ValuesIn(document_backends()),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace authledger::tests
