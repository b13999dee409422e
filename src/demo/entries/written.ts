import { readdirSync, readFileSync } from 'node:fs';
import { type ChannelCode, channels, isChannelCode } from '../../resources/channels/channels.ts';

/** A room of a place: how many it holds, and the kinds of activities that it is good for. */
type Room = { name: string; holds: number; fits: readonly string[]; isOutdoors: boolean };

/** An entry as it stands in a file of `places`: the names of its fields as a form shows them, and the words of this file. */
export type WrittenEntry = { channel: ChannelCode; kind: string; title: string; fields: ReadonlyMap<string, string> };

export interface WrittenPlace {
  /** The name of its file. */
  slug: string;
  about: ReadonlyMap<string, string>;
  rooms: readonly Room[];
  entries: readonly WrittenEntry[];
}

const folder = new URL('places/', import.meta.url);

let known: readonly WrittenPlace[] | undefined;

/** The places whose entries are written by hand, as places/README.md says. */
export function writtenPlaces(): readonly WrittenPlace[] {
  known ??= readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => read(name.slice(0, -'.txt'.length), readFileSync(new URL(name, folder), 'utf8')));
  return known;
}

function read(slug: string, text: string): WrittenPlace {
  const [head = '', ...blocks] = text.trim().split(/\n{2,}/);
  const all = linesOf(head);
  return {
    slug,
    about: new Map(
      all.filter(({ name }) => name !== '房间' && name !== '户外').map(({ name, value }) => [name, value]),
    ),
    rooms: all.flatMap(({ name, value }) =>
      name === '房间' || name === '户外' ? [roomOf(value, name === '户外')] : [],
    ),
    entries: blocks.map(entryOf),
  };
}

/** `name value`; lines that begin with two spaces go on with the value before. */
function linesOf(block: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  for (const line of block.split('\n')) {
    const last = found.at(-1);
    if (line.startsWith('  ') && last !== undefined) last.value += `${last.value === '' ? '' : '\n\n'}${line.trim()}`;
    else {
      // The names of fields hold spaces only before a unit in brackets.
      const [name = '', ...rest] = line.split(' ');
      found.push({ name, value: rest.join(' ') });
    }
  }
  return found;
}

function roomOf(text: string, isOutdoors: boolean): Room {
  const [name = '', holds = '', fits = ''] = text.split('｜');
  return { name, holds: Number(holds), fits: fits.split('、'), isOutdoors };
}

const codes = new Map(Object.values(channels).map(({ name, code }) => [name, code]));

function entryOf(block: string): WrittenEntry {
  const [first = '', ...rest] = block.split('\n');
  const [channel = '', kind = '', title = ''] = first.split('｜');
  const code = codes.get(channel) ?? '';
  if (!isChannelCode(code)) throw new Error(`${channel} is no channel: ${first}`);
  return {
    channel: code,
    kind,
    title,
    fields: new Map(linesOf(rest.join('\n')).map(({ name, value }) => [name, value])),
  };
}
