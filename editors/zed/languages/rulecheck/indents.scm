(rule_body "}" @end) @indent
(test_body "}" @end) @indent
(given_body "}" @end) @indent
(parenthesized_expression ")" @end) @indent
