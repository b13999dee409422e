import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { TableKind } from '../../fields/table.ts';
import type { Workbooks } from '../../fields/workbooks.ts';
import { createPace } from '../../pace.ts';
import type { Channel } from '../channel.ts';
import { type Channels, channelNamed } from '../channels.ts';
import type { Owner } from '../entry-store.ts';
import { createChecking, type RowProblem } from './checking.ts';
import * as entries from './entries-store.ts';
import { type ReadFile, type ReadRow, readEntries } from './reading.ts';

type Needs = { db: Database; clock: Clock; workbooks: Workbooks; channels: Channels };
export type Looked = { row: ReadRow; problems: RowProblem[] };

/** A file row by row, with what is to be said of each: the same before people decide and when it is imported. */
export function createLooking({ db, clock, workbooks, channels }: Needs) {
  return async function* look(
    owner: Owner,
    file: { bytes: Buffer; kind: TableKind },
  ): AsyncGenerator<{ file: ReadFile } | { looked: Looked[] }> {
    const channel = channelNamed(owner.channel, channels);
    const check = createChecking(channel, clock.now());
    const pace = createPace();
    for await (const read of readEntries(workbooks, channel, channels, file)) {
      if ('file' in read) {
        yield read;
        continue;
      }
      const { rows } = read;
      const numbers = rows.flatMap(({ data }) => data.external_id?.trim() || []);
      const known = await entries.known(db, owner, numbers, referredIn(channel, rows));
      const looked: Looked[] = [];
      for (const row of rows) {
        await pace();
        looked.push({ row, problems: check(row, known) });
      }
      yield { looked };
    }
  };
}

const referredIn = ({ refers = {} }: Channel, rows: readonly ReadRow[]) =>
  Object.entries(refers).flatMap(([name, channel]) =>
    rows.flatMap(({ data }) => {
      const externalId = data[name]?.trim() ?? '';
      return externalId === '' ? [] : [{ channel, externalId }];
    }),
  );

export type Look = ReturnType<typeof createLooking>;
