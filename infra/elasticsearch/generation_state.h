// What is kept beside a generation: its checkpoint and notes, one document of <prefix>checkpoints.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "infra/elasticsearch/client.h"
#include "shared/ids.h"
#include "shared/json.h"

namespace authledger::infra::elastic {

// Thread-safe, over processes too: changes are compare-and-set. Errors of all:
// read_model.unavailable, also for a generation that has none (never made, or dropped).
class GenerationState {
 public:
  explicit GenerationState(Client& client) : client_(client) {}

  Status prepare();                           // makes the index if it is not there
  Status reset(const std::string& physical);  // checkpoint 0, no notes
  Result<Position> checkpoint(const std::string& physical);
  Result<std::vector<Position>> checkpoints(std::span<const std::string> physicals);  // of several
  Status set_checkpoint(const std::string& physical, Position position);              // never back
  Result<std::string> note(const std::string& physical, const std::string& name);
  Status set_note(const std::string& physical, const std::string& name, const std::string& text);
  Status forget(const std::string& physical);

 private:
  struct Stored {
    JsonDocument content;     // {"checkpoint":n,"notes":{name:text}}
    std::string condition{};  // the query parameters that make a write fail when another was faster
  };
  Result<Stored> load(const std::string& physical);
  Result<Stored> last_known(const std::string& physical);  // what was last written here, or load()
  void know(const std::string& physical, Stored stored);
  void forget_known(const std::string& physical);
  // Changes what is known and writes it; loads and does so again when another was faster. `change`
  // answers false: nothing to write.
  Status update(const std::string& physical, const std::function<bool(JsonDocument&)>& change);
  std::string path(const std::string& physical) const;

  Client& client_;
  std::mutex lock_;
  // The writer of a generation, who is mostly alone, need not ask before each write.
  std::map<std::string, Stored> known_;
};

}  // namespace authledger::infra::elastic
