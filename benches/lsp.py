"""How long the language server takes to answer, on a policy of 1,000 lines: python3 benches/lsp.py [RULECHECK].

Each answer is waited for; an edit is answered when what is wrong was told. Prints the median, the 99th percentile and
the worst of each.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 100
ROOT = pathlib.Path(__file__).parent.parent


def policy(lines):
    """A policy of so many lines: constants, lets, rules as people write them, and tests."""
    text = ['policy big "A big gate"', "", "due after 30 runs or 7 days", ""]
    text += [f"const most_{n} = {n % 60 + 20}%" for n in range(60)]
    text += [f"let noise_{n} = rate(warn, fail) in {'pinned' if n % 2 else 'unpinned'}" for n in range(40)]
    rule = 0
    while len(text) < lines - 40:
        text += [
            "",
            f'rule rule_{rule} "Rule {rule}: Läufe 😀" {{',
            "  for each stratum in pinned, unpinned",
            f"  require noise_{rule % 40} <= most_{rule % 60}",
            f"  prefer noise_{(rule + 1) % 40} within {rule % 20 + 5}pp of rate(fail)",
            f'  because "It is the {rule}th reason."',
            "}",
        ]
        rule += 1
    while len(text) < lines:
        text += ["", f'test "test {len(text)}" {{', "  given pinned { runs 20, runs_with(warn) 3 }", "  expect hold", "}"]
    return "\n".join(text) + "\n"


class Server:
    """The server at the other end of two pipes."""

    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.id = 0

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while (line := self.process.stdout.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params):
        self.id += 1
        self.send({"id": self.id, "method": method, "params": params})
        while (message := self.receive()).get("id") != self.id:
            pass
        assert "error" not in message, message
        return message["result"]

    def tell(self, method, params):
        self.send({"method": method, "params": params})


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/rulecheck")
    text = policy(1000)
    with tempfile.TemporaryDirectory() as folder:
        metrics = subprocess.run([binary, "aggregate", ROOT / "fixtures/go"], check=True, capture_output=True)
        (pathlib.Path(folder) / "rollout_metrics.json").write_bytes(metrics.stdout)
        uri = pathlib.Path(folder, "big.rules").as_uri()
        document = {"uri": uri}
        server = Server(binary)
        server.ask("initialize", {"capabilities": {}})
        server.tell("initialized", {})
        item = {"uri": uri, "languageId": "rulecheck", "version": 1, "text": text}
        server.tell("textDocument/didOpen", {"textDocument": item})
        told = server.receive()["params"]["diagnostics"]
        assert all(finding["severity"] != 1 for finding in told), told[:3]
        lines = text.splitlines()
        place = next(n for n, line in enumerate(lines) if n > 500 and "require" in line)
        here = {"textDocument": document, "position": {"line": place, "character": 14}}
        whole = {"textDocument": document}
        everywhere = {"start": {"line": 0, "character": 0}, "end": {"line": 1000, "character": 0}}
        options = {"tabSize": 2, "insertSpaces": True}
        questions = [
            ("hover", here),
            ("completion", here),
            ("definition", here),
            ("references", {**here, "context": {"includeDeclaration": True}}),
            ("rename", {**here, "newName": "other"}),
            ("documentSymbol", whole),
            ("foldingRange", whole),
            ("semanticTokens/full", whole),
            ("formatting", {**whole, "options": options}),
            ("inlayHint", {**whole, "range": everywhere}),
            ("codeLens", whole),
            ("codeAction", {**whole, "range": everywhere, "context": {"diagnostics": []}}),
        ]
        times = {}
        for round_ in range(ROUNDS):
            # A letter too much and back: each edit is answered with what is wrong.
            for change in ("x", ""):
                begin = time.perf_counter()
                end = 3 if change == "" else 2
                version = {"uri": uri, "version": 2 + round_}
                area = {"start": {"line": place, "character": 2}, "end": {"line": place, "character": end}}
                changes = [{"range": area, "text": change}] if change else [{"range": area, "text": ""}]
                server.tell("textDocument/didChange", {"textDocument": version, "contentChanges": changes})
                assert server.receive()["method"] == "textDocument/publishDiagnostics"
                what = "an edit that makes an error" if change else "an edit that rights it"
                times.setdefault(what, []).append(time.perf_counter() - begin)
            for method, params in questions:
                begin = time.perf_counter()
                server.ask(f"textDocument/{method}", params)
                times.setdefault(method, []).append(time.perf_counter() - begin)
        server.ask("shutdown", None)
        server.tell("exit", None)
    print(f"{len(lines)} lines, {len(text)} bytes, {ROUNDS} rounds; milliseconds: median, 99th percentile, worst")
    for what, taken in times.items():
        taken = sorted(value * 1000 for value in taken)
        high = taken[int(len(taken) * 0.99) - 1]
        print(f"{what:28} {statistics.median(taken):7.2f} {high:7.2f} {taken[-1]:7.2f}")


if __name__ == "__main__":
    main()
