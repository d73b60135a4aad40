// The published events as an AsyncAPI 3 document, and as the tables of docs/events.md; both made
// from the event catalogue.
#pragma once

#include <span>
#include <string>

#include "events/catalogue.h"
#include "infra/describe/openapi.h"

namespace authledger::infra {

std::string asyncapi_json(std::span<const events::CatalogueEntry> events,
                          const Described& described);

// One table per kind of stream.
std::string events_markdown(std::span<const events::CatalogueEntry> events);

// What of the schema stands in a published payload: without the members that are secrets.
std::string published_schema(const std::string& schema);

}  // namespace authledger::infra
