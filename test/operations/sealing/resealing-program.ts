import { systemClock } from '../../../src/clock.ts';
import { openKeys } from '../../../src/crypto/keys.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { createJobs } from '../../../src/jobs/service.ts';
import { createLog } from '../../../src/log.ts';
import { sealed } from '../../../src/mail/sealed.ts';
import { createSealing } from '../../../src/operations/sealing/service.ts';

// A node that only reseals mails: node resealing-program.ts URL KEYS_DIR; it reports when it is ready.

const [url = '', dir = ''] = process.argv.slice(2);
const log = createLog('silent');
const clock = systemClock;
const db = await openDatabase({ url, dataDir: '', log });
const keys = await openKeys({ dir, clock, production: true, log, everyMs: 100 });
const jobs = createJobs({ db, clock, log, everyMs: 50 });
const sealing = createSealing({ db, clock, log, keys, jobs, asks: { sealed: () => sealed } });
sealing.connect([]);
jobs.add(...sealing.jobs.filter((job) => 'queue' in job)); // no scheduled jobs: they would be due in the small hours
jobs.start();
console.log('ready');
