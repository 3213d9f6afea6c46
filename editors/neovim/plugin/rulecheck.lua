-- Policies are told from other `.rules` files (of udev, for example) by their first word outside comments.

local function begins_with_policy(bufnr)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(bufnr, 0, 200, false)) do
    local text = line:gsub('^\239\187\191', ''):match('^%s*(.-)%s*$')
    if text ~= '' and text:sub(1, 1) ~= '#' then
      return text == 'policy' or text:match('^policy%s') ~= nil
    end
  end
  return false
end

vim.filetype.add({
  pattern = {
    ['.*%.rules'] = {
      function(_, bufnr)
        -- Nothing for all other files: what Neovim itself makes of them stands.
        return bufnr and begins_with_policy(bufnr) and 'rulecheck' or nil
      end,
      { priority = 10 },
    },
  },
})

-- Neovim 0.11 or later; the server itself is described in lsp/rulecheck.lua.
if vim.lsp.enable then
  vim.lsp.enable('rulecheck')
end
