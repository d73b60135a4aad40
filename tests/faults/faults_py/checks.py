"""All checks over one piece of evidence, by name. Each is a pure function: evidence → findings, none when all is well."""

from faults_py import claim_checks, document_checks, log_checks, session_checks, topic_checks

CHECKS = {
    "positions are 1 to N": log_checks.positions_dense,
    "stream versions are 1 to n": log_checks.versions_dense,
    "every acknowledged command is in the log once": log_checks.acknowledged_once,
    "nothing refused is in the log": log_checks.refused_absent,
    "the log holds nothing that nobody asked for": log_checks.nothing_unasked,
    "the topic is the log": topic_checks.same_set,
    "the topic keeps the order of each key": topic_checks.ordered_per_key,
    "the prevposition chain is whole": topic_checks.chain_whole,
    "every document is the fold of its stream": document_checks.documents_are_folds,
    "the list is the documents": document_checks.list_is_documents,
    "users are what the clients made of them": document_checks.users_as_asked,
    "lists showed the writes they were asked for": document_checks.lists_showed_writes,
    "no ended session was accepted": session_checks.ended_refused,
    "no claim twice": claim_checks.no_duplicate,
    "claims are those of the living users": claim_checks.claims_are_users,
}


def findings(name, evidence):
    if CHECKS[name].__module__.endswith("topic_checks") and evidence.topic is None:
        return []
    return CHECKS[name](evidence)


def applicable(evidence):
    return [name for name in CHECKS if evidence.topic is not None or not CHECKS[name].__module__.endswith("topic_checks")]
