import { z } from 'zod';
import type { Connection } from '../../database/open.ts';
import type { MessageText } from '../../fact.ts';

/** `text` undefined: our own words. */
export type Version = { version: number; text: MessageText | undefined; by: string; at: Date };

const content = z.object({
  subject: z.string(),
  heading: z.string(),
  paragraphs: z.array(z.string()),
  action: z.string(),
  sms: z.string().optional(),
});

type Row = { message: string; version: number; content: unknown; changed_by: string; changed_at: Date };

const columns = 'message, version, content, changed_by, changed_at';
const present = (row: Row): Version => {
  const text = row.content === null ? undefined : content.parse(row.content);
  return {
    version: row.version,
    text: text && { ...text, sms: text.sms },
    by: row.changed_by,
    at: row.changed_at,
  };
};

/** The newest first. */
export const versionsOf = async (db: Connection, message: string, limit = 50): Promise<Version[]> =>
  (
    await db.rows<Row>(`select ${columns} from message_texts where message = $1 order by version desc limit $2`, [
      message,
      limit,
    ])
  ).map(present);

/** Those in force, by message. */
export async function newest(db: Connection): Promise<Map<string, Version>> {
  const rows = await db.rows<Row>(
    `select distinct on (message) ${columns} from message_texts order by message, version desc`,
  );
  return new Map(rows.map((row) => [row.message, present(row)]));
}

/** False where another version came between. */
export const add = async (trx: Connection, message: string, { version, text, by, at }: Version): Promise<boolean> =>
  (await trx.run(
    `insert into message_texts (message, version, content, changed_by, changed_at)
     select $1, $2, $3::jsonb, $4, $5
      where $2 = 1 + coalesce((select max(version) from message_texts where message = $1), 0)
     on conflict do nothing`,
    [message, version, text === undefined ? null : JSON.stringify(text), by, at],
  )) === 1;
