#!/usr/bin/env bash
# Makes the parser from grammar.js, and the expected trees of test/corpus with `--update`: read what it wrote.
# Needs the command line of tree-sitter: cargo install tree-sitter-cli --version 0.27.1 --locked
set -euo pipefail
cd "$(dirname "$0")"
tree-sitter generate
sha256sum grammar.js | cut -d' ' -f1 >src/grammar.sha256 # tests/editors.rs: was the parser made from this grammar?
tree-sitter test "$@"
