import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { compile, entry, filesOf, folder, isUnchanged, type Kept, partOf, root } from './kept.ts';

// Named before the entry point: what the bundle holds of the product is taken from there, whoever asks for it, and the rest from the
// sources, all of it if a source has changed since (docs/adr/0102).
const found = isServer() ? read() : undefined;
const files = found && filesOf(found.script);

export const bundled = (file: string) => files?.[file]?.() ?? {};

if (found !== undefined && files !== undefined) {
  registerHooks({
    load(url, context, next) {
      const file = url.startsWith(root.href) ? url.slice(root.href.length) : '';
      if (!Object.hasOwn(files, file)) return next(url, context);
      const isModule = context.format?.startsWith('module') === true;
      return { format: 'module', source: sourceFor(file, isModule), shortCircuit: true };
    },
  });
  nameSources(found.name);
}

/**
 * Threads and other programs get the same options and read few of these files, and so does a process that only supervises those that answer
 * (WEB_CONCURRENCY). Whoever debugs wants to see the sources.
 */
function isServer(): boolean {
  const [, program = ''] = process.argv;
  const supervises = cluster.isPrimary && Number(process.env.WEB_CONCURRENCY) > 1;
  const isDebugged = process.execArgv.some((option) => option.startsWith('--inspect'));
  return isMainThread && !supervises && !isDebugged && program.replaceAll('\\', '/').endsWith(`/${entry}`);
}

function read() {
  try {
    const { name, stamps }: Kept = JSON.parse(readFileSync(new URL('bundle.json', folder), 'utf8'));
    return stamps.every(isUnchanged) ? { name, script: compile(name, readFileSync(partOf(name, 'code'))) } : undefined;
  } catch {
    return undefined; // never made, another one just made, or a source gone since
  }
}

/** What Node loads instead of a file: its exports under their names. A module of CommonJS is itself what is exported. */
function sourceFor(file: string, isModule: boolean): string {
  const exported = bundled(file);
  const isNamed = (name: string) => isModule || (name !== 'default' && isReadable(exported, name));
  const lines = Object.keys(exported)
    .filter(isNamed)
    .map((name, place) => {
      const quoted = JSON.stringify(name);
      return `const e${place} = exported[${quoted}]; export { e${place} as ${quoted} };`;
    });
  if (!isModule) lines.push(`export { exported as default, exported as 'module.exports' };`);
  const bundle = `import { bundled } from ${JSON.stringify(import.meta.url)};`;
  return `${bundle} const exported = bundled(${JSON.stringify(file)}); ${lines.join(' ')}`;
}

/** Node leaves out as well what a module only says of objects that are made after it: koa's request is one. */
function isReadable(exported: Readonly<Record<string, unknown>>, name: string): boolean {
  try {
    Reflect.get(exported, name);
    return true;
  } catch {
    return false;
  }
}

/** Traces of errors name the sources and not the bundle. The table is read with the first. */
function nameSources(name: string): void {
  let table: { sources: string[]; lines: number[] } | undefined;
  const inBundle = new RegExp(`[^\\s(]*/${name}\\.js:(\\d+):(\\d+)`, 'g');
  Error.prepareStackTrace = (error, frames) => {
    const trace = [String(error), ...frames.map((frame) => `    at ${frame}`)].join('\n');
    return trace.replace(inBundle, (said, line) => {
      table ??= JSON.parse(readFileSync(partOf(name, 'lines'), 'utf8'));
      const source = table?.sources[table.lines[2 * (Number(line) - 1)] ?? -1];
      return source === undefined ? said : `${new URL(source, root).href}:${table?.lines[2 * Number(line) - 1]}`;
    });
  };
}
