// Where the rulecheck program is.

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/**
 * @typedef {object} Surroundings
 * @property {string | undefined} folder the first workspace folder
 * @property {Record<string, string | undefined>} env the environment variables
 * @property {NodeJS.Platform} platform
 */

/**
 * The program that is to be started, or what to tell if there is none.
 *
 * @param {string} setting the setting `rulecheck.path`; empty: look on the PATH
 * @param {Surroundings} here
 * @returns {{ command: string } | { missing: string }}
 */
function findServer(setting, here) {
  const wanted = setting.trim();
  if (wanted === '') {
    const found = onPath('rulecheck', here);
    if (found !== undefined) return { command: found };
    return { missing: 'rulecheck is not on the PATH. Install it, or say in the setting rulecheck.path where it is.' };
  }
  if (!/[\\/]/.test(wanted)) {
    const found = onPath(wanted, here);
    if (found !== undefined) return { command: found };
    return { missing: `The setting rulecheck.path is "${wanted}", and there is no such program on the PATH.` };
  }
  const home = wanted.replace(/^~(?=[\\/])/, os.homedir());
  const command = path.resolve(here.folder ?? os.homedir(), home);
  for (const candidate of withExtensions(command, here)) {
    if (isProgram(candidate, here)) return { command: candidate };
  }
  const problem = fs.existsSync(command) ? 'is no program that can be started' : 'does not exist';
  return { missing: `The setting rulecheck.path is "${wanted}", and ${command} ${problem}.` };
}

/**
 * @param {string} name
 * @param {Surroundings} here
 */
function onPath(name, here) {
  const folders = (here.env.PATH ?? here.env.Path ?? '').split(here.platform === 'win32' ? ';' : ':');
  const candidates = folders
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => withExtensions(path.join(folder, name), here));
  return candidates.find((candidate) => isProgram(candidate, here));
}

/**
 * @param {string} file
 * @param {Surroundings} here
 */
function withExtensions(file, here) {
  return here.platform === 'win32' ? [file, `${file}.exe`] : [file];
}

/**
 * @param {string} file
 * @param {Surroundings} here
 */
function isProgram(file, here) {
  try {
    if (!fs.statSync(file).isFile()) return false;
    if (here.platform !== 'win32') fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is wrong with a program, if it cannot be a language server: an old version of rulecheck, or something else.
 *
 * @param {string} command
 * @returns {Promise<string | undefined>}
 */
function problemOf(command) {
  return new Promise((done) => {
    execFile(command, ['lsp', '--help'], { timeout: 10_000 }, (error) => {
      if (error === null) return done(undefined);
      const exited = typeof error.code === 'number';
      const why = exited ? 'it has no language server, so it may be too old' : error.message;
      done(`${command} cannot be used: ${why}.`);
    });
  });
}

module.exports = { findServer, problemOf };
