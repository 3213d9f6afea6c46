#!/usr/bin/env python3
"""Measures reading and aggregating against peers, and against what no reader can avoid, as ratios in one run.

    python3 benches/ingest.py                          everything: about five minutes, 2 GB in a temporary folder
    python3 benches/ingest.py --only file --repeat 9   one group, with more rounds
    python3 benches/ingest.py --self-test              rulecheck and the peer in Python count the same

Each candidate is a whole process. They take turns (A B C, A B C, …), so that a busy minute hits all of them, and a
ratio is the median of the ratios of the rounds. Absolute times are those of the machine at hand.

Needed is cargo, which builds rulecheck and benches/floor. `pip install duckdb orjson` brings the peers, the package
`zstd` the .zst. What is not there is left out, and said. The self-test needs neither.
"""

import argparse
import contextlib
import dataclasses
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime

import generate
import peer_orjson

HERE = pathlib.Path(__file__).resolve().parent
MARKS = ("<!-- figures -->\n", "<!-- end of figures -->\n")


# --- measuring --------------------------------------------------------------------------------------


@dataclasses.dataclass
class Candidate:
    name: str
    command: list
    slow: bool = False  # takes part in the first three rounds only
    why_not: str = ""


@dataclasses.dataclass
class Sample:
    cpu: float
    wall: float
    rss: int


def measure(command):
    """Runs a program to its end, its output thrown away."""
    command = [str(word) for word in command]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    # A plain fork: after posix_spawn, the peak of this process would count as the memory of the other.
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(nowhere, 1)
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(nowhere)
    if status != 0:
        raise SystemExit(f"failed ({os.waitstatus_to_exitcode(status)}): {' '.join(command)}")
    return Sample(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)


def interleave(candidates, rounds):
    """Name → samples. One round before the first warms the page cache and does not count."""
    samples = {candidate.name: [] for candidate in candidates if not candidate.why_not}
    for number in range(-1, rounds):
        for candidate in candidates:
            if candidate.why_not or (candidate.slow and number not in (0, 1, 2)):
                continue
            sample = measure(candidate.command)
            if number >= 0:
                samples[candidate.name].append(sample)
    return samples


def median(samples, field):
    return statistics.median(getattr(sample, field) for sample in samples)


# --- what is measured -------------------------------------------------------------------------------


class Bench:
    def __init__(self, args, data):
        self.args, self.data = args, data
        self.rulecheck = args.rulecheck or build("rulecheck")
        self.floor = build("floor")
        self.samples, self.rows, self.answers, self.left_out = {}, [], [], []
        asked = subprocess.run([self.rulecheck, "aggregate", "--help"], capture_output=True, text=True, check=True)
        self.no_threads = "" if "--threads" in asked.stdout else "rulecheck has no --threads"

    def aggregate(self, path, threads=None):
        flag = ["--threads", threads] if threads and not self.no_threads else []
        return [self.rulecheck, "aggregate", *flag, path]

    def made(self, name, *how):
        """A file or folder of the data, made unless it is there."""
        path, part = self.data / name, self.data / f"part-{name}"
        if not path.exists():
            print(f"making {name}", file=sys.stderr)
            command = [sys.executable, HERE / "generate.py", *how, part]
            subprocess.run(command, check=True)
            part.rename(path)
        return path

    def lines(self, count):
        return self.made(f"reports-{count}.ndjson", f"--reports={count}")

    def run(self, title, candidates, reference, rounds):
        print(f"measuring: {title}", file=sys.stderr)
        samples = interleave(candidates, rounds)
        self.samples |= samples
        for candidate in candidates:
            if candidate.why_not:
                self.left_out.append(f"{candidate.name}: {candidate.why_not}")
        for name, mine in samples.items():
            cpu, wall, rss = (median(mine, field) for field in ("cpu", "wall", "rss"))
            ratio = self.ratio(name, reference, "cpu") if reference in samples else None
            self.rows.append((title, name, f"{cpu:.2f}", f"{wall:.2f}", f"{rss / 2**20:.0f}", figure(ratio)))
            title = ""

    def ratio(self, top, bottom, field):
        """The median over the rounds, or None if one of the two was left out."""
        pairs = zip(self.samples.get(top, []), self.samples.get(bottom, []))
        ratios = [getattr(a, field) / getattr(b, field) for a, b in pairs]
        return statistics.median(ratios) if ratios else None

    def answer(self, question, top, bottom, field, aim):
        ratio = self.ratio(top, bottom, field)
        if ratio is not None:
            self.answers.append((question, figure(ratio), aim))

    def file(self):
        path = self.lines(self.args.reports)
        size = path.stat().st_size / 1e6
        duckdb = [sys.executable, HERE / "peer_duckdb.py", path]
        no_duckdb = "" if version("duckdb") else "pip install duckdb"
        no_orjson = "" if version("orjson") else "pip install orjson"
        candidates = [
            Candidate("rulecheck, 1 thread", self.aggregate(path, 1)),
            Candidate("rulecheck, 2 threads", self.aggregate(path, 2), why_not=self.no_threads),
            Candidate("DuckDB typed, 1 thread", [*duckdb, 1], why_not=no_duckdb),
            Candidate("DuckDB typed, 2 threads", [*duckdb, 2], why_not=no_duckdb),
            Candidate("Python and orjson", [sys.executable, HERE / "peer_orjson.py", path], True, no_orjson),
            Candidate("wc -l", ["wc", "-l", path]),
        ]
        title = f"{self.args.reports:,} reports in one file, {size:,.0f} MB"
        self.run(title, candidates, "rulecheck, 1 thread", self.args.repeat)
        one, two = "rulecheck, 1 thread", "rulecheck, 2 threads"
        self.answer("CPU: rulecheck / DuckDB, one thread each", one, "DuckDB typed, 1 thread", "cpu", "≤ 0.33")
        self.answer("CPU: rulecheck / DuckDB, two threads each", two, "DuckDB typed, 2 threads", "cpu", "≤ 0.33")
        self.answer("CPU: rulecheck / Python and orjson", one, "Python and orjson", "cpu", "≤ 0.083")
        self.answer("CPU: rulecheck / wc -l", one, "wc -l", "cpu", "")
        self.answer("wall: two threads / one", two, one, "wall", "≤ 0.55")

    def memory(self):
        path = self.lines(self.args.most)
        empty = self.made("reports-0.ndjson", "--reports=0")
        full, none = f"{self.args.most:,} reports", "no reports"
        candidates = [Candidate(full, self.aggregate(path)), Candidate(none, self.aggregate(empty))]
        self.run("Memory, rulecheck with all cores", candidates, full, 1)
        metrics = json.loads(subprocess.run(self.aggregate(path), stdout=subprocess.PIPE, check=True).stdout)
        runs = metrics["reports"] - metrics["duplicates"] - metrics["reruns"]
        grown = median(self.samples[full], "rss") - median(self.samples[none], "rss")
        self.answers.append((f"bytes of memory a run, of {runs:,} runs", f"{grown / runs:.1f}", "≤ 64"))

    def small(self):
        count = self.args.files
        folder = self.made(f"small-{count}", "--folder", f"--reports={count}")
        mine, floor = f"rulecheck on {count:,} files", f"open, read and close {count:,} files"
        candidates = [Candidate(mine, self.aggregate(folder)), Candidate(floor, [self.floor, "read", folder])]
        self.run(f"{count:,} small files", candidates, mine, 2 * self.args.repeat)
        for field in ("cpu", "wall"):
            self.answer(f"{field}, small files: rulecheck / reading alone", mine, floor, field, "≤ 1.5")

    def packed(self):
        path = self.lines(self.args.reports)
        for suffix, tool in [("gz", "gzip"), ("zst", "zstd")]:
            if not shutil.which(tool):
                self.left_out.append(f".{suffix}: there is no {tool}")
                continue
            packed = self.made(f"{path.name}.{suffix}", f"--pack={path}")
            mine, library, program = f"rulecheck on .{suffix}", f"the library alone, .{suffix}", f"{tool} -dc"
            probe = self.made(f"probe.ndjson.{suffix}", f"--pack={self.lines(10)}")
            read = subprocess.run(self.aggregate(probe), capture_output=True).returncode == 0
            refused = "" if read else "rulecheck does not read it"
            candidates = [
                Candidate(mine, self.aggregate(packed), why_not=refused),
                Candidate(library, [self.floor, suffix, packed]),
                Candidate(program, [tool, "-dc", packed]),
            ]
            size = packed.stat().st_size / 1e6
            self.run(f"the same file as .{suffix}, {size:,.0f} MB", candidates, mine, self.args.repeat)
            for field in ("wall", "cpu"):
                self.answer(f"{field}, .{suffix}: rulecheck / {program}", mine, program, field, "≤ 1.2")
                self.answer(f"{field}, .{suffix}: rulecheck / the library alone", mine, library, field, "≤ 1.2")


GROUPS = {"file": Bench.file, "memory": Bench.memory, "small": Bench.small, "packed": Bench.packed}


# --- building, versions, tables ---------------------------------------------------------------------


def build(name, profile="release"):
    """The path of a program of this repository, after cargo has brought it up to date."""
    manifest = HERE.parent / "Cargo.toml" if name == "rulecheck" else HERE / name / "Cargo.toml"
    asked = ["cargo", "metadata", "--format-version=1", "--no-deps", "--manifest-path", HERE.parent / "Cargo.toml"]
    target = json.loads(subprocess.run(asked, stdout=subprocess.PIPE, check=True).stdout)["target_directory"]
    command = ["cargo", "build", "--quiet", "--locked", "--manifest-path", manifest, "--target-dir", target]
    subprocess.run(command + (["--release"] if profile == "release" else []), check=True)
    return pathlib.Path(target, profile, name)


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def first_line(*command):
    if not shutil.which(command[0]):
        return f"{command[0]}: none"
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.strip().splitlines()[0]


def circumstances(bench):
    zstd = re.findall(r"v([0-9.]+)", first_line("zstd", "--version"))
    facts = [
        first_line(str(bench.rulecheck), "--version"),
        f"DuckDB {version('duckdb') or 'none'}",
        f"orjson {version('orjson') or 'none'} on Python {platform.python_version()}",
        first_line("gzip", "--version"),
        f"zstd {zstd[0] if zstd else 'none'}",
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores",
        f"load average {os.getloadavg()[0]:.1f}",
    ]
    return ", ".join(facts)


def figure(ratio):
    if ratio is None:
        return ""
    return f"{ratio:.{3 if ratio < 0.1 else 2 if ratio < 10 else 0}f}"


def table(head, rows, right):
    """A Markdown table that can also be read as it stands; columns from `right` on are numbers."""
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    pad = [str.ljust if column < right else str.rjust for column in range(len(head))]
    rule = ["-" * width if column < right else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    lines = [[pad(cell, width) for pad, cell, width in zip(pad, row, widths)] for row in [head, *rows]]
    return "".join(f"| {' | '.join(line)} |\n" for line in [lines[0], rule, *lines[1:]])


def report(bench):
    parts = [f"{circumstances(bench)}.\n"]
    parts.append(table(["asked", "found", "aim"], bench.answers, 1))
    head = ["on", "candidate", "CPU s", "wall s", "MiB", "CPU / rulecheck"]
    parts.append(table(head, bench.rows, 2))
    if bench.left_out:
        parts.append("".join(f"- left out: {what}\n" for what in bench.left_out))
    return "\n".join(parts)


def replace_figures(page, figures):
    """Puts the figures between the two marks of a page."""
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    _, after = rest.split(MARKS[1])
    page.write_text(f"{before}{MARKS[0]}\n{figures}\n{MARKS[1]}{after}", encoding="utf-8")


# --- self-test --------------------------------------------------------------------------------------


def view(metrics):
    """What the peer in Python counts, out of rollout_metrics.json."""

    def seconds(text):
        return text and int(datetime.fromisoformat(text).timestamp())

    def stratum(counts):
        made = {key: {signal: counts[key][signal] for signal in peer_orjson.SIGNALS} for key in ("runs_with", "sum")}
        made["missing"] = {
            mask: sum(row["runs"] for row in counts["profile"] if mask in row["missing"]) for mask in peer_orjson.MASKS
        }
        made["defaulted"] = counts["defaulted"].get("override", 0)
        return made | {key: counts[key] for key in ("runs", "unknown")}

    made = {key: metrics[key] for key in ("reports", "duplicates", "reruns")}
    made["cohorts"] = {
        str(cohort["policy_hash"]): {
            "first": seconds(cohort["first_run_at"]),
            "last": seconds(cohort["last_run_at"]),
            "strata": {
                name: stratum(counts) for name, counts in cohort["strata"].items() if name != "all" and counts["runs"]
            },
        }
        for cohort in metrics["cohorts"]
    }
    return made


def self_test(args):
    rulecheck = args.rulecheck or build("rulecheck", "debug")
    # Far more noise than where time is measured, so that each kind occurs often.
    generate.NOISE |= {"missing": 0.05, "wrong": 0.2, "broken": 0.05}
    generate.NOISE |= {"repeated": 0.1, "contradicted": 0.2, "retried": 0.05}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "reports.ndjson")
        for seed in range(1, 6):
            generate.write_lines(path, 2_000, seed)
            done = subprocess.run([rulecheck, "aggregate", path], stdout=subprocess.PIPE, check=True)
            mine, peer = view(json.loads(done.stdout)), peer_orjson.aggregate(path)
            if mine != peer:
                dump = [json.dumps(counts, indent=1, sort_keys=True).splitlines() for counts in (mine, peer)]
                odd = [f"  {a.strip()} — {b.strip()}" for a, b in zip(*dump) if a != b]
                raise SystemExit("\n".join([f"seed {seed}: rulecheck and the peer count differently:", *odd[:20]]))
    print("rulecheck and the peer in Python count the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=GROUPS, help="this group; may be given several times")
    parser.add_argument("--repeat", type=int, default=5, help="rounds (5)")
    parser.add_argument("--reports", type=int, default=1_000_000, help="reports in the file (1,000,000)")
    parser.add_argument("--most", type=int, default=5_000_000, help="reports for the memory of a run (5,000,000)")
    parser.add_argument("--files", type=int, default=30_000, help="small files (30,000)")
    parser.add_argument("--data", type=pathlib.Path, help="keep the data in this folder, and use what is there already")
    parser.add_argument("--rulecheck", type=pathlib.Path, help="measure this program instead of building one")
    parser.add_argument("--markdown", type=pathlib.Path, help="also put the figures into this page")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if args.self_test:
        self_test(args)
        return
    with contextlib.ExitStack() as stack:
        if args.data:
            args.data.mkdir(parents=True, exist_ok=True)
        data = args.data or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench = Bench(args, data)
        for group in args.only or GROUPS:
            GROUPS[group](bench)
        figures = report(bench)
    print(figures)
    if args.markdown:
        replace_figures(args.markdown, figures)


if __name__ == "__main__":
    main()
