#!/usr/bin/env bash
# What editors/ holds, as far as that can be tried without the editors: grammar and client of the VS Code extension, its
# package, and the files for the others. The tree-sitter grammar is tested by `cargo test editors`.
set -euo pipefail
cd "$(dirname "$0")"

need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; }
}
need node nodejs
need npm npm
need luac5.4 lua5.4
need cc gcc

(
  cd vscode
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  npm test
  ./package.sh
)

for file in neovim/*/*.lua; do luac5.4 -p "$file"; done

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
for editor in neovim helix zed; do ./install.sh "$editor" "$folder/$editor"; done
./install.sh helix "$folder/helix" # a second time adds nothing
python3 - "$folder" <<'PYTHON'
import pathlib
import sys
import tomllib

folder = pathlib.Path(sys.argv[1])
assert (folder / "neovim/parser/rulecheck.so").is_file()
assert (folder / "neovim/queries/rulecheck/highlights.scm").is_file()
helix = tomllib.loads((folder / "helix/languages.toml").read_text())
assert [grammar["name"] for grammar in helix["grammar"]] == ["rulecheck"]
grammar = pathlib.Path(helix["grammar"][0]["source"]["path"])
assert (grammar / "src/parser.c").is_file(), grammar
zed = tomllib.loads((folder / "zed/extension.toml").read_text())
assert zed["grammars"]["rulecheck"]["repository"].startswith("file:///"), zed
config = tomllib.loads((folder / "zed/languages/rulecheck/config.toml").read_text())
assert config["grammar"] in zed["grammars"] and config["name"] in zed["language_servers"]["rulecheck"]["languages"]
PYTHON
echo "editors: all is well"
