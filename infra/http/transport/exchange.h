// One request's way back to its connection, from whichever thread answers.
#pragma once

#include <memory>

#include "infra/http/message.h"

namespace authledger::infra {

class Connection;

/// Answered at most once; destroyed unanswered, it makes the connection answer 500. Holds the
/// connection, never the request or the answer: those would be a reference cycle.
class Exchange {
 public:
  explicit Exchange(std::shared_ptr<Connection> connection);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void answer(HttpResponse response);

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace authledger::infra
