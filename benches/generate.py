#!/usr/bin/env python3
"""Writes noisy drift reports to measure with: the same seed gives the same bytes on every machine.

    python3 benches/generate.py --reports 1000000 reports.ndjson        one report a line, about 300 bytes each
    python3 benches/generate.py --reports 30000 --folder reports        a file a report, a thousand in each folder
    python3 benches/generate.py --pack reports.ndjson reports.ndjson.gz     the same, in several parts; also .zst

The noise is in the table NOISE. Nothing is needed but Python; the .zst needs the program `zstd`.
"""

import argparse
import pathlib
import random
import subprocess
import time
import zlib

# How often a report is so, where it is not as a CI would write it.
NOISE = {
    "shuffled": 0.10,  # the keys stand in another order
    "missing": 0.01,  # a field is not there
    "wrong": 0.002,  # a field has a wrong type or an odd value
    "broken": 0.001,  # no report at all: cut off, or garbage
    "repeated": 0.01,  # a run that was reported before
    "contradicted": 0.02,  # … of those: it says something else than before
    "retried": 0.005,  # a second attempt of a run that was reported before
}

POLICIES = ["3d8f0c5b71a94e26", "9fb24e6a1c07d3f5", "c41e7702d95ab83f"]
FIRST = 1_767_225_600  # 2026-01-01T00:00:00Z
CAUSES = [  # what a report with an unknown states
    *['{"contract_violation": 1}'] * 8,
    *['{"schema_error": 1}'] * 5,
    *['{"artifact_missing": 2}'] * 3,
    '{"runner_lost": 1}',
    '{"contract": 1, "schema": 1}',
    '["artifact-missing"]',
    '"Schema Error"',
    "null",
]
REMOVABLE = ["run_id", "policy_state", "policy_hash", "timestamp", "WARN_count", "FAIL_count", "Unknown_count"]
WRONG = [
    ("WARN_count", '"3"'),
    ("WARN_count", "3.0"),
    ("FAIL_count", "-1"),
    ("FAIL_count", "true"),
    ("Unknown_count", "1.5"),
    ("Unknown_count", "9007199254740992"),
    ("Unknown_causes", "7"),
    ("Unknown_causes", '{"contract": "many", "schema": 1}'),
    ("Overrides_count", "[1]"),
    ("policy_state", '"Pinned "'),
    ("policy_state", '"staging"'),
    ("policy_state", "0"),
    ("run_id", "17"),
    ("run_id", '""'),
    ("timestamp", '"yesterday"'),
    ("timestamp", '"2026-02-30T10:00:00Z"'),
    ("schema_version", "2"),
    ("schema_version", '"v1.3"'),
]
GARBAGE = [
    b"[INFO] starting drift check",
    b"2026-02-11 12:00:01 ERROR connection reset by peer",
    b'{"run_id": "bad \xff\xfe bytes", "policy_state": "pinned", "WARN_count": 0, "FAIL_count": 0}',
    b'{"run_id": "nan", "policy_state": "pinned", "WARN_count": NaN, "FAIL_count": 0, "Unknown_count": 0}',
    b'{"run_id": "quote, "policy_state": "pinned", "WARN_count": 0, "FAIL_count": 0, "Unknown_count": 0}',
    b"null",
]


def stamp(seconds):
    return time.strftime('"%Y-%m-%dT%H:%M:%SZ"', time.gmtime(seconds))


def fields(roll, number, count):
    """An ordinary report: each field with its value as JSON text."""
    pinned = roll() < 0.6
    warn = int(roll() * 5) if roll() < (0.15 if pinned else 0.3) else 0
    fail = 1 + int(roll() * 2) if roll() < 0.03 else 0
    unknown = 1 + int(roll() * 2) if roll() < 0.08 else 0
    made = {
        "schema_version": '"1.1"',
        "run_id": f'"{17_345_000_000 + number * 7}"',
        "branch": '"main"' if pinned else '"next"',
        "policy_state": '"pinned"' if pinned else '"unpinned"',
        "policy_hash": f'"{POLICIES[min(2, number * 5 // (2 * count))]}"',
        "timestamp": stamp(FIRST + number * 20),
        "WARN_count": str(warn),
        "FAIL_count": str(fail),
        "Unknown_count": str(unknown),
        "Unknown_causes": CAUSES[int(roll() * len(CAUSES))] if unknown else "{}",
    }
    if roll() < 0.97:
        made["Overrides_count"] = "1" if roll() < 0.04 else "0"
    elif roll() < 0.5:
        made["override"] = "true"
    made["host"] = f'{{"name": "ci-{int(roll() * 40)}"}}'
    made["commit"] = f'"{int(roll() * 2**40):010x}"'
    return made


def again(roll, made, number):
    """A report of the same run: later, and now and then with another count."""
    made = dict(made)
    if "timestamp" in made and roll() < 0.5:
        made["timestamp"] = stamp(FIRST + number * 20)
    if roll() < NOISE["contradicted"]:
        made["WARN_count"] = "9"
    return made


def shuffled(roll, items):
    """Fisher and Yates, by `roll` alone: random.shuffle may differ between versions of Python."""
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = int(roll() * (last + 1))
        items[last], items[other] = items[other], items[last]
    return items


def reports(count, seed, pretty=False):
    """Yields `count` reports as bytes, each with its line end."""
    roll = random.Random(seed).random
    start, comma, end = ("{\n  ", ",\n  ", "\n}\n") if pretty else ("{", ", ", "}\n")
    most_odd = sum(NOISE[kind] for kind in ("missing", "wrong", "broken", "repeated", "retried"))
    remembered = []
    for number in range(count):
        odd = roll()
        if odd >= most_odd or not remembered:
            made = fields(roll, number, count)
            if odd > 0.99:
                remembered = remembered[-500:] + [made]
        elif (odd := odd - NOISE["missing"]) < 0:
            made = fields(roll, number, count)
            made.pop(REMOVABLE[int(roll() * len(REMOVABLE))], None)
        elif (odd := odd - NOISE["wrong"]) < 0:
            made = fields(roll, number, count)
            key, value = WRONG[int(roll() * len(WRONG))]
            made[key] = value
        elif (odd := odd - NOISE["repeated"]) < 0:
            made = again(roll, remembered[int(roll() * len(remembered))], number)
        elif odd < NOISE["retried"]:
            made = again(roll, remembered[int(roll() * len(remembered))], number)
            made["run_attempt"] = "2"
        elif roll() < 0.5:
            yield GARBAGE[int(roll() * len(GARBAGE))] + b"\n"
            continue
        else:
            text = start + comma.join(f'"{key}": {value}' for key, value in fields(roll, number, count).items())
            yield text[: 1 + int(roll() * len(text))].encode() + b"\n"
            continue
        items = made.items()
        if roll() < NOISE["shuffled"]:
            items = shuffled(roll, items)
        yield (start + comma.join([f'"{key}": {value}' for key, value in items]) + end).encode()


def write_lines(path, count, seed):
    with open(path, "wb", buffering=1 << 20) as file:
        file.writelines(reports(count, seed))


def write_folder(folder, count, seed):
    for number, report in enumerate(reports(count, seed, pretty=True)):
        path = folder / f"{number // 1000:03}" / f"{number:06}.json"
        if number % 1000 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(report)


def gzip_member(piece):
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(piece) + packer.flush()


def zstd_frame(piece):
    return subprocess.run(["zstd", "-3", "-q", "-c"], input=piece, stdout=subprocess.PIPE, check=True).stdout


def pack(path, into, piece=32 << 20):
    """Packs a file in pieces, as files look that were appended to or written in parallel."""
    packed_piece = zstd_frame if into.suffix == ".zst" else gzip_member
    with open(path, "rb") as file, open(into, "wb") as packed:
        while chunk := file.read(piece):
            packed.write(packed_piece(chunk))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=pathlib.Path, help="what is written")
    parser.add_argument("--reports", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", action="store_true", help="write a file for each report")
    parser.add_argument("--pack", type=pathlib.Path, metavar="FILE", help="write this file as .gz or .zst")
    args = parser.parse_args()
    if args.pack:
        pack(args.pack, args.path)
    else:
        (write_folder if args.folder else write_lines)(args.path, args.reports, args.seed)


if __name__ == "__main__":
    main()
