// The extension: tells policies from other `.rules` files, and starts `rulecheck lsp` once there is one.

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { isPolicy } = require('./detect.js');
const { findServer, problemOf } = require('./server.js');

const LANGUAGE = 'rulecheck';

/** @type {vscode.LogOutputChannel} */
let output;
/** @type {LanguageClient | undefined} */
let client;
/** Starts and stops follow each other, never overlap. @type {Promise<void>} */
let turn = Promise.resolve();
/** Whether a policy was open: only then is the server wanted. */
let wanted = false;
/** Documents that were made policies once; who sets another language by hand keeps it. @type {Set<string>} */
const detected = new Set();

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  output = vscode.window.createOutputChannel('rulecheck', { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('rulecheck.restart', () => restart(true)),
    vscode.commands.registerCommand('rulecheck.showOutput', () => output.show()),
    vscode.workspace.onDidOpenTextDocument(opened),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration('rulecheck.path')) await restart(wanted);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(wanted)),
  );
  await Promise.all(vscode.workspace.textDocuments.map(opened));
}

async function deactivate() {
  await restart(false);
}

/** @param {vscode.TextDocument} document */
async function opened(document) {
  if (document.languageId === LANGUAGE) {
    if (!wanted) await restart(true);
    return;
  }
  const detects = vscode.workspace.getConfiguration('rulecheck').get('detectPolicies', true);
  const uri = document.uri.toString();
  if (!detects || detected.has(uri) || !isPolicy(document.uri.path, document.getText())) return;
  detected.add(uri);
  // This closes the document and opens it again as a policy.
  await vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
}

/**
 * Stops the server, and starts it if it is to run.
 *
 * @param {boolean} run
 */
function restart(run) {
  wanted = run;
  turn = turn
    .then(stop)
    .then(run ? start : undefined)
    .catch((error) => tell(`The language server did not start: ${error}.`));
  return turn;
}

async function stop() {
  const running = client;
  client = undefined;
  try {
    await running?.dispose();
  } catch (error) {
    output.warn(`While stopping: ${error}`);
  }
}

async function start() {
  const folder = vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file');
  const setting = vscode.workspace.getConfiguration('rulecheck').get('path', '');
  const here = { folder: folder?.uri.fsPath, env: process.env, platform: process.platform };
  const found = findServer(setting, here);
  if ('missing' in found) {
    tell(found.missing);
    return;
  }
  const problem = await problemOf(found.command);
  if (problem !== undefined) {
    tell(problem);
    return;
  }
  output.info(`Starting ${found.command} lsp`);
  const options = { command: found.command, args: ['lsp'], options: { cwd: here.folder } };
  client = new LanguageClient(LANGUAGE, 'rulecheck', options, {
    documentSelector: [{ language: LANGUAGE }],
    outputChannel: output,
  });
  await client.start();
}

/**
 * Says what is wrong, without waiting for an answer.
 *
 * @param {string} message
 */
function tell(message) {
  output.error(message);
  const [settings, details] = ['Open Settings', 'Show Output'];
  vscode.window.showErrorMessage(`${message} Colours and snippets work without it.`, settings, details).then((choice) => {
    if (choice === settings) vscode.commands.executeCommand('workbench.action.openSettings', 'rulecheck.path');
    if (choice === details) output.show();
  });
}

module.exports = { activate, deactivate };
