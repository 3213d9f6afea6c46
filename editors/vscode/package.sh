#!/usr/bin/env bash
# Makes rulecheck.vsix, and sees to it that what belongs into it is there, and nothing else.
set -euo pipefail
cd "$(dirname "$0")"
cp ../../LICENSE-MIT ../../LICENSE-APACHE .
npm run --silent package

expected="extension.vsixmanifest [Content_Types].xml extension/LICENSE-APACHE extension/LICENSE-MIT extension/changelog.md
extension/dist/extension.js extension/dist/NOTICES.txt extension/icon.png extension/language-configuration.json extension/package.json
extension/readme.md extension/snippets/rulecheck.json extension/syntaxes/rulecheck.tmLanguage.json"
diff <(tr ' ' '\n' <<<"$expected" | sort) <(python3 -m zipfile --list rulecheck.vsix | awk 'NR > 1 { print $1 }' | sort) ||
  { echo "rulecheck.vsix does not hold what it should" >&2; exit 1; }
