import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { compile, entry, filesOf, folder, type Kept, ours, partOf, root, stampOf } from './kept.ts';

// npm run prepare, which `npm ci` does by itself. Joins what a start reads before it listens into one script, and keeps it with the code
// that V8 makes of it (docs/adr/0102). After a source has changed, a start reads the sources again until this has run.
const cwd = fileURLToPath(root);
const serving = 'src/server/serve.ts';
/** What else the bundle stands for: the libraries as they were installed, and how it is made. */
const besides = ['node_modules/.package-lock.json', 'require-node.mjs', 'bundle/build.ts', 'bundle/kept.ts'];
const list = '\0list';
/** Files of CommonJS and of JSON. */
const common = new Set<string>();

const fileOf = (id: string) => pathToFileURL(id).href.slice(root.href.length);
/** As it stands in an import. */
const quoted = (file: string) => JSON.stringify(`${cwd}${file}`);
const isOurs = (file: string) => !file.startsWith('node_modules/');

/** What is imported later stays with Node, and so is each file where it was. */
const asNode = (text: string): Plugin => ({
  name: 'as Node',
  resolveId(name, from = '') {
    if (name === list) return list;
    // The rule of require-node.mjs: zod in one language.
    const isMessages = name === '../locales/index.js' && /node_modules[\\/]zod[\\/]/.test(from);
    return isMessages ? this.resolve('../locales/en.js', from) : null;
  },
  resolveDynamicImport(name, from) {
    if (typeof name !== 'string') return null;
    if (from === undefined || !name.startsWith('.')) return { id: name, external: true };
    return { id: ours + fileOf(fileURLToPath(new URL(name, pathToFileURL(from)))), external: true };
  },
  moduleParsed({ id, inputFormat }) {
    if (inputFormat === 'cjs' || id.endsWith('.json')) common.add(fileOf(id));
  },
  load(id) {
    if (id === list) return text;
    const source = /\.(ts|m?js)$/.test(id) ? readFileSync(id, 'utf8') : '';
    return source.includes('import.meta.url') ? source.replaceAll('import.meta.url', `$urlOf('${fileOf(id)}')`) : null;
  },
});

/** Nothing is left out of a file, all of it is as strict as modules are, and what is renamed since two files have it says its name as before. */
async function join(text: string, format: 'cjs' | 'es'): Promise<OutputChunk> {
  const made = await rolldown({
    ...{ input: list, cwd, platform: 'node', treeshake: false, plugins: [asNode(text)] },
    ...{ external: ['pg-native'], checks: { eval: false } },
  });
  const kept = { keepNames: true, strict: true, comments: false, sourcemap: true };
  const { output } = await made.generate({ dir: cwd, format, ...kept });
  await made.close();
  const [first, ...others] = output.filter((part) => part.type === 'chunk');
  if (first === undefined || others.length > 0) throw new Error('the bundle is not one script');
  return first;
}

/** Once no file is of this second: whoever changes it now would not change what is kept of it. */
async function stampsOf(files: readonly string[]): Promise<Kept['stamps']> {
  for (;;) {
    const stamps = files.map(stampOf);
    const now = Math.floor(Date.now() / 1000);
    if (stamps.every(([, seconds]) => seconds !== now)) return stamps;
    await sleep(200);
  }
}

/** Characters of one byte: of any other text V8 would hold two bytes for each. */
const asciiOf = (code: string) =>
  code.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

function scriptOf(code: string): string {
  if (code.includes('$import')) throw new Error('$import is what the bundle imports later by');
  const text = asciiOf(code).replace(/\bimport\(/g, '$import(');
  if (/\bimport\.meta\b/.test(text)) throw new Error('only import.meta.url is known in a bundle');
  return `(function (exports, require, $import, $urlOf) {${text}\n})`;
}

/** For each line of the script the file, of `files`, and the line there. */
function linesOf({ code, map }: OutputChunk) {
  if (map === null) throw new Error('the bundle has no source map');
  const { version, sources, names, mappings, file } = map;
  const found = new SourceMap({ version, sources, names, mappings, file, sourcesContent: [], sourceRoot: '' });
  const lines = code.split('\n').flatMap((line, place) => {
    const entry = found.findEntry(place, line.length - line.trimStart().length);
    return 'originalSource' in entry ? [sources.indexOf(entry.originalSource), entry.originalLine + 1] : [-1, 0];
  });
  return { sources, lines };
}

/** Whole or not at all, whoever reads meanwhile. */
function write(file: URL, data: string | Buffer): void {
  const path = fileURLToPath(file);
  writeFileSync(`${path}.new`, data);
  renameSync(`${path}.new`, path);
}

const filesIn = ({ moduleIds }: OutputChunk) => moduleIds.filter((id) => !id.startsWith('\0')).map(fileOf);
const read = await join([entry, serving].map((file) => `import ${quoted(file)};`).join('\n'), 'es');
const files = filesIn(read).filter((file) => file !== entry);
const stamps = await stampsOf([...files.filter(isOurs), ...besides]);
// Modules begin with the script, in the order of their imports, so that V8 knows their constants as such; those of CommonJS when they are
// required.
const imports = files.map((file, place) => (common.has(file) ? '' : `import * as file${place} from ${quoted(file)};`));
const exported = files.map((file, place) => {
  const begun = common.has(file) ? `require(${quoted(file)})` : `file${place}`;
  return `'${file}': () => ${begun},`;
});
const joined = await join([...imports, 'export const files = {', ...exported, '};'].join('\n'), 'cjs');
if (filesIn(joined).some((file) => !files.includes(file))) throw new Error('a source was changed meanwhile');
const text = scriptOf(joined.code);
const name = createHash('sha256').update(process.version).update(text).digest('hex').slice(0, 16);

mkdirSync(folder, { recursive: true });
write(partOf(name, 'js'), text);
write(partOf(name, 'lines'), JSON.stringify(linesOf(joined)));
// What a start runs is compiled by running it; what it never calls V8 compiles when somebody does.
const script = compile(name);
filesOf(script);
write(partOf(name, 'code'), script.createCachedData());
write(new URL('bundle.json', folder), JSON.stringify({ name, stamps } satisfies Kept));
for (const old of readdirSync(folder))
  if (old !== 'bundle.json' && !old.startsWith(`${name}.`)) rmSync(new URL(old, folder));
process.stdout.write(`bundled ${files.length} files, ${(text.length / 1e6).toFixed(1)} MB\n`);
