import { createInterface } from 'node:readline';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';

// A process of its own that holds the embedded database of a folder: one SQL text a line comes in, one JSON answer a line
// goes out. Its end of input ends it.

const [dataDir = ''] = process.argv.slice(2);
const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

const db = await openDatabase({ url: undefined, dataDir, log: createLog('silent'), fsync: false });
answer({ url: db.url() });
for await (const text of createInterface({ input: process.stdin })) {
  try {
    answer({ rows: await db.rows(text) });
  } catch (error) {
    answer({ error: error instanceof Error ? { name: error.name, message: error.message } : error });
  }
}
await db.close();
