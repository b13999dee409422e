import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { isBad } from './checking.ts';
import * as findings from './findings-store.ts';
import type { Cure, Import } from './import.ts';
import type { Looked } from './looking.ts';
import * as store from './rows-store.ts';
import { columnsOf } from './workbook/columns.ts';
import type { ReadRow } from './workbook/reading.ts';

type Needs = { db: Database; seal: Seal; channels: Channels };
type Of = Pick<Import, 'id' | 'channel'>;
/** A row that need not be judged again. */
export type Judged = { row: ReadRow; isBad: boolean; values?: Looked['values'] };

const inChunks = 200;

/** The rows of an upload as they were read once. */
export interface KeptRows {
  /** From the row behind `after` on, a chunk at a time. */
  judged(one: Of, after?: number): AsyncGenerator<Judged[]>;
  /** The same without the findings. */
  all(one: Of): AsyncGenerator<ReadRow[]>;
  /** Only these rows. */
  some(one: Of, rows: readonly number[]): Promise<ReadRow[]>;
  /** Corrects the rows that have this problem in common. */
  cure(one: Of, cure: Cure): Promise<void>;
}

export const keptOf = ({ row: { row, data, troubles }, problems, values }: Looked): store.KeptRow => ({
  ...{ row, data, isBad: isBad(problems) },
  troubles: troubles.map(({ field, ...trouble }) => ({ ...trouble, field: field?.name })),
  ...(values && { values }),
});

const filled = (field: string, value: string) => (value === '' ? {} : { [field]: value });
/** Once only, where a node died after it. */
const withScheme = (address: string): string => address.trim().replace(/^(?!https?:)/i, 'https://');

export function createKeptRows({ db, seal, channels }: Needs): KeptRows {
  /** Its problems of cells, with their fields. */
  const reader = ({ channel }: Of) => {
    const fields = new Map(columnsOf(channelNamed(channel, channels)).map((field) => [field.name, field]));
    return ({ row, data, troubles }: store.KeptRow): ReadRow => ({
      ...{ row, data },
      troubles: troubles.map((trouble) => ({ ...trouble, field: fields.get(trouble.field ?? '') })),
    });
  };

  async function* chunks(one: Of, after = 0): AsyncGenerator<store.KeptRow[]> {
    for (let from = after; ; ) {
      const rows = await store.list(db, seal, one.id, { after: from, limit: inChunks });
      if (rows.length > 0) yield rows;
      from = rows.at(-1)?.row ?? from;
      if (rows.length < inChunks) return;
    }
  }

  return {
    async *judged(one, after) {
      const read = reader(one);
      for await (const rows of chunks(one, after))
        yield rows.map((row) => ({ row: read(row), isBad: row.isBad, ...(row.values && { values: row.values }) }));
    },
    async *all(one) {
      const read = reader(one);
      for await (const rows of chunks(one)) yield rows.map(read);
    },
    async some(one, rows) {
      return (await store.list(db, seal, one.id, { after: 0, limit: rows.length, only: rows })).map(reader(one));
    },
    cure: (one, { field, code, value, scheme = false }) =>
      db.transaction(async (trx) => {
        const numbers = await findings.rowsOf(trx, one.id, { field, code });
        const rows = await store.list(trx, seal, one.id, { after: 0, limit: numbers.length, only: numbers });
        const cured = rows.map(({ data: { [field]: before = '', ...data }, troubles, row }) => ({
          ...{ row, isBad: true },
          data: { ...data, ...filled(field, scheme ? withScheme(before) : value) },
          troubles: troubles.filter((trouble) => trouble.field !== field),
        }));
        if (cured.length > 0) await store.put(trx, seal, one.id, cured);
      }),
  };
}
