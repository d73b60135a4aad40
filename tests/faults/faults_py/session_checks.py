"""Requests with the token of an ended session, sent after its end was acknowledged."""

# A process that did not write the end learns of it from the log, within a second in quiet times.
QUIET_S_MAX = 2.0


def _quiet_seconds(faults, begin, end):
    """How much of that time no fault was going on that keeps a process from the log."""
    quiet, at = 0.0, begin
    for began, until, target in sorted(faults):
        if until <= at or target not in ("server", "postgres"):
            continue
        if began >= end:
            break
        quiet += max(0.0, began - at)
        at = max(at, until)
    return quiet + max(0.0, end - at)


def ended_refused(evidence):
    """Never 200 from the process that acknowledged the end, nor from one started later; from others not after the log was read."""
    found = []
    journal = evidence.journal
    for probe in journal.probes:
        ending = journal.endings.get(probe.session)
        if ending is None or probe.status != 200 or probe.sent_at < ending.at:
            continue
        quiet = _quiet_seconds(journal.faults, ending.at, probe.sent_at)
        if probe.by == ending.by or probe.life_began > ending.at or quiet > QUIET_S_MAX:
            found.append(f"session {probe.session}, ended through {ending.by}, accepted by {probe.by} {probe.sent_at - ending.at:.2f} s later")
    found += [f"session {session} accepted by {by} at the end: {status}" for session, by, status in evidence.late if status != 401]
    if journal.endings and not evidence.late:
        found.append("no ended session was tried at the end")
    return found
