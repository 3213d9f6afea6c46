// Packs the extension and what it needs into dist/extension.js, and their licences into dist/NOTICES.txt.

const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

/** @param {string} file a file of a package; the package's folder */
function packageOf(file) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return found === null ? [] : [found[1]];
}

const { metafile } = esbuild.buildSync({
  absWorkingDir: __dirname,
  entryPoints: ['src/extension.js'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  metafile: true,
  logLevel: 'warning',
});

const packages = [...new Set(Object.keys(metafile.inputs).flatMap(packageOf))].sort();
const notices = packages.map((folder) => {
  const { name, version, license } = require(path.join(__dirname, folder, 'package.json'));
  const file = fs.readdirSync(path.join(__dirname, folder)).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${name} has no licence beside it`);
  const text = fs.readFileSync(path.join(__dirname, folder, file), 'utf8').replaceAll('\r', '').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
const rule = `\n${'-'.repeat(80)}\n\n`;
fs.writeFileSync(path.join(__dirname, 'dist/NOTICES.txt'), ['This extension contains:\n', ...notices].join(rule));
