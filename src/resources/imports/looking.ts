import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Values } from '../../fields/form.ts';
import type { TableKind } from '../../fields/workbooks/table.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import type { Workbooks } from '../../fields/workbooks/workbooks.ts';
import { createPace } from '../../pace.ts';
import { production, type Space } from '../../space.ts';
import { apart, canonical } from '../channels/canonical.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { type EntryAccessNeeds, sourceNamed } from '../entries/access.ts';
import type { Duplicates } from '../entries/duplicates.ts';
import type { EntrySet } from '../entries/entry-store.ts';
import { likeableOf } from '../entries/written.ts';
import { createChecking, type Entered, type KnownEntries, type RowProblem } from './checking.ts';
import * as entries from './entries-store.ts';
import { fact } from './facts.ts';
import { referredIn } from './workbook/columns.ts';
import { type ReadFile, type ReadRow, readEntries } from './workbook/reading.ts';

type Needs = EntryAccessNeeds & {
  db: Database;
  clock: Clock;
  workbooks: Workbooks;
  channels: Channels;
  duplicates: Pick<Duplicates, 'findAll'>;
  space?: Space;
};
/** `values`: the record that the row means, where it can be read. */
export type Looked = { row: ReadRow; problems: RowProblem[]; values?: Values };

/** Checks a file row by row: the same before the decision and at the import. */
export function createLooking(needs: Needs) {
  const { db, clock, workbooks, channels, applications, duplicates, space = production } = needs;

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

  return async function* look(
    owner: EntrySet & { clientId: string | undefined },
    file: { bytes: Buffer; kind: TableKind },
  ): AsyncGenerator<{ file: ReadFile } | { looked: Looked[] }> {
    const channel = channelNamed(owner.channel, channels);
    const check = createChecking(channel, clock.now());
    const pace = createPace();
    let count = 0;
    for await (const read of readEntries(workbooks, channel, channels, file)) {
      if ('file' in read) {
        yield read;
        continue;
      }
      const { rows } = read;
      count += rows.length;
      if (count > space.maxEntries) throw new Unreadable(fact('imports.sandbox_rows', { most: space.maxEntries }));
      const numbers = rows.flatMap(({ data }) => data.external_id?.trim() || []);
      const found = await entries.findKnown(db, owner, numbers, referredIn(channel, rows));
      const alike = await duplicates.findAll(
        owner,
        rows.map(({ data }) => ({ ...likeableOf(data), externalId: data.external_id?.trim() || undefined })),
      );
      const known = { ...found, entered: await enteredBy(found.enteredBy, owner.clientId) };
      const looked: Looked[] = [];
      for (const [place, row] of rows.entries()) {
        await pace();
        const read = canonical(channel, apart(channel, row.data).data);
        looked.push({ row, problems: check(row, known, alike[place], read), ...('values' in read && read) });
      }
      yield { looked };
    }
  };
}

export type Look = ReturnType<typeof createLooking>;
