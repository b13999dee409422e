import { sealNext } from '../../src/audit/sealer.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';

// A sealer that has written its seals and never comes to its commit: node holding-sealer-program.ts URL KEY

const [url = '', key = ''] = process.argv.slice(2);
const db = await openDatabase({ url, dataDir: '', log: createLog('silent') });
await db.transaction(async (trx) => {
  const { seals } = await sealNext(trx, Buffer.from(key, 'hex'), 100);
  process.stdout.write(`${seals.length} sealed\n`);
  const wait = setInterval(() => undefined, 1_000);
  await new Promise(() => wait.ref());
});
