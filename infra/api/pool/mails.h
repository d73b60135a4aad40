// Reference mails: a person tells somebody else of the service.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> pool_reference_mail(Call& call);
Result<Reply> pool_invite_template(Call& call);

}  // namespace authledger::infra
