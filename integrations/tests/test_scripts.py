"""Runs the scripts of integrations/ with the real rulecheck, against a server that answers as GitHub and GitLab do.

python3 integrations/tests/test_scripts.py FOLDER_OF_RULECHECK
"""

import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = str(pathlib.Path(sys.argv.pop()).resolve())
TOKEN = "s3cret"


class Host:
    """The comments of one pull request, behind the paths that the two hosts have."""

    def __init__(self):
        self.comments, self.calls = [], []
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                url = urllib.parse.urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                host.calls.append((self.command, url.path))
                if TOKEN not in (self.headers.get("Authorization", "") + self.headers.get("PRIVATE-TOKEN", "")):
                    return self.send(401, {"message": "Unauthorized"})
                if url.path == "/user":
                    return self.send(200, {"id": 7, "login": "gate-bot"})
                listed = re.fullmatch(r"/repos/o/r/issues/5/comments|/projects/9/merge_requests/5/notes", url.path)
                one = re.fullmatch(r"/repos/o/r/issues/comments/(\d+)|/projects/9/merge_requests/5/notes/(\d+)", url.path)
                if listed and self.command == "GET":
                    query = urllib.parse.parse_qs(url.query)
                    size, page = int(query["per_page"][0]), int(query["page"][0])
                    return self.send(200, host.comments[(page - 1) * size:page * size])
                if listed and self.command == "POST":
                    return self.send(201, host.add(body["body"]))
                if one and self.command in ("PATCH", "PUT"):
                    [comment] = [c for c in host.comments if c["id"] == int(one[1] or one[2])]
                    comment["body"] = body["body"]
                    return self.send(200, comment)
                return self.send(404, {"message": "Not Found"})

            do_GET = do_POST = do_PATCH = do_PUT = answer

            def send(self, status, value):
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, body, login="gate-bot", user=7):
        comment = {"id": 100 + len(self.comments), "body": body, "html_url": "https://example.org/c",
                   "user": {"login": login}, "author": {"id": user}}
        self.comments.append(comment)
        return comment


class Scripts(unittest.TestCase):
    def setUp(self):
        self.host = Host()
        self.desk = pathlib.Path(tempfile.mkdtemp())
        for folder in ("rules", "fixtures"):
            shutil.copytree(ROOT / folder, self.desk / folder)
        self.addCleanup(shutil.rmtree, self.desk)
        self.addCleanup(self.host.server.server_close)
        self.addCleanup(self.host.server.shutdown)

    def run_script(self, script, *arguments, status=0, **env):
        env = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": str(self.desk), **env}
        done = subprocess.run(["sh", str(script), *arguments], cwd=self.desk, env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def gate(self, fixture, **inputs):
        files = {name: self.desk / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        inputs = {"RULES": "rules/activation.rules", "REPORTS": f"fixtures/{fixture}\n", "OUTPUTS": "out", **inputs}
        printed = self.run_script(ROOT / "integrations/github/gate.sh",
                                  **{name: str(path) for name, path in files.items()},
                                  **{f"INPUT_{name}": value for name, value in inputs.items()})
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return printed, outputs, files["GITHUB_STEP_SUMMARY"].read_text()

    def comment(self, host, file="out/verdict.md", status=0, **env):
        env = {
            "github": {"GITHUB_API_URL": self.host.url, "GITHUB_REPOSITORY": "o/r", "NUMBER": "5", "TOKEN": TOKEN,
                       "AUTHOR": "gate-bot"},
            "gitlab": {"CI_API_V4_URL": self.host.url, "CI_PROJECT_ID": "9", "CI_MERGE_REQUEST_IID": "5",
                       "RULECHECK_TOKEN": TOKEN},
        }[host] | env
        return self.run_script(ROOT / f"integrations/{host}/comment.sh", file, status=status, **env)

    def test_gate_says_what_it_decided(self):
        for fixture, mode, verdict, status in [
            ("go", "block", "go", "0"), ("no_go", "block", "no_go", "1"), ("hold", "block", "hold", "3"),
            ("no_go", "warn", "no_go", "0"), ("hold", "comment", "hold", "0"),
        ]:
            printed, outputs, summary = self.gate(fixture, MODE=mode)
            self.assertEqual(outputs, {"verdict": verdict, "status": status}, fixture)
            self.assertIn({"go": "GO", "no_go": "NO-GO", "hold": "HOLD"}[verdict], summary.splitlines()[0])
            if verdict != "go":
                self.assertRegex(printed, r"::(error|warning|notice) .*rules/activation\.rules")
            for form in ("json", "md", "xml", "sarif", "env"):
                self.assertTrue((self.desk / "out" / f"verdict.{form}").stat().st_size, form)

    def test_gate_that_cannot_judge(self):
        self.gate("go")
        _, outputs, summary = self.gate("go", RULES="none.rules")
        self.assertEqual(outputs, {"verdict": "none", "status": "2"})
        self.assertNotIn("✅", summary)
        _, outputs, _ = self.gate("go", ARGUMENTS="--no-such-flag")
        self.assertEqual(outputs, {"verdict": "none", "status": "2"})
        _, outputs, _ = self.gate("go", POLICY_HASH="0123")
        self.assertEqual(outputs["status"], "2")

    def test_arguments_are_one_a_line(self):
        (self.desk / "my reports *").mkdir()
        shutil.copytree(ROOT / "fixtures/go", self.desk / "my reports *", dirs_exist_ok=True)
        _, outputs, _ = self.gate("go", REPORTS="\nmy reports *\n\n", ARGUMENTS="--context\nwho=a b * $(id)")
        self.assertEqual(outputs["verdict"], "go")
        verdict = json.loads((self.desk / "out/verdict.json").read_text())
        self.assertEqual(verdict["context"], {"who": "a b * $(id)"})

    def test_one_comment_is_kept(self):
        for host in ("github", "gitlab"):
            self.host.comments.clear()
            for number in range(230):
                self.host.add(f"remark {number}", login="somebody", user=1)
            # One who would like to be taken for the gate.
            self.host.add("GO! <!-- rulecheck:warn_gate -->", login="mallory", user=2)
            self.gate("go")
            self.comment(host)
            self.assertEqual(len(self.host.comments), 232)
            self.gate("no_go")
            self.comment(host)
            self.assertEqual(len(self.host.comments), 232)
            self.assertIn("NO-GO", self.host.comments[-1]["body"].splitlines()[0])
            self.assertEqual(self.host.comments[-2]["body"], "GO! <!-- rulecheck:warn_gate -->")
            # Another policy has a comment of its own.
            self.gate("no_go", RULES="rules/lenient.rules")
            self.comment(host)
            self.assertEqual(len(self.host.comments), 233)
            self.assertEqual((self.desk / "out/verdict.md").read_text(), self.host.comments[-1]["body"])

    def test_no_old_verdict_stays(self):
        for host in ("github", "gitlab"):
            self.host.comments.clear()
            self.gate("go")
            self.comment(host)
            self.gate("go", RULES="none.rules")
            self.comment(host)
            [comment] = self.host.comments
            self.assertNotIn("✅", comment["body"])

    def test_hostile_text_is_text(self):
        self.host.add("x")
        body = '"; rm -rf / #\n`$(id)` @everyone \\u0000 <script>\n<!-- rulecheck:warn_gate -->\n'
        (self.desk / "hostile.md").write_text(body)
        for host in ("github", "gitlab"):
            self.comment(host, "hostile.md")
            self.assertEqual(self.host.comments[-1]["body"], body)

    def test_what_cannot_be_written_fails(self):
        self.gate("go")
        self.assertNotIn(TOKEN, self.comment("github", status=22, TOKEN="wrong"))
        (self.desk / "plain.md").write_text("GO\n")
        self.comment("github", "plain.md", status=1)
        # Outside of merge requests, and without a token, there is no note to write.
        self.comment("gitlab", CI_MERGE_REQUEST_IID="")
        self.comment("gitlab", RULECHECK_TOKEN="")
        self.assertEqual(self.host.comments, [])

    def test_gitlab_job(self):
        text = (ROOT / "integrations/gitlab/rulecheck.yml").read_text()
        steps = re.search(r"  script:\n(.*?)\n  #", text, re.S)[1]
        folded = re.sub(r"- >-\n((?:      .*\n?)+)", lambda m: "- " + " ".join(m[1].split()) + "\n", steps)
        script = "\n".join(line.strip()[2:] for line in folded.splitlines())
        (self.desk / "job.sh").write_text(script)
        shutil.copytree(ROOT / "integrations/gitlab", self.desk / "ci")
        for fixture, status in [("go", 0), ("no_go", 1), ("hold", 3)]:
            self.run_script("job.sh", status=status, CI_API_V4_URL=self.host.url, CI_PROJECT_ID="9",
                            CI_MERGE_REQUEST_IID="5", RULECHECK_TOKEN=TOKEN, RULECHECK_SCRIPTS="ci",
                            RULECHECK_RULES="rules/activation.rules", RULECHECK_REPORTS=f"fixtures/{fixture}",
                            CI_COMMIT_SHA="4f2a91c", CI_PIPELINE_URL="https://ci.example.org/7")
            self.assertEqual(len(self.host.comments), 1)
            self.assertTrue(json.loads((self.desk / "rulecheck-out/verdict.json").read_text())["context"])

    def test_jenkins_stage(self):
        script = re.search(r"'''(.*?)'''", (ROOT / "integrations/jenkins/Jenkinsfile").read_text(), re.S)[1]
        (self.desk / "stage.sh").write_text(script)
        shutil.copy(ROOT / "rules/activation.rules", self.desk / "gate.rules")
        shutil.copy(ROOT / "rules/policy_constants.json", self.desk / "policy_constants.json")
        for fixture, status in [("go", 0), ("no_go", 1), ("hold", 3)]:
            shutil.rmtree(self.desk / "reports", ignore_errors=True)
            shutil.copytree(ROOT / "fixtures" / fixture, self.desk / "reports")
            self.run_script("stage.sh", status=status, BUILD_URL="https://ci.example.org/8")
            self.assertIn("<testsuite", (self.desk / "rulecheck-out/verdict.xml").read_text())


if __name__ == "__main__":
    unittest.main()
