#!/usr/bin/env python3
"""How long `rulecheck replay` takes, next to evaluating prefixes of the same runs: python3 benches/replay.py.

Ten rules (benches/replay.rules), among them windows of runs and of days, on a history of noisy reports. The verdicts
after some prefixes are held against those of `evaluate` on the runs so far. CPU time of whole processes.
"""

import argparse
import csv
import io
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
RULES = HERE / "replay.rules"


def measured(command):
    """Standard output of a command, and the CPU seconds and MiB that it took."""
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=sys.stdout)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, done.returncode, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *map(str, command)], capture_output=True, text=True, check=True)
    seconds, mib, status = done.stderr.split()[-3:]
    if int(status) == 2:
        sys.exit(done.stderr)
    return done.stdout, float(seconds), int(mib)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--rulecheck", type=pathlib.Path, default=HERE.parent / "target/release/rulecheck")
    args.add_argument("--reports", type=int, default=1_000_000)
    args.add_argument("--prefixes", type=int, default=1_000, help="how many evaluations a replay is held against")
    args.add_argument("--sampled", type=int, default=20, help="how many of them are made; the rest is reckoned from these")
    args = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        reports, series = folder / "reports.ndjson", folder / "series.ndjson"
        generate = [sys.executable, HERE / "generate.py", "--reports", str(args.reports), reports]
        subprocess.run(list(map(str, generate)), check=True)
        for part in (10, 3, 1):
            some = folder / "some.ndjson"
            with reports.open("rb") as whole, some.open("wb") as out:
                out.writelines(line for _, line in zip(range(args.reports // part), whole))
            _, seconds, mib = measured([args.rulecheck, "replay", RULES, some, "--format", "csv"])
            _, reading, reading_mib = measured([args.rulecheck, "aggregate", some])
            print(f"replay of {args.reports // part:>9,} reports: {seconds:6.2f} s, {mib} MiB; reading alone {reading:.2f} s, {reading_mib} MiB")
        replayed, seconds, _ = measured([args.rulecheck, "replay", RULES, reports, "--format", "csv"])
        subprocess.run([args.rulecheck, "aggregate", reports, "--runs-out", series], stdout=subprocess.DEVNULL, check=True)
        rows = list(csv.DictReader(io.StringIO(replayed)))
        lines = series.read_bytes().splitlines(keepends=True)
        assert len(rows) == len(lines), (len(rows), len(lines))
        spent = 0.0
        for sample in range(1, args.sampled + 1):
            runs = len(lines) * sample // args.sampled
            prefix = folder / "prefix.ndjson"
            prefix.write_bytes(b"".join(lines[:runs]))
            text, took, _ = measured([args.rulecheck, "evaluate", RULES, prefix, "--format", "json", "--fail-on", "never"])
            spent += took
            verdict = text.split('\n  "verdict": "')[1].split('"')[0]
            assert verdict == rows[runs - 1]["verdict"], f"after {runs} runs: {verdict}, {rows[runs - 1]}"
        reckoned = spent / args.sampled * args.prefixes
        print(f"evaluating {args.prefixes:,} prefixes: {reckoned:,.0f} s, reckoned from {args.sampled}, which agree; {reckoned / seconds:,.0f} times the replay")


if __name__ == "__main__":
    main()
