import { createSealer } from '../../src/audit/sealer.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';

// A node that only seals: node sealer-program.ts URL KEY; its log reports each batch.

const [url = '', key = ''] = process.argv.slice(2);
const log = createLog('info');
const db = await openDatabase({ url, dataDir: '', log });
createSealer({ db, log, key: Buffer.from(key, 'hex'), everyMs: 20 }).start();
const awake = setInterval(() => undefined, 1_000); // the sealer's own timer keeps no process alive
process.once('SIGTERM', () => clearInterval(awake));
log.info('ready');
