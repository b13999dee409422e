import type { Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import { readEach, type Values } from '../../fields/form.ts';
import type { TableKind } from '../../fields/workbooks/table.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { Workbooks } from '../../fields/workbooks/workbooks.ts';
import { createPace } from '../../pace.ts';
import { production, type Space } from '../../space.ts';
import { apart, canonical, formOf } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { type EntryAccessNeeds, sourceNamed } from '../entries/access.ts';
import type { Duplicates } from '../entries/duplicates.ts';
import type { EntrySet } from '../entries/entry-store.ts';
import type { Obstacles } from '../entries/obstacles.ts';
import type { Hosts, Pictures } from '../entries/pictures.ts';
import { likeableOf } from '../entries/written.ts';
import { createChecking, type Entered, type KnownEntries, type RowProblem } from './checking.ts';
import * as entries from './entries-store.ts';
import { fact } from './facts.ts';
import type { Import } from './import.ts';
import { type ReadFile, type ReadRow, readEntries } from './workbook/reading.ts';

type Needs = EntryAccessNeeds & {
  db: Database;
  workbooks: Workbooks;
  channels: Channels;
  duplicates: Pick<Duplicates, 'findAll'>;
  pictures: Pick<Pictures, 'makeReady' | 'keep'>;
  obstacles: Obstacles;
  space?: Space;
};
/** `values`: the record that the row means, where it can be read. */
export type Looked = { row: ReadRow; problems: RowProblem[]; values?: Values };
type Owner = EntrySet & Pick<Import, 'clientId' | 'isStraight'>;
/** Rows of a file, or those that were read from it before. */
type Source = { bytes: Buffer; kind: TableKind } | { rows: AsyncIterable<readonly ReadRow[]> };

/** Judges a file row by row, by the rules of sending (docs/adr/0143). */
export function createLooking(needs: Needs) {
  const { db, workbooks, channels, applications, duplicates, pictures, obstacles, space = production } = needs;

  /** R43: which of these numbers another AK entered, how it is called, and whether that keeps this import from it. */
  async function enteredBy(
    found: ReadonlyMap<string, string>,
    clientId: string | undefined,
  ): Promise<KnownEntries['entered']> {
    const others = [...found].filter(([, ak]) => ak !== clientId);
    if (others.length === 0) return new Map();
    const isFree = clientId === undefined || (await applications.mayTakeOver(clientId));
    const names = new Map<string, Fact>();
    for (const ak of new Set(others.map(([, ak]) => ak)))
      names.set(ak, sourceNamed((await applications.find(ak))?.name, ak));
    return new Map(
      others.map(([number, ak]): [string, Entered] => {
        const outcome = !isFree ? 'left' : clientId === undefined ? 'updated' : 'taken_over';
        return [number, { way: names.get(ak) ?? sourceNamed(undefined, ak), outcome }];
      }),
    );
  }

  /** Pictures of cells become uploads, which the row then names like those of a form. */
  async function withUploads(institutionId: string, { pictures: found = [], ...row }: ReadRow): Promise<ReadRow> {
    if (found.length === 0) return row;
    const ids = new Map<string, string[]>();
    const troubles = [...row.troubles];
    for (const { field, name, bytes } of found) {
      const kept = await pictures.keep(institutionId, field, { name, bytes: Buffer.from(bytes) });
      if ('problem' in kept) troubles.push({ field, value: name, problem: kept.problem });
      else ids.set(field.name, [...(ids.get(field.name) ?? []), kept.id]);
    }
    const named = Object.fromEntries([...ids].map(([name, each]) => [name, each.join('\n')]));
    return { ...row, data: { ...row.data, ...named }, troubles, uploads: [...ids.values()].flat() };
  }

  async function* rowsOf(channel: Channel, source: Source): ReturnType<typeof readEntries> {
    if ('bytes' in source) yield* readEntries(workbooks, channel, channels, source);
    else for await (const rows of source.rows) yield { rows: [...rows], skipped: 0 };
  }

  return async function* look(owner: Owner, source: Source): AsyncGenerator<{ file: ReadFile } | { looked: Looked[] }> {
    const channel = channelNamed(owner.channel, channels);
    const { institutionId, isStraight } = owner;
    const check = createChecking(channel);
    const pace = createPace();
    const hosts: Hosts = new Map();
    let count = 0;
    for await (const told of rowsOf(channel, source)) {
      if ('file' in told) {
        yield told;
        continue;
      }
      count += told.rows.length;
      if (count > space.maxEntries) throw new Unreadable(fact('imports.sandbox_rows', { most: space.maxEntries }));
      const rows: ReadRow[] = [];
      for (const row of told.rows) rows.push(await withUploads(institutionId, row));
      const numbers = rows.flatMap(({ data }) => data.external_id?.trim() || []);
      const found = await entries.findKnown(db, owner, numbers);
      const alike = await duplicates.findAll(
        owner,
        rows.map(({ data }) => ({ ...likeableOf(data), externalId: data.external_id?.trim() || undefined })),
      );
      const known = { ...found, entered: await enteredBy(found.enteredBy, owner.clientId) };
      const reads: ReturnType<typeof canonical>[] = [];
      for (const { data } of rows) {
        await pace();
        reads.push(canonical(channel, apart(channel, data).data));
      }
      // Of an invalid row as far as it can be read: all of its problems are said at once.
      const values = reads.map((read, place) =>
        'values' in read ? read.values : readEach(formOf(channel), rows[place]?.data ?? {}),
      );
      if (!isStraight) await pictures.makeReady(institutionId, channel, values, hosts);
      const items = values.map((each, place) => ({
        values: each,
        isNew: !known.published.has(rows[place]?.data.external_id?.trim() ?? ''),
      }));
      const inTheWay = await obstacles.of(db, institutionId, channel, items, { areDrafts: isStraight });
      const looked: Looked[] = [];
      for (const [place, row] of rows.entries()) {
        await pace();
        const read = reads[place];
        const judged = { ...inTheWay[place], alike: alike[place] ?? [], isStraight, ...(read && { read }) };
        const problems = check(row, known, judged);
        looked.push({ row, problems, ...(read && 'values' in read && read) });
      }
      yield { looked };
    }
  };
}

export type Look = ReturnType<typeof createLooking>;
