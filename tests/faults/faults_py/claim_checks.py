"""Unique values: one living user per e-mail address, one claim per user."""

from collections import Counter, defaultdict


def _addresses(evidence):
    """Living users by address, as the truth shows them."""
    deleted = {event.stream for event in evidence.log.events if event.type == "user.deleted"}
    users = defaultdict(list)
    for user, truth in evidence.truth.items():
        if truth is not None and "user-" + user not in deleted:
            users[truth["email"].lower()].append(user)
    return users


def no_duplicate(evidence):
    found = [f"{address} belongs to {users}" for address, users in _addresses(evidence).items() if len(users) > 1]
    # By the clients' own account: between two registrations of an address lies the end of the first.
    holder = {}
    for command in sorted(evidence.journal.acknowledged(), key=lambda command: command.position):
        address = command.want.get("email", "").lower()
        if command.kind == "register":
            if address in holder:
                found.append(f"{address}: acknowledged to {holder[address]} and, by {command.id}, to {command.user}")
            holder[address] = command.user
        elif command.kind == "delete" and holder.get(address) == command.user:
            del holder[address]
    keys = Counter((tenant, kind, key) for tenant, kind, key, _ in evidence.log.claims)
    return found + [f"claim {key} {count} times" for key, count in keys.items() if count > 1]


def claims_are_users(evidence):
    living = {"user-" + user for users in _addresses(evidence).values() for user in users}
    owners = Counter(owner for _, kind, _, owner in evidence.log.claims if kind == "email")
    found = [f"{owner} has {count} e-mail claims" for owner, count in owners.items() if count > 1]
    found += [f"{owner} lives without a claim" for owner in living - set(owners)]
    return found + [f"{owner} holds a claim, and is gone" for owner in set(owners) - living]
