return {
  cmd = { 'rulecheck', 'lsp' },
  filetypes = { 'rulecheck' },
  root_markers = { '.git' },
}
