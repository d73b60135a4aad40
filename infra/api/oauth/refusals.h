// How the OAuth face says no (RFC 6749 §5.2): {"error", "error_description"}.
#pragma once

#include "infra/http/face.h"

namespace authledger::infra {

const Face& oauth_face();

}  // namespace authledger::infra
