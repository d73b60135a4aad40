#include "infra/api/row_stream.h"

#include <stdexcept>
#include <utility>

namespace authledger::infra {

void append_rows(std::string& text, const std::vector<std::string>& rows, bool& first) {
  for (const auto& row : rows) {
    if (!first) text += ',';
    first = false;
    text += row;
  }
}

Reply streamed_rows(std::unique_ptr<query::RowCursor> rows, CompleteRows complete, std::string head,
                    std::string tail) {
  struct State {
    std::unique_ptr<query::RowCursor> rows;
    CompleteRows complete;
    std::string head;
    std::string tail;
    bool first = true;
  };
  auto state = std::make_shared<State>(
      State{std::move(rows), std::move(complete), std::move(head), std::move(tail)});
  Reply reply;
  reply.source = [state](std::string& chunk) {
    chunk += std::exchange(state->head, {});
    auto batch = state->rows->next();
    if (!batch) throw std::runtime_error("the read model went away while a list was streamed");
    if (batch->empty()) {
      chunk += state->tail;
      return false;
    }
    if (state->complete && !state->complete(*batch))
      throw std::runtime_error("what a streamed list joins went away");
    append_rows(chunk, *batch, state->first);
    return true;
  };
  return reply;
}

}  // namespace authledger::infra
