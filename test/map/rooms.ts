import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { floors, inner } from '../floors.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** In one line, as far as its first sentence goes. */
const sentenceOf = (comment: string): string =>
  comment
    .replace(/\s*\n \*\s?/g, ' ')
    .trim()
    .replace(/(?<=\.) .*/, '');
/** A comment at the beginning of a file, standing alone: it is about the file, and not about the code after it. */
const headOf = (path: string): string[] => {
  const [, head] = /^\/\*\*((?:(?!\*\/)[\s\S])+)\*\/\n\n/.exec(readFileSync(path, 'utf8')) ?? [];
  return head === undefined ? [] : [sentenceOf(head)];
};
/** The comment over the first function or value of a door: the maker of the room. */
function overExport(door: string): string[] {
  const [, comment] =
    /\/\*\*((?:(?!\*\/)[\s\S])+)\*\/\nexport (?:async )?(?:function|const) /.exec(readFileSync(door, 'utf8')) ?? [];
  return comment === undefined ? [] : [sentenceOf(comment)];
}

/**
 * The description of a room: of a file in src its first comment; of a folder the comment over the maker in its index.ts, or, without a door, the
 * first comment of one of its files. A folder of nothing but folders may have none.
 */
export function lineOf(room: string, root = src): string {
  const path = join(root, room);
  if (room.endsWith('.ts')) return only(headOf(path), `src/${room} does not begin with a comment`);
  const files = readdirSync(path).filter((name) => name.endsWith('.ts'));
  if (files.includes('index.ts'))
    return only(overExport(`${path}/index.ts`), `src/${room}/index.ts has no comment over what it gives`);
  const heads = files.flatMap((name) => headOf(`${path}/${name}`));
  return files.length === 0
    ? ''
    : only(heads, `src/${room}: one of its files has to begin with a comment that says what the room is`);
}

function only(lines: readonly string[], complaint: string): string {
  const [line, other] = lines;
  if (line === undefined || other !== undefined) throw new Error(`${complaint} (test/map/rooms.ts)`);
  return line;
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** The folders within a room, in the order of its floors; those that have none come last. */
function foldersIn(room: string): string[] {
  const order = inner[room] ?? [];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return readdirSync(join(src, room))
    .filter((name) => isFolder(join(src, room, name)))
    .toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

/** A folder with a door is a room within the room and has a line of its own; the others are drawers, of which the names tell enough. */
function linesOf(room: string, depth: number): string[] {
  const name = `${'  '.repeat(depth)}${room.split('/').at(-1)}`;
  const folders = foldersIn(room);
  const isRoom = (folder: string) => existsSync(join(src, room, folder, 'index.ts'));
  const drawers = folders.filter((folder) => !isRoom(folder));
  const says = [lineOf(room), drawers.map((drawer) => `${drawer}/`).join(' ')].filter((part) => part !== '');
  return [
    row(`${name}/`, says.join(' · ')),
    ...folders.filter(isRoom).flatMap((folder) => linesOf(`${room}/${folder}`, depth + 1)),
  ];
}

const row = (name: string, says: string): string => `    ${name.padEnd(19)} ${says}`.trimEnd();

/** A floor is a file, a folder, or both: a file and its parts. */
const linesOfFloor = (room: string): string[] => [
  ...(existsSync(join(src, `${room}.ts`)) ? [row(`  ${room}.ts`, lineOf(`${room}.ts`))] : []),
  ...(isFolder(join(src, room)) ? linesOf(room, 1) : []),
];

/** Every room of src in the order of the floors. */
export const tree = (): string => ['    src/', ...floors.flatMap(linesOfFloor)].join('\n');

const marks = ['<!-- npm run map: begin -->', '<!-- npm run map: end -->'] as const;

/** A text with the tree between its marks. */
export function withTree(text: string): string {
  const [before, , after] = text.split(new RegExp(`(?<=${marks[0]}\n)([\\s\\S]*)(?=${marks[1]})`));
  if (before === undefined || after === undefined) throw new Error(`README.md has no ${marks.join(' … ')}`);
  return `${before}\n${tree()}\n\n${after}`;
}
