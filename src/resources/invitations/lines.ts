import type { Column, Field } from '../../fields/form.ts';
import { type Line, linesOf } from '../../fields/rich-text/blocks.ts';
import { blocksOf } from '../../fields/rich-text/reader.ts';
import { textOf } from '../channels/channel.ts';
import type { Values } from '../listing/listing.ts';
import { type FactOrText, fact, type Heading } from './facts.ts';
import { unitOf, wordsOf } from './shown.ts';

/** A piece of a line: bold, or less important; a link where it leads somewhere. */
export type Piece<Words = FactOrText> = {
  words: Words;
  href?: string | undefined;
  look?: 'b' | 'dim' | 'confirmed' | 'unconfirmed';
  at?: Date;
};
/** A line of facts for citizens, under a word of two characters: 时间, 地点. Without facts there is no line. */
export type Answer<Title = Heading, Words = FactOrText> = {
  title: Title;
  lines: Piece<Words>[][];
  seats?: { taken: number; all: number };
};
/** A field as it was filled in. */
export type Answered<Words = FactOrText> = { title: Words; words?: Words; at?: Date; href?: string };
export type Table<Words = FactOrText> = { title: Words; columns: Words[]; rows: Omit<Answered<Words>, 'title'>[][] };
export type LongText<Words = FactOrText> = { title: Words; lines: Line[] };

/** An answer, if any of its lines says something. */
export function answer(
  title: Heading,
  ...lines: (readonly (Piece | FactOrText | false | undefined)[] | false | undefined)[]
): Answer[] {
  const said = lines
    .flatMap((line) => (line ? [line] : []))
    .map((line) => line.flatMap((piece): Piece[] => (!piece ? [] : isPiece(piece) ? [piece] : [{ words: piece }])))
    .filter((line) => line.length > 0);
  return said.length === 0 ? [] : [{ title, lines: said }];
}

const isPiece = (piece: Piece | FactOrText): piece is Piece => typeof piece === 'object' && 'words' in piece;

const bare = (title: string) => fact('invitations.name', { text: title.replace(/[(（][^)）]*[)）]$/, '') });
const open = fact('invitations.button', { to: 'open' });

export function factOf(field: Field, values: Values): Answered[] {
  const value = values[field.name];
  const title = bare(field.title);
  const text = textOf(value);
  if (field.control === 'url') return text === undefined ? [] : [{ title, href: text, words: open }];
  if (field.control === 'datetime' && text !== undefined) return [{ title, at: new Date(text) }];
  const [words] = wordsOf(field, value);
  return words === undefined ? [] : [{ title, words }];
}

export function tableOf(field: Field, values: Values): Table[] {
  const rows = values[field.name];
  if (field.as?.type !== 'rows' || !Array.isArray(rows) || rows.length === 0) return [];
  const columns = field.as.columns.filter(({ name }) => rows.some((row: Values) => row[name] !== undefined));
  return [
    {
      title: fact('invitations.name', { text: field.title }),
      columns: columns.map(({ title }) => bare(title)),
      rows: rows.map((row: Values) => columns.map((column) => cellOf(column, row[column.name]))),
    },
  ];
}

function cellOf({ title, options }: Column, value: unknown): Omit<Answered, 'title'> {
  if (typeof value === 'number') return { words: unitOf({ title }, value) };
  const text = textOf(value);
  if (text === undefined) return {};
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return { at: new Date(text) };
  if (/^https?:/.test(text)) return { href: text, words: open };
  const option = options?.[text];
  return { words: option === undefined ? text : fact('invitations.name', { text: option }) };
}

/** Texts long enough for a section of their own. */
export const isLong = ({ control, max = 0 }: Field) => control === 'textarea' || max > 200;

export function longTextOf(field: Field, values: Values): LongText[] {
  const text = textOf(values[field.name]);
  return text === undefined ? [] : [{ title: bare(field.title), lines: linesIn(field, text) }];
}

const linesIn = (field: Field, text: string): Line[] =>
  field.rich ? linesOf(blocksOf(text)) : text.split('\n').flatMap(paragraph);

const paragraph = (line: string): Line[] => (line.trim() === '' ? [] : [{ kind: 'p', text: line.trim() }]);

/** The words of a field that is chosen: 免费需预约; undefined where nothing is. */
export function chosen(fields: readonly Field[], name: string, values: Values): FactOrText | undefined {
  const field = fields.find((each) => each.name === name);
  return field === undefined ? undefined : wordsOf(field, values[name])[0];
}
