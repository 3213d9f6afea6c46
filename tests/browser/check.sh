#!/usr/bin/env bash
# The pages of `--format html`, held against an HTML checker and looked at in a real browser: see check.mjs.
# SCREENSHOTS=FOLDER keeps pictures of them. Needs the debug build, Node, and Chromium.
set -euo pipefail
cd "$(dirname "$0")"

need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; }
}
need node nodejs
need npm npm
need chromium chromium

npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

root="$(cd ../.. && pwd)"
rulecheck="${RULECHECK:-$root/target/debug/rulecheck}"
pages="$(mktemp -d)"

page() { # page NAME ARGUMENT…: a verdict as a page; NO-GO and HOLD, and that there is none, are pages like others
  "$rulecheck" evaluate "${@:2}" --fail-on never --output html="$pages/$1.html" >/dev/null 2>&1 || true
}
desk="$(mktemp -d)"
trap 'rm -rf "$pages" "$desk"' EXIT
cp -r "$root/rules" "$root/fixtures" "$desk"
(
  cd "$desk"
  sh "$root/tests/html/hostile.sh"
  for folder in go no_go hold observing empty; do page "$folder" rules/activation.rules "fixtures/$folder"; done
  page rollout rules/activation.rules fixtures/rollout --context commit=4f2a91c --context url=https://ci.example.org/runs/1
  page hostile '<i>"x&.rules' hostile --context '<b>=<script>alert(1)</script>'
  page failure rules/activation.rules '<script>alert(1)'
  "$rulecheck" replay rules/activation.rules fixtures/rollout --against rules/lenient.rules --format html >"$pages/replay.html"
)
test "$(ls "$pages" | wc -l)" = 9

npx --no-install html-validate --config htmlvalidate.json "$pages"/*.html
node check.mjs "$pages" "${SCREENSHOTS:-}"
echo "browser: all is well"
