"""Requests at the same time: one wins, the others are told so, nothing is lost."""

import threading

from . import checks
from .registry import test
from .world import tag


def at_once(calls):
    """Runs the calls together and returns their answers in the same order."""
    answers, start = [None] * len(calls), threading.Barrier(len(calls))

    def run(index):
        start.wait()
        answers[index] = calls[index]()
    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checks.check(all(answers), "a request had no answer", None)
    return answers


def codes(answers):
    return sorted(answer.status for answer in answers)


@test
def one_email_and_one_username_go_to_one_person(world):
    for field, value in (("email", f"{tag()}@example.com"), ("username", tag())):
        forms = [world.form(**{field: value}) for _ in range(6)]
        answers = at_once([lambda form=form: world.api.post("/v1/registeruser", form)
                           for form in forms])
        checks.same(codes(answers), [201] + [409] * 5, "statuses", answers[0])


@test
def one_of_many_changes_of_the_same_version_wins(world):
    user = world.register()
    headers = {"if-match": f'"{world.get(user)["recordVersion"]}"'}
    answers = at_once([lambda n=n: world.api.patch(
        f"/v1/users/{user.id}", {"bio": f"{n}"}, token=world.root.token, headers=headers)
        for n in range(6)])
    checks.same(codes(answers), [200] + [409] * 5, "statuses", answers[0])
    winner = next(n for n, answer in enumerate(answers) if answer.status == 200)
    checks.same(world.get(user)["bio"], f"{winner}", "bio", world.api.last)


@test
def changes_without_a_version_lose_nothing_that_was_answered(world):
    user = world.register()
    before = world.get(user)["recordVersion"]
    answers = at_once([lambda n=n: world.api.patch(
        f"/v1/users/{user.id}", {"bio": f"number {n}"}, token=world.root.token) for n in range(6)])
    done = [answer for answer in answers if answer.status == 200]
    checks.check(done and set(codes(answers)) <= {200, 409, 503}, "statuses", answers[0])
    versions = {answer.json["user"]["recordVersion"] for answer in done}
    checks.same(versions, set(range(before + 1, before + 1 + len(done))), "versions", done[0])
    last = max(done, key=lambda answer: answer.json["user"]["recordVersion"])
    checks.same(world.get(user), last.json["user"], "the user", world.api.last)


@test
def a_profile_is_archived_and_restored_once(world):
    user = world.user()
    others = [world.again(user) for _ in range(3)]
    path = f"/v1/archiveprofile/{user.id}"
    answers = at_once([lambda actor=actor: world.api.delete(path, token=actor.token)
                       for actor in (user, *others)])
    checks.check(200 in codes(answers) and set(codes(answers)) <= {200, 401, 404, 409}, "statuses",
                 answers[0])
    form = {"email": user.email, "password": user.password}
    answers = at_once([lambda: world.api.post("/v1/restoreprofile", form) for _ in range(4)])
    checks.check(200 in codes(answers) and set(codes(answers)) <= {200, 409}, "statuses",
                 answers[0])
    checks.same(world.listed(world.root, email=user.email), [user.id], "list", world.api.last)


@test(server="own")
def two_superadmins_cannot_demote_each_other(servers):
    world = servers.launch()
    second = world.super_admin()
    for _ in range(8):
        pair = ((world.root, second), (second, world.root))
        answers = at_once([lambda one=one, other=other: world.api.patch(
            f"/v1/userrole/{other.id}", {"roleId": "user"}, token=one.token)
            for one, other in pair])
        checks.check(codes(answers) != [200, 200], "both are demoted", answers[0])
        for (one, other), answer in zip(pair, answers):
            if answer.status == 200:
                back = world.api.patch(f"/v1/userrole/{other.id}", {"roleId": "superAdmin"},
                                       token=one.token)
                checks.status(back, 200)


@test
def changes_at_once_without_if_match_all_succeed(world):
    user = world.user()
    answers = at_once([lambda n=n: world.api.patch(f"/v1/users/{user.id}", {"bio": f"bio {n}"},
                                                   token=world.root.token) for n in range(12)])
    checks.same(codes(answers), [200] * 12, "statuses", answers[0])
