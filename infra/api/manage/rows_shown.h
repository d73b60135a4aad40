// What lists of the manage face share: which rows the caller may see, and how they are answered.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/api/manage/list_input.h"
#include "infra/api/services.h"
#include "infra/http/route.h"

namespace authledger::infra::manage {

query::Filter equals(std::string field, std::string text);

// Which rows the caller may see. `nothing`: none, without a look at the read model.
struct Scope {
  bool nothing = false;
  bool everything = false;
  std::vector<AppId> apps;
};

// Of one app, or of all that the caller manages. Errors: those of AppService::managed().
Result<Scope> scope_of(Call& call, const std::optional<AppId>& app);

// Members of any of the apps; of one status, by the one field that has both.
void narrow(query::ListQuery& list, const Scope& scope, const std::string& status);

Result<Reply> answer_rows(Call& call, const projections::ReadModelSchema& schema,
                          const query::ListQuery& list, const CompleteRows& complete,
                          std::string_view message);
Result<Reply> no_rows(const Call& call, std::string_view message);

// The apps that rows name, as of now; each is looked up once per batch.
class Apps {
 public:
  explicit Apps(Services& services) : services_(services) {}
  Result<command::AppPtr> find(const std::string& id);

 private:
  Services& services_;
  std::map<std::string, command::AppPtr> known_;
};

}  // namespace authledger::infra::manage
