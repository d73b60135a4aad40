"""The tables of docs/performance.md."""

import datetime
import os
import platform

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

# row, its name, the goal: CPU ms for {people: goal} (the greatest number of people not above), and requests per second
OPERATIONS = [
    ("login", "password log-in, Argon2id 19 MiB/2/1", {0: 12}, 140),
    ("whoami", "who am I", {0: 0.04}, 20_000),
    ("relogin", "relogin", {0: 0.7}, 2_500),
    ("create", "create a user, no password work, 64 clients", {0: 0.3}, 5_000),
    ("list", "list, first page with total, uncached", {0: 2.5}, 600),
    ("list_cached", "list, first page with total, cached", {0: 0.08}, 15_000),
    ("deep_page", "page 3,000 (or the last)", {0: 4}, None),
    ("search_rare", "substring search with total, few rows", {0: 3, 1_000_000: 8}, None),
    ("search_frequent", "substring search with total, a tenth of all rows", {0: 3, 1_000_000: 8}, None),
]
FLAT_MAX = 2  # the dearest size by the cheapest one
FLAT = {"list", "list_cached", "deep_page", "search_rare", "search_frequent"}
# row, its name, the goal by profile: at most, or what AT_LEAST names
AT_LEAST = {"import_rows_per_s"}
FIGURES = [
    ("ready_again_s", "ready after start, s", {"embedded": 0.2, "cluster": 0.5}),
    ("memory_idle_mb", "memory idle, MB", {"embedded": 40, "cluster": 40}),
    ("memory_after_mb", "memory after the load, MB", {"embedded": 150, "cluster": 150}),
    ("visible_p50_ms", "write to visible in a list at 500 writes/s, p50, ms", {"embedded": 25, "cluster": 25}),
    ("visible_p99_ms", "the same, p99, ms", {"embedded": 150, "cluster": 150}),
    ("visible_writes_per_s", "writes a second meanwhile", None),
    ("import_rows_per_s", "people imported per second", {"embedded": 16_700, "cluster": 16_700}),
    ("head_after_import_s", "read models at the head after the import, s", {"embedded": 30, "cluster": 30}),
]


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next(line.split(":")[1].strip() for line in info if line.startswith("model name"))
    with open("/proc/meminfo", encoding="utf-8") as info:
        memory_gb = int(info.readline().split()[1]) / 1024 / 1024
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores shared with the load generator, {memory_gb:.0f} GB, Linux {platform.release()}, load average {load:.1f} at the end"


def sizes_of(table):
    return sorted(table)


def operations(table):
    sizes = sizes_of(table)
    rows = ["| operation | " + " | ".join(f"{size:,} people" for size in sizes) + " | goal | dearest by cheapest |",
            "| --- |" + " --- |" * (len(sizes) + 2)]
    for key, name, goals, rate_goal in OPERATIONS:
        cells = []
        for size in sizes:
            one = table[size].get(key)
            goal = goals[max(least for least in goals if least <= size)]
            cells.append("–" if one is None else f"{number(one['cpu_ms'])} ({number(one['rate'])}/s)" + ("" if one["cpu_ms"] <= goal else " **over**"))
        text = " / ".join(f"{goal}" for goal in goals.values())
        rows.append(f"| {name} | " + " | ".join(cells) + f" | ≤ {text}" + (f" (≥ {rate_goal:,}/s)" if rate_goal else "") + f" | {spread(key, table)} |")
    return rows


def spread(key, table):
    """How far an operation is from costing the same at any size."""
    costs = [table[size][key]["cpu_ms"] for size in table if key in table[size]]
    if len(costs) < 2:
        return "–"
    times = max(costs) / min(costs)
    return f"{times:.1f}" + (" **over**" if key in FLAT and times > FLAT_MAX else "")


def figures(profile, table):
    sizes = sizes_of(table)
    rows = ["| | " + " | ".join(f"{size:,} people" for size in sizes) + " | goal |", "| --- |" + " --- |" * (len(sizes) + 1)]
    for key, name, goals in FIGURES:
        cells = []
        for size in sizes:
            one = table[size].get(key)
            cells.append("–" if one is None else number(one["value"]) + (missed(key, one["value"], goals[profile]) if goals else ""))
        sign = "≥" if key in AT_LEAST else "≤"
        rows.append(f"| {name} | " + " | ".join(cells) + " | " + (f"{sign} {goals[profile]:,}" if goals else "") + " |")
    return rows


def missed(key, value, goal):
    if key in AT_LEAST:
        return " **under**" if value < goal else ""
    return " **over**" if value > goal else ""


def ratios(parts, profile, table):
    """Beside the limits of the same run."""
    quickest, (argon_ms, argon_rate) = next(iter(parts["argon2"].items()))
    store = "PostgreSQL" if profile == "cluster" else "SQLite"
    raw = parts["appends"].get((store, "registration", "raw batches of 100"))
    group = parts["appends"].get((store, "registration", "group, 64 callers"))
    rows = ["| ratio | " + " | ".join(f"{size:,} people" for size in sizes_of(table)) + " | goal |", "| --- |" + " --- |" * (len(table) + 1)]

    def cell(part, least):
        return f"{100 * part:.0f} %" + (" **under**" if part < least else "")

    def share(key, limit, least=0):
        return [cell(table[size][key]["rate"] / limit, least) if key in table[size] else "–" for size in sizes_of(table)]

    rows.append(f"| log-ins per second, of what Argon2 ({quickest}) does alone: {argon_rate:.0f}/s, {argon_ms:.1f} ms | " + " | ".join(share("login", argon_rate, 0.9)) + " | ≥ 90 % |")
    if raw:
        rows.append(f"| users created over HTTP, of raw batches of 100 such appends: {raw[0]:,.0f}/s | " + " | ".join(share("create", raw[0])) + " | |")
    if raw and group:
        rows.append(f"| the log at 64 callers without HTTP: {group[0]:,.0f}/s, of the same | " + " | ".join([cell(group[0] / raw[0], 0.5)] * len(table)) + " | ≥ 50 % |")
    return rows


def by_process(table):
    rows = ["| CPU ms per operation | server | PostgreSQL | Kafka | Elasticsearch | load generator | p50 / p99, ms |", "| --- |" + " --- |" * 6]
    largest = table[sizes_of(table)[-1]]
    for key, name, *_ in OPERATIONS:
        if key in largest:
            one = largest[key]
            rows.append(f"| {name} | " + " | ".join(f"{one['parts'][part]:.3f}" for part in ("server", "postgres", "kafka", "elasticsearch"))
                        + f" | {one['client_cpu_ms']:.3f} | {one['p50']:.1f} / {one['p99']:.1f} |")
    return rows


def limits(parts):
    rows = ["| Argon2id, 19 MiB/2/1 | CPU ms | per second, all cores |", "| --- | --- | --- |"]
    rows += [f"| {name} | {cpu_ms:.1f} | {rate:.0f} |" for name, (cpu_ms, rate) in parts["argon2"].items()]
    rows += ["", "| appends per second (CPU µs of the caller) | " + " | ".join(["event only", "registration"]) + " |", "| --- | --- | --- |"]
    hows = dict.fromkeys((store, how) for store, _, how in parts["appends"])
    for store, how in hows:
        cells = [parts["appends"].get((store, event, how)) for event in ("event only", "registration")]
        rows.append(f"| {store}, {how} | " + " | ".join(f"{cell[0]:,.0f} ({cell[1]:.0f})" if cell else "–" for cell in cells) + " |")
    return rows


def markdown(parts, tables):
    lines = [f"Measured {datetime.date.today().isoformat()} by `tests/bench/end_to_end.py`. {machine()}.", "",
             "CPU milliseconds per operation, server and databases together (in brackets: requests per second seen).", ""]
    for profile, table in tables.items():
        lines += [f"### {profile.capitalize()}", "", *operations(table), "", *figures(profile, table), "", *ratios(parts, profile, table), "",
                  f"Where the time goes, at {sizes_of(table)[-1]:,} people:", "", *by_process(table), ""]
    return "\n".join(lines + ["### Limits of the parts", "", *limits(parts)])


def write(path, text):
    """Replaces what is between the marks."""
    with open(path, encoding="utf-8") as file:
        old = file.read()
    head, rest = old.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{head}{BEGIN}\n{text}\n{END}{tail}")
