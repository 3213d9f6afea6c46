[
  (rule_body)
  (test_body)
  (given_body)
] @fold
