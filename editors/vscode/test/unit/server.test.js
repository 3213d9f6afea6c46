// Where the program is looked for, and what is said if it is not there.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const { findServer } = require('../../src/server.js');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rulecheck-'));
after(() => fs.rmSync(folder, { recursive: true }));
const bin = path.join(folder, 'bin');
fs.mkdirSync(path.join(bin, 'rulecheck-dir'), { recursive: true });
fs.writeFileSync(path.join(bin, 'rulecheck'), '#!/bin/sh\n', { mode: 0o755 });
fs.writeFileSync(path.join(bin, 'notes'), 'text', { mode: 0o644 });
fs.writeFileSync(path.join(bin, 'win.exe'), '', { mode: 0o755 });

const here = { folder, env: { PATH: ['relative', '/nowhere', bin].join(path.delimiter) }, platform: process.platform };
const command = path.join(bin, 'rulecheck');

test('on the PATH', () => {
  assert.deepEqual(findServer('', here), { command });
  assert.deepEqual(findServer(' rulecheck ', here), { command });
});

test('where the setting says', () => {
  assert.deepEqual(findServer(command, here), { command });
  assert.deepEqual(findServer('bin/rulecheck', here), { command });
  assert.deepEqual(findServer('./bin/rulecheck', { ...here, env: {} }), { command });
});

test('with its extension on Windows', () => {
  assert.deepEqual(findServer('bin/win', { ...here, platform: 'win32' }), { command: path.join(bin, 'win.exe') });
});

test('what is told if it is missing', () => {
  const missing = (setting, surroundings = here) => findServer(setting, surroundings).missing;
  assert.match(missing('', { ...here, env: {} }), /^rulecheck is not on the PATH\..*rulecheck\.path/);
  assert.match(missing('', { ...here, env: { PATH: 'bin' } }), /not on the PATH/);
  assert.match(missing('rulechek'), /"rulechek".* no such program on the PATH/);
  assert.match(missing('bin/none'), /bin\/none does not exist\.$/);
  assert.match(missing('bin/rulecheck-dir'), /is no program that can be started\.$/);
  assert.match(missing('~/no/such/program'), /does not exist\.$/);
  if (process.platform !== 'win32') assert.match(missing('bin/notes'), /is no program/);
});
