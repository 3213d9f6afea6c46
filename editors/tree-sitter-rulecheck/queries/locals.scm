; All names hold in the whole file.

(source_file) @local.scope

(const
  name: (identifier) @local.definition)

(let
  name: (identifier) @local.definition)

(rule
  name: (identifier) @local.definition)

(identifier) @local.reference
