; No two patterns take the same node, as editors differ in which of them would win.

; Words that begin a declaration or a clause

[
  "policy"
  "due"
  "early"
  "cohort"
  "constants"
  "const"
  "let"
  "waive"
  "rule"
  "test"
] @keyword

[
  "when"
  "for"
  "each"
  "stratum"
  "require"
  "prefer"
  "else"
  "given"
  "set"
  "expect"
] @keyword.control

(effect
  [
    "hold"
    "stop"
  ] @constant.builtin)

((decision) @constant.builtin
  (#any-of? @constant.builtin "go" "no_go" "hold"))

[
  "because"
  "see"
  "with"
  "confidence"
  "over"
  "last"
  "among"
  "known"
  "at"
  "once"
  "after"
  "from"
  "until"
  "except"
  "per"
  "reports"
] @keyword

[
  "or"
  "and"
  "not"
  "in"
  "within"
  "of"
] @keyword.operator

; Signs

[
  "="
  "<="
  ">="
  "=="
  "!="
  "<"
  ">"
  "+"
  "-"
  "*"
  "/"
] @operator

[
  "("
  ")"
  "{"
  "}"
] @punctuation.bracket

[
  ","
  ":"
] @punctuation.delimiter

; Names

(header
  name: (identifier) @type)

(const
  name: (identifier) @constant)

(let
  name: (identifier) @variable)

(rule
  name: (identifier) @function)

(expect
  (identifier) @function)

(set
  name: (identifier) @constant)

(let
  value: (identifier) @variable)

(binary_expression
  (identifier) @variable)

(unary_expression
  (identifier) @variable)

(within_expression
  (identifier) @variable)

(scoped_expression
  (identifier) @variable)

(parenthesized_expression
  (identifier) @variable)

(check
  (identifier) @variable)

(when
  (identifier) @variable)

(tag) @attribute

; Words of closed lists: only those that exist are coloured

(metric
  name: _ @function.builtin)

((metric_name) @function.builtin
  (#any-of? @function.builtin "runs" "runs_with" "sum" "missing"))

(given
  [
    "runs"
    "elapsed"
  ] @function.builtin)

((signal) @constant.builtin
  (#any-of? @constant.builtin
    "warn" "fail" "override" "unknown" "unknown_contract" "unknown_schema" "unknown_artefact_missing" "unknown_other"
    "unknown_unspecified" "unknown_field_missing" "unknown_field_invalid" "unknown_state" "unknown_schema_version"
    "unknown_parse_error" "unknown_run_conflict" "unknown_cohort"))

((stratum) @type.builtin
  (#any-of? @type.builtin "all" "pinned" "unknowns" "unpinned"))

((type) @type.builtin
  (#any-of? @type.builtin "number" "rate" "points" "mean" "duration"))

((choice) @constant.builtin
  (#any-of? @constant.builtin "newest" "own"))

; Literals

[
  (number)
  (points)
] @number

[
  (unit)
  "%"
] @type

(date) @string.special

(string) @string

(escape_sequence) @string.escape

(run_string) @string.special

; Comments

((comment) @comment
  (#not-match? @comment "^#\\s*rulecheck:\\s*allow\\s"))

((comment) @keyword.directive
  (#match? @keyword.directive "^#\\s*rulecheck:\\s*allow\\s"))
