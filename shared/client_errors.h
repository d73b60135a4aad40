// The rest of the catalogue of errors.h: what clients of the OAuth face are told, and forms.
#pragma once

#include "shared/errors.h"

namespace authledger::errors {

inline constexpr ErrorRow kNotForm{"request.must_be_a_form", Code::kMediaType,
                                   "The body must be application/x-www-form-urlencoded."};
inline constexpr ErrorRow kInvalidForm{"request.invalid_form", Code::kInvalid,
                                       "The body is not a valid form."};

inline constexpr ErrorRow kClientRefused{"oauth.client_refused", Code::kUnauthenticated,
                                         "The app's id and secret are required, and right."};
inline constexpr ErrorRow kGrantRefused{
    "oauth.grant_refused", Code::kInvalid,
    "The refresh token is wrong, has expired, or its person may not go on."};
inline constexpr ErrorRow kGrantTypeUnknown{"oauth.grant_type_is_not_supported", Code::kInvalid,
                                            "The grants are client_credentials and refresh_token."};
inline constexpr ErrorRow kScopeRefused{"oauth.scope_is_not_supported", Code::kInvalid,
                                        "There are no scopes."};
inline constexpr ErrorRow kTokenTypeUnknown{"oauth.token_type_is_not_supported", Code::kInvalid,
                                            "A token without a session cannot be revoked."};

}  // namespace authledger::errors
