#!/bin/sh
# Judges, annotates, and writes the job summary; never fails itself: the exit code of rulecheck is the output `status`.
# Takes its input as the variables INPUT_… that action.yml sets.
set -eu

command -v rulecheck >/dev/null || {
  echo "::error::rulecheck is not on the path: install it in a step before this one"
  echo "status=2" >>"$GITHUB_OUTPUT"
  echo "verdict=none" >>"$GITHUB_OUTPUT"
  exit 0
}

out=${INPUT_OUTPUTS:-rulecheck-out}
mkdir -p "$out"

set -- evaluate --mode "${INPUT_MODE:-block}" --format github
for form in json=verdict.json markdown=verdict.md junit=verdict.xml sarif=verdict.sarif env=verdict.env; do
  set -- "$@" --output "${form%%=*}=$out/${form#*=}"
done
[ -z "${INPUT_CONSTANTS:-}" ] || set -- "$@" --constants "$INPUT_CONSTANTS"
[ -z "${INPUT_POLICY_HASH:-}" ] || set -- "$@" --policy-hash "$INPUT_POLICY_HASH"

# One argument a line; blanks and wildcards in them mean nothing.
set -f
IFS='
'
# shellcheck disable=SC2086
set -- "$@" ${INPUT_ARGUMENTS:-} -- "$INPUT_RULES" ${INPUT_REPORTS:-}
unset IFS
set +f

# Nothing of an earlier run stays.
rm -f "$out"/verdict.json "$out"/verdict.md "$out"/verdict.xml "$out"/verdict.sarif "$out"/verdict.env
status=0
rulecheck "$@" || status=$?

[ ! -f "$out/verdict.md" ] || cat "$out/verdict.md" >>"$GITHUB_STEP_SUMMARY"

verdict=$(sed -n 's/^RULECHECK_VERDICT=//p' "$out/verdict.env" 2>/dev/null || true)
case $verdict in go | no_go | hold) ;; *) verdict=none ;; esac
echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
echo "status=$status" >>"$GITHUB_OUTPUT"
