#!/usr/bin/env bash
# Puts the files for an editor where it looks for them: install.sh neovim|helix|zed [FOLDER]
# Neovim and Helix need the parser too: a C compiler for the first, `hx --grammar build` for the second.
set -euo pipefail
editors="$(cd "$(dirname "$0")" && pwd)"
grammar="$editors/tree-sitter-rulecheck"
config="${XDG_CONFIG_HOME:-$HOME/.config}"
data="${XDG_DATA_HOME:-$HOME/.local/share}"

fill_in() { # fill_in FILE: the paths of this checkout
  sed -i.bak -e "s|@GRAMMAR@|$grammar|" -e "s|@ROOT@|$(dirname "$editors")|" -e "s|@REV@|$rev|" "$1" && rm "$1.bak"
}
rev="$(git -C "$editors" rev-parse HEAD 2>/dev/null || echo main)"

case "${1:-}" in
neovim)
  to="${2:-$data/nvim/site/pack/rulecheck/start/rulecheck}"
  mkdir -p "$to/queries/rulecheck" "$to/parser"
  cp -R "$editors"/neovim/. "$to"
  cp "$grammar"/queries/*.scm "$to/queries/rulecheck"
  "${CC:-cc}" -O2 -shared -fPIC -std=c11 -I "$grammar/src" "$grammar/src/parser.c" "$grammar/src/scanner.c" \
    -o "$to/parser/rulecheck.so"
  ;;
helix)
  to="${2:-$config/helix}"
  mkdir -p "$to/runtime/queries/rulecheck"
  cp "$grammar"/queries/{highlights,injections}.scm "$editors"/helix/queries/*.scm "$to/runtime/queries/rulecheck"
  if [ -e "$to/languages.toml" ] && grep -q '"rulecheck"' "$to/languages.toml"; then
    echo "$to/languages.toml knows rulecheck already, and was left as it is"
  else
    cp "$editors/helix/languages.toml" "$to/rulecheck.toml"
    fill_in "$to/rulecheck.toml"
    cat "$to/rulecheck.toml" >>"$to/languages.toml"
    rm "$to/rulecheck.toml"
  fi
  echo "Now run: hx --grammar build"
  ;;
zed)
  to="${2:-$data/rulecheck-zed}"
  mkdir -p "$to"
  cp -R "$editors"/zed/. "$to"
  cp "$grammar"/queries/{highlights,injections}.scm "$to/languages/rulecheck"
  fill_in "$to/extension.toml"
  echo "Now, in Zed: \"zed: install dev extension\", and choose this folder"
  ;;
*)
  echo "usage: install.sh neovim|helix|zed [FOLDER]" >&2
  exit 2
  ;;
esac
echo "$to"
