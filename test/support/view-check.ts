import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `folder`: where it stands in place of its own, as an altered one beside the whole one. */
export type View = { name: string; source: string; folder?: string };

export const allViews = (): View[] =>
  readdirSync(join(root, 'views'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ejs'))
    .map((path) => ({
      name: path.slice(0, -'.ejs'.length).replaceAll('\\', '/'),
      source: readFileSync(join(root, 'views', path), 'utf8'),
    }));

/** The type checker's findings in these views, each with view and line. One run for all of them. */
export function checkViews(views: readonly View[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'views-'));
  try {
    for (const { name, source, folder: within = '' } of views)
      write(join(folder, within, `${name}.mts`), moduleOf(name, source));
    write(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const program = join(root, 'node_modules/typescript/bin/tsc');
    // In one thread: each of four would look the same types up for itself.
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [program, '-p', folder, '--pretty', 'false', '--singleThreaded'],
      { cwd: folder, encoding: 'utf8' },
    );
    return findings(`${stdout}${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const settings = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    noUnusedLocals: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { 'view-types': [join(root, 'test/support/view-types.ts')] },
  },
  include: ['**/*.mts', join(root, 'src/**/views.ts')],
  exclude: [],
};

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** One for each error, without its explanation: review/item.ejs:12: Property 'kindd' does not exist … */
function findings(said: string): string[] {
  const lines = said.split('\n').filter((line) => /^\S/.test(line));
  return lines.map((line) => {
    const [, path = '', place = '', words = line] = /^(.*)\.mts\((\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    return path === '' ? words : `${path.replaceAll(sep, '/')}.ejs:${place}: ${words}`;
  });
}

/**
 * A view as a module of TypeScript: its code in its order, each piece in the line where it stands, without its HTML. The type of its data is
 * that of the room's `views.ts`.
 */
export function moduleOf(name: string, source: string): string {
  const isLetter = /^(notices|layouts\/letter)/.test(name);
  const [kind = 'pages'] = /^(partials|layouts|notices)/.exec(name) ?? [];
  const type = types[kind] ?? 'ViewData';
  const given = kind === 'pages' ? `${type}<'${name}'>` : `${type}['${name}']`;
  const template = isLetter ? 'LetterTemplate' : 'Template';
  const around = isLetter ? '{ text, out, raw, include }' : '{ page, text, tongue, asset, out, raw, include }';
  const pieces = [...source.matchAll(/<%(?:(?!%>)[\s\S])*%>|(?:(?!<%)[\s\S])+/g)];
  const body = pieces.map(([piece]) => (piece.startsWith('<%') ? codeOf(piece) : linesOf(piece))).join('');
  return `import type { ${type}, ${template} } from 'view-types'; export const view: ${template}<${given}> = (locals, ${around}) => { ${body}};\n`;
}

const types: Readonly<Record<string, string>> = { partials: 'Partials', layouts: 'Layouts', notices: 'Partials' };

const linesOf = (text: string) => text.replaceAll(/[^\n]/g, '');

function codeOf(piece: string): string {
  const code = piece.replace(/-?%>$/, '');
  if (code.startsWith('<%#')) return linesOf(code);
  if (code.startsWith('<%=')) return `out(${code.slice(3)});`;
  if (!code.startsWith('<%-')) return code.slice(2);
  const included = /^\s*include\(\s*'\/([^']+)'\s*(?:,([\s\S]*?),?\s*)?\)\s*$/.exec(code.slice(3));
  if (included === null) return `raw(${code.slice(3)});`;
  // A partial gets its view's data, and its own.
  const [, partial = '', given = '{}'] = included;
  const both = given.trim().startsWith('{') ? given.replace('{', '{ ...locals, ') : `{ ...locals, ...(${given}) }`;
  return `include('${partial}', ${both});`;
}
