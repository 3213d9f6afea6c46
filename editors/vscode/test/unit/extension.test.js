// The bundled extension in an editor that is only played: what it asks the editor for, and what the server gets to hear.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { after, afterEach, beforeEach, test } = require('node:test');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rulecheck-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** What the editor was asked for. */
let shown = [];
let languages = [];
const settings = { path: '', detectPolicies: true };
const handlers = {};
const documents = [];

/** Stands for all of the editor that does not matter here. */
const anything = new Proxy(class {}, {
  get: (target, key) => (key === 'prototype' ? target.prototype : key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : key === Symbol.iterator ? [][Symbol.iterator].bind([]) : anything),
  apply: () => anything,
});
const on = (name) => (handler) => {
  handlers[name] ??= handler; // The language client, later, has handlers of its own.
  return { dispose() {} };
};
const part = (members) => new Proxy(members, { get: (target, key) => (key in target ? target[key] : anything) });
class EventEmitter {
  event = () => ({ dispose() {} });
  fire() {}
  dispose() {}
}
const vscode = part({
  version: '1.91.0',
  EventEmitter,
  workspace: part({
    textDocuments: documents,
    workspaceFolders: [{ uri: { scheme: 'file', fsPath: folder, toString: () => `file://${folder}` }, name: 'w', index: 0 }],
    getConfiguration: () => ({ get: (key, otherwise) => settings[key] ?? otherwise }),
    onDidOpenTextDocument: on('open'),
    onDidChangeConfiguration: on('configuration'),
  }),
  window: part({
    showErrorMessage: async (message) => {
      shown.push(message);
    },
  }),
  languages: part({
    setTextDocumentLanguage: async (document, language) => languages.push([document.uri.path, language]),
    match: () => 0,
  }),
});

const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
const extension = require('../../dist/extension.js');
Module._load = load;

const document = (name, languageId, text = 'policy gate "Gate"\n') => ({
  uri: { scheme: 'file', path: `/w/${name}`, fsPath: `/w/${name}`, toString: () => `file:///w/${name}` },
  languageId,
  getText: () => text,
});

/** A program that writes down each method that it is asked for, and answers. */
function server(name, body) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!${process.execPath}\n${body}`, { mode: 0o755 });
  return file;
}

beforeEach(async () => {
  shown = [];
  languages = [];
  documents.length = 0;
  settings.path = path.join(folder, 'none');
});

afterEach(() => extension.deactivate());

test('a policy is told from other .rules files, once', async () => {
  const policy = document('a.rules', 'plaintext');
  documents.push(policy, document('udev.rules', 'plaintext', 'SUBSYSTEM=="usb"\n'));
  await extension.activate({ subscriptions: [] });
  assert.deepEqual(languages, [['/w/a.rules', 'rulecheck']]);
  await handlers.open(policy); // Somebody made it plain text again.
  assert.equal(languages.length, 1);
  settings.detectPolicies = false;
  await handlers.open(document('b.rules', 'plaintext'));
  settings.detectPolicies = true;
  assert.equal(languages.length, 1);
  assert.deepEqual(shown, [], 'no server is wanted before a policy is open');
});

test('a program that is missing is told of, once', async () => {
  await handlers.open(document('a.rules', 'rulecheck'));
  await handlers.open(document('b.rules', 'rulecheck'));
  assert.equal(shown.length, 1);
  assert.match(shown[0], /rulecheck\.path is ".*none".*does not exist\. Colours and snippets work without it\.$/);
});

test('the server is started with `lsp`, and stopped', { skip: process.platform === 'win32' }, async () => {
  const log = path.join(folder, 'log');
  settings.path = server(
    'good',
    `if (process.argv[3] === '--help') process.exit(0);
    const fs = require('node:fs');
    const note = (line) => fs.appendFileSync(${JSON.stringify(log)}, line + '\\n');
    note(process.argv.slice(2).join(' '));
    let data = '';
    process.stdin.on('data', (chunk) => {
      data += chunk;
      for (let found; (found = /^Content-Length: (\\d+)\\r\\n\\r\\n/.exec(data)); ) {
        const end = found[0].length + Number(found[1]);
        if (data.length < end) return;
        const message = JSON.parse(data.slice(found[0].length, end));
        data = data.slice(end);
        note(message.method);
        if (message.method === 'exit') process.exit(0);
        if (message.id === undefined) continue;
        const result = message.method === 'initialize' ? { capabilities: {} } : null;
        const answer = JSON.stringify({ jsonrpc: '2.0', id: message.id, result });
        process.stdout.write('Content-Length: ' + answer.length + '\\r\\n\\r\\n' + answer);
      }
    });`,
  );
  await handlers.open(document('a.rules', 'rulecheck'));
  assert.deepEqual(shown, []);
  await extension.deactivate();
  const lines = fs.readFileSync(log, 'utf8').split('\n');
  assert.equal(lines[0].split(' ')[0], 'lsp');
  assert.deepEqual(lines.slice(1, 3), ['initialize', 'initialized']);
  assert.ok(lines.includes('shutdown'));
});

test('a program without a language server is told of', { skip: process.platform === 'win32' }, async () => {
  settings.path = server('old', 'process.exit(2);');
  await handlers.open(document('a.rules', 'rulecheck'));
  assert.deepEqual(shown.length, 1, shown.join('\n'));
  assert.match(shown[0], /old cannot be used: it has no language server, so it may be too old\. Colours/);
});
