// An index as it was at one moment (a point in time), searched any number of times.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/client.h"

namespace authledger::infra::elastic {

// One thread at a time. The destructor lets the server forget it; the server does so by itself
// after a minute without a search.
class Snapshot {
 public:
  // `target`: an index or an alias. Errors: read_model.unavailable.
  static Result<std::unique_ptr<Snapshot>> open(Client& client, const std::string& target);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // `members`: those of a search body without braces, as in `"size":0,"query":{…}`.
  Result<SearchAnswer> search(const std::string& members);
  Result<Response> search_raw(const std::string& members);
  // In one round trip; answers in the order of the searches.
  Result<std::vector<SearchAnswer>> search_all(const std::vector<std::string>& searches);

 private:
  Snapshot(Client& client, std::string id) : client_(client), id_(std::move(id)) {}
  std::string body_of(const std::string& members) const;

  Client& client_;
  std::string id_;
};

}  // namespace authledger::infra::elastic
