// The colours of the shipped policies, against the snapshots in test/policies. With --update the snapshots are written
// anew: read what has changed.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const shipped = path.join(root, '../../rules');
const folder = path.join(__dirname, 'policies');

fs.mkdirSync(folder, { recursive: true });
const names = fs.readdirSync(shipped).filter((name) => name.endsWith('.rules'));
for (const name of names) fs.copyFileSync(path.join(shipped, name), path.join(folder, name));

const update = process.argv.includes('--update') ? ['--updateSnapshot'] : [];
const tool = require.resolve('vscode-tmgrammar-test/dist/snapshot.js');
const files = names.map((name) => path.join('test/policies', name));
const run = spawnSync(process.execPath, [tool, '--scope', 'source.rulecheck', ...update, ...files], { cwd: root, stdio: 'inherit' });
if (run.status !== 0) {
  console.error('If the new colours are right: npm run test:policies -- --update');
  process.exit(1);
}

// What the snapshots may not show, whatever they say.
const problems = [];
const snapshots = fs.readdirSync(folder).filter((name) => name.endsWith('.snap'));
for (const name of snapshots) {
  if (!names.includes(name.replace(/\.snap$/, ''))) problems.push(`${name}: there is no such policy`);
  let text = '';
  for (const line of fs.readFileSync(path.join(folder, name), 'utf8').split('\n')) {
    if (line.startsWith('>')) text = line.slice(1);
    const marks = /^#( *)(\^+) (.*)$/.exec(line);
    if (marks === null) continue;
    const token = text.slice(marks[1].length, marks[1].length + marks[2].length);
    if (marks[3].includes('invalid.')) problems.push(`${name}: ${token} is called wrong`);
    if (marks[3] === 'source.rulecheck' && token.trim() !== '') problems.push(`${name}: ${token} has no colour`);
  }
}
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
