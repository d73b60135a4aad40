// Where documents are written: Elasticsearch or SQLite. One contract-test suite runs on both.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "projections/document.h"
#include "shared/result.h"

namespace authledger::projections {

// One physical copy of a read model (an index, a table). Lists read the live one, a rebuild fills
// another.
struct Generation {
  ReadModelSchema schema;
  std::string physical;  // its storage name
};

// Where a read model stands.
struct Standing {
  Generation live;
  std::optional<Generation> proposed;
  Position checkpoint = 0;  // of the live one
};

// Thread-safe. Errors: read_model.unavailable.
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  // The live generation of the schema, made empty (checkpoint 0) if there is none.
  virtual Result<Generation> live(const ReadModelSchema& schema) = 0;

  // A new empty one beside it; one that an earlier call made and nobody activated may go. And the
  // switch: lists read `candidate` from then on, in one atomic step. The former one is kept and
  // named by previous(), for a roll back.
  virtual Result<Generation> create_candidate(const ReadModelSchema& schema) = 0;
  virtual Status activate(const Generation& candidate) = 0;

  // Asks whoever keeps the live one up to fold what `candidate` (or the previous one) lacks and to
  // activate it. The newest proposal counts; activating anything or withdrawing ends it.
  virtual Status propose(const Generation& candidate) = 0;
  virtual Status withdraw(const ReadModelSchema& schema) = 0;
  virtual Result<std::optional<Generation>> proposed(const ReadModelSchema& schema) = 0;

  // Of all of them, in their order; a live one is made where there is none. For those who look
  // again and again: a store that is asked over the wire answers all at once.
  virtual Result<std::vector<Standing>> standings(std::span<const ReadModelSchema* const> schemas) {
    std::vector<Standing> all;
    for (const auto* schema : schemas) {
      AUTHLEDGER_TRY(now, live(*schema));
      AUTHLEDGER_TRY(next, proposed(*schema));
      AUTHLEDGER_TRY(position, checkpoint(now));
      all.push_back({std::move(now), std::move(next), position});
    }
    return all;
  }

  virtual Result<std::optional<Generation>> previous(const ReadModelSchema& schema) = 0;
  virtual Status drop(const Generation& generation) = 0;

  // In the order of the ids; nothing where there is none. Sees all writes at once (no refresh
  // needed).
  virtual Result<std::vector<std::optional<Document>>> get(const Generation& from,
                                                           std::span<const std::string> ids) = 0;

  // A document older than the stored one (by version) is left out without an error.
  virtual Status write(const Generation& to, std::span<const Document> documents) = 0;

  // All events up to here are folded into it. Never moves back.
  virtual Result<Position> checkpoint(const Generation& of) = 0;
  virtual Status set_checkpoint(const Generation& of, Position position) = 0;

  // A small text kept durably beside the generation (which streams are parked, …), gone with it;
  // empty where none was set. `name` is of the form [a-z_]+.
  virtual Result<std::string> note(const Generation& of, const std::string& name) = 0;
  virtual Status set_note(const Generation& of, const std::string& name,
                          const std::string& text) = 0;

  // A generation may be quicker to fill than to read until this is called, and lists answer
  // read_model.unavailable. Once is enough; before it is activated.
  virtual Status prepare(const Generation& generation) = 0;

  // What was written is seen by searches after this.
  virtual Status refresh(const Generation& generation) = 0;

  // Every document, tombstones too, in id order, `batch` at a time; for exports and comparison.
  virtual Status scan(const Generation& of, int batch,
                      const std::function<bool(std::span<const Document>)>& take) = 0;
};

}  // namespace authledger::projections
