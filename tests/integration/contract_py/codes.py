"""The verification services as their callers use them. In development the code is in the answer."""

import secrets

from . import checks

BASE = "/verification-services/"
EMAIL, MOBILE = "email-verification", "mobile-verification"
EMAIL_2FA, MOBILE_2FA = "email-2factor-verification", "mobile-2factor-verification"
RESET_EMAIL, RESET_MOBILE = "password-reset-by-email", "password-reset-by-mobile"
NEW_PASSWORD = "seven Kites over the dunes"


def number():
    """A mobile number that no other test uses."""
    return "+49" + str(secrets.randbelow(10**11)).zfill(11)


def start(world, service, **form):
    return world.api.post(f"{BASE}{service}/start", form)


def complete(world, service, **form):
    return world.api.post(f"{BASE}{service}/complete", form)


def code(answer):
    """The code of a start in development."""
    value = checks.status(answer, 200).json["secretCode"]
    checks.check(isinstance(value, str) and len(value) == 6 and value.isdigit(), "secretCode",
                 answer)
    return value


def other_than(value):
    return "000000" if value != "000000" else "000001"


def verify_mobile(world, user, mobile=None):
    """Gives the user a number and verifies it; returns the number."""
    mobile = mobile or number()
    path = f"/v1/users/{user.id}"
    checks.status(world.api.patch(path, {"mobile": mobile}, token=world.root.token), 200)
    value = code(start(world, MOBILE, email=user.email))
    checks.status(complete(world, MOBILE, email=user.email, secretCode=value), 200)
    return mobile
