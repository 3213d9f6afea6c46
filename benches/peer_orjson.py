#!/usr/bin/env python3
"""The peer in Python: what somebody would write by hand who takes docs/data.md at its word.

    python3 benches/peer_orjson.py FILE                with the package `orjson`; without it, with the slower `json`

It reads a report a line and prints the counts of rollout_metrics.json as JSON: reports, duplicates and reruns, and for
each cohort and stratum the runs, the signals, the classes of unknown. Two things it cannot tell, as the parser does
not show them: a key that stands twice, and two reports on one line.
"""

import functools
import gc
import json
import re
import sys
from datetime import datetime

try:
    from orjson import loads
except ImportError:

    def no_number(text):
        raise ValueError(text)

    def loads(line):
        return json.loads(line.decode(), parse_constant=no_number)


MOST = 2**53 - 1
is_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII).fullmatch
is_major_1 = re.compile(r"v?1(\.\d+)*", re.ASCII).fullmatch
STRATA = ("pinned", "unpinned")
SIGNALS = ("warn", "fail", "override")
MASKS = (*SIGNALS, "unknown", "causes")
CLASSES = {"contract", "schema", "artefact_missing", "unspecified", "other", "field_missing", "field_invalid"}
CLASSES |= {"state", "schema_version", "parse", "run_conflict", "cohort"}

# A run: (stratum, warn, fail, override, unknown, classes, no cause is left untold, override defaulted).
# None is a count that is not known; classes are sorted pairs. A run without any noise is always the same tuple.
CLEAN = {stratum: (stratum, 0, 0, 0, 0, (), True, False) for stratum in STRATA}


def untrusted(stratum, name):
    return (stratum, None, None, None, None, ((f"unknown_{name}", 1),), True, False)


def whole(value):
    """The count that a JSON number is, or None."""
    if type(value) is int:
        return value if 0 <= value <= MOST else None
    if type(value) is float and value.is_integer() and 0 <= value <= MOST:
        return int(value)
    return None


@functools.cache
def class_of(label):
    name = re.sub("[- \t\r\n]", "_", label.strip().lower()).removeprefix("unknown_")
    name = name.removesuffix("_violation").removesuffix("_error").replace("artifact", "artefact")
    return "unknown_parse_error" if name == "parse" else f"unknown_{name if name in CLASSES else 'other'}"


def causes_of(stated, found):
    """Class → count, and whether all of it could be read."""
    classes, told = {}, True
    if type(stated) is str:
        stated = [stated]
    if type(stated) is list:
        entries = [(entry, 1) for entry in stated]
    elif type(stated) is dict:
        entries = stated.items()
    else:
        entries = [(None, 1)]
    for label, count in entries:
        count = whole(count)
        if type(label) is str and count is not None:
            if count:
                name = class_of(label)
                classes[name] = classes.get(name, 0) + count
        else:
            found.add("unknown_field_invalid")
            told = False
    return classes, told


def odd_count(value, found):
    """What a count is that is no ordinary integer."""
    exact = whole(value)
    if exact is None:
        found.add("unknown_field_missing" if value is None else "unknown_field_invalid")
    return exact


def moment(value, found):
    if value is not None:
        if type(value) is str and is_time(value):
            try:
                return int(datetime.fromisoformat(value).timestamp())
            except ValueError:
                pass
        found.add("unknown_field_invalid")
    return None


def read(report):
    """Identity, attempt, time and run of a report."""
    get = report.get
    found = set()
    state = get("policy_state")
    if state in STRATA:
        stratum = state
    elif type(state) is str:
        state = state.strip().lower()
        stratum = state if state in STRATA else "unknowns"
        if stratum == "unknowns":
            found.add("unknown_state")
    else:
        found.add("unknown_field_missing" if state is None else "unknown_field_invalid")
        stratum, state = "unknowns", None

    run_id = get("run_id")
    if type(run_id) is not str or not run_id:
        found.add("unknown_field_missing" if run_id is None else "unknown_field_invalid")
        run_id = None
    policy_hash = get("policy_hash")
    if policy_hash is not None and (type(policy_hash) is not str or not policy_hash):
        found.add("unknown_field_invalid")
        policy_hash = None
    job = get("job")
    if job is not None and type(job) is not str:
        found.add("unknown_field_invalid")
        job = None
    identity = (policy_hash, run_id, state, job)
    time = moment(get("timestamp"), found)

    attempt = get("run_attempt")
    if attempt is None:
        attempt = 1
    elif not (attempt := whole(attempt)):
        found.add("unknown_field_invalid")
        attempt = 1

    version = get("schema_version")
    if version is not None and not (is_major_1(version) if type(version) is str else whole(version) == 1):
        return identity, attempt, time, untrusted("unknowns", "schema_version")

    warn = get("WARN_count")
    if type(warn) is not int or not 0 <= warn <= MOST:
        warn = odd_count(warn, found)
    fail = get("FAIL_count")
    if type(fail) is not int or not 0 <= fail <= MOST:
        fail = odd_count(fail, found)
    unknown = get("Unknown_count")
    if type(unknown) is not int or not 0 <= unknown <= MOST:
        unknown = odd_count(unknown, found)

    defaulted = False
    flag = get("override")
    if flag is not None and type(flag) is not bool:
        found.add("unknown_field_invalid")
        flag = ...
    override = get("Overrides_count")
    if override is None:
        override = None if flag is ... else int(flag or 0)
        defaulted = flag is None
    elif type(override) is not int or not 0 <= override <= MOST:
        override = odd_count(override, found)

    stated = get("Unknown_causes")
    if not (found or warn or fail or unknown or override or stated or defaulted):
        return identity, attempt, time, CLEAN[stratum]

    classes, told = ({}, True) if stated is None else causes_of(stated, found)
    if unknown and (rest := unknown - sum(classes.values())) > 0:
        classes["unknown_unspecified"] = classes.get("unknown_unspecified", 0) + rest
    told = told and "unknown_unspecified" not in classes
    for name in found:
        classes[name] = classes.get(name, 0) + 1
    total = None if unknown is None else sum(classes.values())
    run = (stratum, warn, fail, override, total, tuple(sorted(classes.items())), told, defaulted)
    return identity, attempt, time, run


class Aggregate:
    def __init__(self):
        self.reports = self.duplicates = self.reruns = 0
        self.runs = {}  # identity → [attempt, time, run, reports]
        self.nameless = []  # runs that cannot be told from others

    def add(self, identity, attempt, time, run):
        self.reports += 1
        if identity[1] is None:
            self.nameless.append((identity[0], time, run))
            return
        old = self.runs.get(identity)
        if old is None:
            self.runs[identity] = [attempt, time, run, 1]
        elif attempt > old[0]:
            self.reruns += 1
        elif attempt < old[0]:
            self.reruns += old[3]
            self.runs[identity] = [attempt, time, run, 1]
        else:
            old[3] += 1
            if time is not None and (old[1] is None or time > old[1]):
                old[1] = time
                if old[2][:-1] == run[:-1]:
                    old[2] = run
            if old[2][:-1] != run[:-1]:
                old[2] = untrusted(run[0] if identity[2] in STRATA else "unknowns", "run_conflict")

    def broken(self):
        self.add((None, None, None, None), 1, None, untrusted("unknowns", "parse_error"))

    def read(self, lines):
        skipping = False
        for line in lines:
            if skipping and not line.startswith(b"{"):
                continue  # what broke off goes on to the next line that begins a report
            skipping = False
            if line.isspace():
                continue
            try:
                report = loads(line)
            except ValueError:
                self.broken()
                skipping = True
                continue
            if type(report) is dict:
                self.add(*read(report))
            else:
                self.broken()

    def counts(self):
        cohorts = {}
        kept = [(identity[0], time, run) for identity, (_, time, run, _) in self.runs.items()]
        for policy_hash, time, run in kept + self.nameless:
            cohort = cohorts.get(policy_hash)
            if cohort is None:
                cohort = cohorts[policy_hash] = {"first": None, "last": None, "strata": {}}
            if time is not None and run[0] != "unknowns":
                if cohort["first"] is None or time < cohort["first"]:
                    cohort["first"] = time
                if cohort["last"] is None or time > cohort["last"]:
                    cohort["last"] = time
            rows = cohort["strata"].setdefault(run[0], {})
            rows[run] = rows.get(run, 0) + 1
        for cohort in cohorts.values():
            cohort["strata"] = {stratum: totals(rows) for stratum, rows in cohort["strata"].items()}
        self.duplicates = self.reports - self.reruns - len(self.runs) - len(self.nameless)
        return {
            "reports": self.reports,
            "duplicates": self.duplicates,
            "reruns": self.reruns,
            "cohorts": {str(name): cohort for name, cohort in cohorts.items()},
        }


def totals(rows):
    made = {"runs": sum(rows.values()), "defaulted": 0, "unknown": {}}
    made |= {
        "runs_with": dict.fromkeys(SIGNALS, 0),
        "sum": dict.fromkeys(SIGNALS, 0),
        "missing": dict.fromkeys(MASKS, 0),
    }
    for (_, warn, fail, override, unknown, classes, told, defaulted), runs in rows.items():
        made["defaulted"] += runs * defaulted
        made["missing"]["unknown"] += runs * (unknown is None)
        made["missing"]["causes"] += runs * (not told)
        for signal, value in zip(SIGNALS, (warn, fail, override)):
            made["missing"][signal] += runs * (value is None)
            made["runs_with"][signal] += runs * bool(value)
            made["sum"][signal] += runs * (value or 0)
        for name, value in classes:
            entry = made["unknown"].setdefault(name, {"runs": 0, "sum": 0})
            entry["runs"] += runs
            entry["sum"] += runs * value
    return made


def aggregate(path):
    gc.disable()  # nothing here goes in circles, and looking for that takes a quarter of the time
    runs = Aggregate()
    with open(path, "rb") as file:
        runs.read(file)
    return runs.counts()


if __name__ == "__main__":
    print(json.dumps(aggregate(sys.argv[1]), indent=2, sort_keys=True))
