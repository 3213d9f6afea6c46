// Policies and other `.rules` files.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { isPolicy } = require('../../src/detect.js');

const root = path.join(__dirname, '../../../..');
const manifest = require('../../package.json');

test('the shipped policies are policies', () => {
  const folder = path.join(root, 'rules');
  for (const name of fs.readdirSync(folder).filter((name) => name.endsWith('.rules'))) {
    assert.ok(isPolicy(name, fs.readFileSync(path.join(folder, name), 'utf8')), name);
  }
});

test('a policy may begin with comments, blank lines, a byte order mark', () => {
  assert.ok(isPolicy('a.rules', '\uFEFF# why\r\n\r\n  # policy\r\npolicy\n  gate\n"Gate"'));
});

test('what is no policy', () => {
  const others = {
    'empty.rules': '',
    'comments.rules': '# policy gate "Gate"\n',
    'udev.rules': '# made by policy\nSUBSYSTEM=="usb", MODE="0660"\n',
    'firestore.rules': "rules_version = '2';\nservice cloud.firestore {\n",
    'snort.rules': 'alert tcp any any -> any 80 (msg:"policy violation";)\n',
    'local.rules': 'policy: strict\n',
    'gate.txt': 'policy gate "Gate"\n',
  };
  for (const [name, text] of Object.entries(others)) assert.ok(!isPolicy(name, text), name);
});

test('a long comment is read in no time', () => {
  assert.ok(!isPolicy('a.rules', '#\n \n'.repeat(100_000)));
  assert.ok(!isPolicy('a.rules', `# ${'#'.repeat(1_000_000)}`));
});

test('the first line alone tells a policy by its header', () => {
  const [language] = manifest.contributes.languages;
  const firstLine = new RegExp(language.firstLine);
  assert.match('policy gate "Gate"', firstLine);
  assert.match('\uFEFF  policy gate "Gate" due at once', firstLine);
  assert.doesNotMatch('policy: gate', firstLine);
  assert.doesNotMatch('# policy gate "Gate"', firstLine);
  assert.equal(language.extensions, undefined, 'other programs have .rules files too');
});
