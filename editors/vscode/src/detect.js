// Which documents are policies. Other programs have `.rules` files too: those of udev, Snort, Firestore or Prometheus.

/** White space and comments, then the word `policy` and a name. */
const POLICY = /^\uFEFF?(?:[ \t\r\n]|#[^\n]*(?:\n|$))*policy[ \t\r\n]+[a-z][a-z0-9_]*/;

/** How much of a file is looked at: room for a long comment. */
const LOOKED_AT = 16 * 1024;

/**
 * Whether a file is a policy of rulecheck, by its name and how it begins.
 *
 * @param {string} name the name or path of the file
 * @param {string} text its text, or the first part of it
 */
function isPolicy(name, text) {
  return name.endsWith('.rules') && POLICY.test(text.slice(0, LOOKED_AT));
}

module.exports = { isPolicy };
