[
  (rule_body)
  (test_body)
  (given_body)
  (parenthesized_expression)
] @indent

[
  "}"
  ")"
] @outdent
