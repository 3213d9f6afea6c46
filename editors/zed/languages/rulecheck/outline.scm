(header
  "policy" @context
  name: (identifier) @name) @item

(const
  "const" @context
  name: (identifier) @name) @item

(let
  "let" @context
  name: (identifier) @name) @item

(rule
  "rule" @context
  name: (identifier) @name) @item

(test
  "test" @context
  name: (string) @name) @item
