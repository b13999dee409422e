import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/** Where the product is, and where its bundle is kept: beside the code that Node keeps (docs/adr/0102). */
export const root = new URL('..', import.meta.url);
export const folder = new URL('node_modules/.cache/bundle/', root);
/** What a start runs. It waits for promises as it is read, so Node reads it. */
export const entry = 'src/server.ts';
/** What stands before a file of ours that the bundle imports later, and leaves to Node. */
export const ours = 'ours:';

/** A file and what it was when it was bundled. In whole seconds: an image of a container keeps no more of a time. */
type Stamp = [file: string, seconds: number, size: number];
/** `name` is of what is in it, so that nobody reads one half of a bundle and another one's other half. */
export type Kept = { name: string; stamps: Stamp[] };

export function stampOf(file: string): Stamp {
  const { mtimeMs, size } = statSync(new URL(file, root));
  return [file, Math.floor(mtimeMs / 1000), size];
}

export const isUnchanged = ([file, seconds, size]: Stamp): boolean => {
  const [, now, length] = stampOf(file);
  return now === seconds && length === size;
};

/** The script, the code that V8 made of it, and which line is which of the sources. */
export const partOf = (name: string, part: 'js' | 'code' | 'lines') => new URL(`${name}.${part}`, folder);

/** All that a file exports. */
export type Files = Readonly<Record<string, () => Readonly<Record<string, unknown>>>>;

/** Characters of one byte each: V8 would hold any other text with two for each. */
export const compile = (name: string, code?: Buffer): Script =>
  new Script(readFileSync(partOf(name, 'js'), 'latin1'), {
    filename: fileURLToPath(partOf(name, 'js')),
    ...(code && { cachedData: code }),
  });

/** What the bundle does not hold it asks of Node; where a file of ours is, which `import.meta.url` says elsewhere, it is told. */
export function filesOf(script: Script): Files {
  const exports: { files?: Files } = {};
  const urlOf = (file: string) => new URL(file, root).href;
  const later = (name: string) => import(name.startsWith(ours) ? urlOf(name.slice(ours.length)) : name);
  script.runInThisContext()(exports, createRequire(import.meta.url), later, urlOf);
  return exports.files ?? {};
}
