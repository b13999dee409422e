import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openDatabase } from '../../src/database/open.ts';

// A process whose machine has no time for it, beside a PostgreSQL that answers. It works while the test stops it from outside (or keeps itself
// busy: `busy`) and for twenty turns more once its input has ended, and reports the refusals, its log about the database, and the connections
// that are still the same.

const [url, kind] = process.argv.slice(2);
const lines: string[] = [];
const log = pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line).msg) });
const db = await openDatabase({ url, dataDir: '', log });

const pids = async () => {
  const found = await Promise.all(
    Array.from({ length: 7 }, () =>
      db.transaction(async (trx) => {
        const row = await trx.row<{ pid: number }>('select pg_backend_pid() as pid');
        await trx.row('select pg_sleep(0.2)');
        return row?.pid;
      }),
    ),
  );
  return [...new Set(found)].toSorted();
};

let isOver = false;
process.stdin.once('end', () => {
  isOver = true;
});
process.stdin.resume();

let refused = 0;
let answered = 0;
const asked = (work: Promise<unknown>) =>
  work.then(
    () => {
      answered += 1;
    },
    () => {
      refused += 1;
    },
  );

const before = await pids();
const rest = await openDatabase({ url, dataDir: '', log }); // nothing is open there but one
process.stdout.write('under way\n');
const work = [
  ...Array.from({ length: 4 }, () => asked(db.row('select pg_sleep(2)'))),
  ...Array.from({ length: 12 }, () => asked(rest.row('select 1'))),
  asked(rest.byKey.row('select 1')),
];
if (kind === 'busy') {
  await sleep(20);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8_000); // its thread does nothing else, and no one's CPU is spent
}
let [turns, later] = [0, 0];
for (; later < 20; await sleep(50)) {
  turns += 1;
  if (isOver) later += 1;
  work.push(asked(db.row('select 1')), asked(rest.byKey.row('select 1')));
  if (turns % 20 === 0) await asked(db.isReady());
}
await Promise.all(work);
const still = await db.rows('select from pg_stat_activity where pid = any($1::int[])', [before]);
process.stdout.write(`${JSON.stringify({ refused, answered, lines, lost: before.length - still.length })}\n`);
await Promise.all([db.close(), rest.close()]);
