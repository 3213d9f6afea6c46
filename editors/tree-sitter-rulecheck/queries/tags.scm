(const
  name: (identifier) @name) @definition.constant

(let
  name: (identifier) @name) @definition.constant

(rule
  name: (identifier) @name) @definition.function

(test
  name: (string) @name) @definition.function

(expect
  (identifier) @name) @reference.call
