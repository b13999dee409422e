import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { keyedHash } from '../../audit/keyed-hash.ts';

/** The content of a leaf, as a list of texts that begins with its kind; null where the database has nothing. */
export type Contents = readonly (string | null)[];

const figureKinds = ['report', 'total', 'kinds', 'past', 'count'] as const;
export type FigureKind = (typeof figureKinds)[number];
/**
 * Of which figure: a report or count of an application (AK), or of a region its total, its totals by 机构类型 or those of the past, of a day; each
 * correction is another revision.
 */
export type FigureName = { kind: FigureKind; key: string; day: string; revision: number };

/** How a figure is called, also in public: `report ncc_… 2026-11-26 1`. Of a total of the country the key is empty, and written 全国's code 0. */
export const figureText = ({ kind, key, day, revision }: FigureName): string =>
  `${kind} ${key === '' ? '0' : key} ${day} ${revision}`;

export function readFigure(
  text: string,
): (Omit<FigureName, 'revision'> & { revision: number | undefined }) | undefined {
  const [, kind, key = '', day = '', revision] =
    /^(report|total|kinds|past|count)[\s/]+([\w-]{1,80})[\s/]+(\d{4}-\d{2}-\d{2})(?:[\s/]+([1-9]\d{0,8}))?$/.exec(
      text.trim(),
    ) ?? [];
  const known = figureKinds.find((one) => one === kind);
  if (known === undefined || !z.iso.date().safeParse(day).success) return undefined;
  return {
    kind: known,
    key: key === '0' ? '' : key,
    day,
    revision: revision === undefined ? undefined : Number(revision),
  };
}

/**
 * In public an application is called by an alias of the month: the log tells of no AK when it reported. Its key is given to those who may prove
 * that the alias is theirs.
 */
export const aliasKeyOf = (key: Buffer, { key: clientId, day }: FigureName): Buffer =>
  keyedHash(key, ['alias key 1', clientId, day.slice(0, 7)]);

/** The first half of HMAC-SHA256 of `AK 2026-11`: to be made again by anyone who has the key. */
const aliasBy = (aliasKey: Buffer, { key: clientId, day }: FigureName): string =>
  `alias-${createHmac('sha256', aliasKey)
    .update(`${clientId} ${day.slice(0, 7)}`)
    .digest('hex')
    .slice(0, 32)}`;

export const isOfApplication = ({ kind }: Pick<FigureName, 'kind'>): boolean => kind === 'report' || kind === 'count';
export const isAlias = (key: string): boolean => /^alias-[0-9a-f]{32}$/.test(key);

/** A figure as leaves call it. */
export const aliased = (aliasKey: Buffer, name: FigureName): FigureName => ({ ...name, key: aliasBy(aliasKey, name) });

export type EntryName = { kind: 'event'; position: number } | FigureName;

export const nameText = (name: EntryName): string =>
  name.kind === 'event' ? `event ${name.position}` : figureText(name);

/** A salt per entry: without it the hidden content cannot be found by trying. Derived from a key, so that it needs no storage. */
export const saltOf = (key: Buffer, name: EntryName): Buffer => keyedHash(key, ['transparency salt 1', nameText(name)]);

/** Hides its content: the salt is given only to permitted readers. */
export const commitmentOf = (salt: Buffer, contents: Contents): Buffer =>
  createHash('sha256').update(salt).update(JSON.stringify(contents)).digest();

/** The bytes of a leaf, which are public: its name, and the commitment. */
export const entryOf = (name: EntryName, commitment: Buffer): Buffer =>
  Buffer.from(`${nameText(name)}\n${commitment.toString('base64')}\n`);

/** The name in a leaf. */
export const nameIn = (entry: Buffer): string => entry.toString().split('\n')[0] ?? '';

/** The opening of an entry: given with its proof to permitted readers. `aliasKey`: of a leaf that calls it by an alias. */
type Opening = { name: EntryName; salt: Buffer; contents: Contents; aliasKey?: Buffer | undefined };

/** The name of an opened entry, as its leaf has it. */
export const nameInLeaf = ({ name, aliasKey }: Pick<Opening, 'name' | 'aliasKey'>): EntryName =>
  name.kind === 'event' || aliasKey === undefined ? name : aliased(aliasKey, name);

/** Parts of a proof: the bytes of the leaf, and perhaps their opening. */
export type Evidence = { entry: Buffer; opening: Opening | undefined };

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const opening = z.object({
  name: z.union([
    z.object({ kind: z.literal('event'), position: z.int().positive() }),
    z.object({ kind: z.enum(figureKinds), key: z.string(), day: z.iso.date(), revision: z.int().positive() }),
  ]),
  salt: bytes,
  aliasKey: bytes.optional(),
  contents: z.array(z.string().nullable()).max(2_000),
});
const evidence = z.object({ entry: z.string().transform((text) => Buffer.from(text)), opening: opening.optional() });

export const evidenceText = ({ entry, opening: opened }: Evidence): Buffer =>
  Buffer.from(
    JSON.stringify({
      entry: entry.toString(),
      ...(opened !== undefined && {
        opening: { ...opened, salt: opened.salt.toString('base64'), aliasKey: opened.aliasKey?.toString('base64') },
      }),
    }),
  );

export function readEvidence(bytes: Buffer | undefined): Evidence | undefined {
  const read = evidence.safeParse(parse(bytes?.toString() ?? '')).data;
  return read && { entry: read.entry, opening: read.opening };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
