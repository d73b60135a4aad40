// An event as readers behind the log see it: without secrets, without the client's address and
// browser. The topic carries this form, and a feed that reads the log hands out the same, so that a
// projection folds the same facts in both profiles.
#pragma once

#include <string>

#include "events/stored_event.h"

namespace authledger::infra {

// Who and why, without ip and user_agent. What is missing or damaged reads as empty.
events::EventMeta published_meta(const std::string& meta);

// A payload that is not JSON stays as it is: the reader parks such an event.
events::StoredEvent as_published(events::StoredEvent event);

}  // namespace authledger::infra
