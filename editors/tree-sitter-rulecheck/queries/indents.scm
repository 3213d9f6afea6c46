[
  (rule_body)
  (test_body)
  (given_body)
  (parenthesized_expression)
  (metric)
] @indent.begin

[
  "}"
  ")"
] @indent.branch @indent.end
