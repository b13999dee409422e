import { openDatabase } from '../../../src/database/open.ts';
import { createLog } from '../../../src/log.ts';
import { createGrowing } from '../../../src/oversight/transparency/growing.ts';
import { growingNeeds } from './setting.ts';

// A node that only grows the logs: node growing-program.ts URL; its log reports it.

const log = createLog('info');
const db = await openDatabase({ url: process.argv[2], dataDir: '', log });
const { grow } = createGrowing({ ...growingNeeds(), db, log, batch: 3 });
log.info('ready');
for (;;) {
  await grow();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
