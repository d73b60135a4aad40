#include "events/catalogue.h"

#include "shared/schema.h"

namespace authledger::events {

std::vector<CatalogueEntry> catalogue() {
  std::vector<CatalogueEntry> entries;
  for_each_event_type<AnyEvent>([&]<class E>() {
    entries.push_back({E::kType, E::kVersion, json_schema<E>()});
  });
  return entries;
}

std::string cloud_event_type(std::string_view type, int version) {
  return "authledger." + std::string(type) + ".v" + std::to_string(version);
}

}  // namespace authledger::events
