#include "query/canonical.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "query/keyword.h"
#include "shared/text.h"

namespace authledger::query {
namespace {

void add(std::string& out, char tag, std::string_view text) {
  out += tag;
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

std::string text_of(const Filter& filter) {
  std::string out;
  switch (filter.kind) {
    case Filter::Kind::kContains:
      add(out, 'c', filter.field);
      add(out, '~', fold(filter.text));
      return out;
    case Filter::Kind::kEquals:
      add(out, 'e', filter.field);
      add(out, '=', filter.text);
      return out;
    case Filter::Kind::kIsNull:
      add(out, 'n', filter.field);
      return out;
    case Filter::Kind::kAnd:
    case Filter::Kind::kOr:
      break;
  }
  std::vector<std::string> children;
  for (const auto& child : filter.children) children.push_back(text_of(child));
  std::sort(children.begin(), children.end());
  children.erase(std::unique(children.begin(), children.end()), children.end());
  if (children.size() == 1) return children.front();
  out += filter.kind == Filter::Kind::kAnd ? "&(" : "|(";
  for (const auto& child : children) add(out, ',', child);
  out += ')';
  return out;
}

// FNV-1a of 128 bits (draft-eastlake-fnv).
__extension__ using Wide = unsigned __int128;
constexpr Wide kFnvOffset = (static_cast<Wide>(0x6C62272E07BB0142) << 64) | 0x62B821756295C58D;
constexpr Wide kFnvPrime = (static_cast<Wide>(1) << 88) | 0x13B;

}  // namespace

std::string canonical_selection(const ListQuery& query) {
  std::string out;
  add(out, 't', query.tenant_id);
  add(out, 'f', text_of(query.filter));
  if (query.keyword) {
    // The words in the order given: the whole keyword decides the rank.
    if (const auto keyword = parse_keyword(*query.keyword); !keyword.words.empty())
      add(out, 'k', keyword.whole);
  }
  return out;
}

std::string canonical(const projections::ReadModelSchema& schema, const ListQuery& query) {
  std::string out;
  add(out, 'r', schema.name);
  out += 'v' + std::to_string(schema.version);
  out += canonical_selection(query);
  if (query.sort) add(out, query.sort->descending ? 'd' : 'a', query.sort->field);
  out += 'p' + std::to_string(query.page_number);
  if (query.page_number > 0) out += 'n' + std::to_string(query.page_row_count);
  return out;
}

std::string hex_key(std::string_view canonical_text) {
  Wide hash = kFnvOffset;
  for (const char c : canonical_text) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  constexpr std::array kDigits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                  '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string out(32, '0');
  for (std::size_t i = 32; i-- > 0; hash >>= 4)
    out[i] = kDigits[static_cast<std::size_t>(hash & 15)];
  return out;
}

}  // namespace authledger::query
