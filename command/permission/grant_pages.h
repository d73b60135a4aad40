// The grants that apply to a person, from the truth, a page at a time: found by the log's entries,
// so they are fresh in every process and need no read model; their states come out of the cache. A
// grant never changes but by its end, and then its entries are gone.
#pragma once

#include <string>
#include <vector>

#include "command/dispatch.h"
#include "command/permission/resolution.h"

namespace authledger::command {

// A person as grants see one, as of now.
struct GrantSubject {
  std::string tenant_id;
  UserId user_id;
  std::string role_id;
  std::vector<GroupId> groups;

  // What grants can name: the user, each group, the role.
  std::vector<std::string> names() const;
};

// Not thread-safe. Never holds more than a page.
class GrantPages {
 public:
  // `kind` and `keys`: entries of namespace grants, made from subject.names().
  GrantPages(Dispatcher& dispatcher, GrantSubject subject, std::string_view kind,
             std::vector<std::string> keys);

  // The next ones, none when there are no more. Errors: log.unavailable.
  Result<std::vector<AppliedGrant>> next();

 private:
  Status read_page(std::vector<AppliedGrant>& into);

  Dispatcher& dispatcher_;
  GrantSubject subject_;
  EntryQuery query_;
  bool at_end_ = false;
};

}  // namespace authledger::command
