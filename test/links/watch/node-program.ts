import { createInterface } from 'node:readline';
import { readConfig } from '../../../src/config.ts';
import { createOutgoing } from '../../../src/http/outgoing.ts';
import { createJobs } from '../../../src/jobs/service.ts';
import { createLetters } from '../../../src/links/watch/letters.ts';
import { createLook } from '../../../src/links/watch/look.ts';
import { createWatch } from '../../../src/links/watch/service.ts';
import { createVisit } from '../../../src/links/watch/visit.ts';
import { createLog } from '../../../src/log.ts';
import { createServices } from '../../../src/services.ts';
import { createWords } from '../../../src/words/index.ts';
import { testClock } from '../../support/clock.ts';

// A node that only watches links: each input line is the present time, each output line confirms it. Its end of input ends it.

const [settings = '{}', start = '', node = '', host = ''] = process.argv.slice(2);
const clock = testClock(start);
const log = createLog('silent');
const services = await createServices({ config: readConfig(JSON.parse(settings)), clock, log, words: createWords() });
const { db, config } = services;
const jobs = createJobs({ db, clock, log, node, everyMs: 15 });
const visit = createVisit({ fetch: createOutgoing({ allowedHosts: [host] }), agent: 'test' });
const watch = createWatch({
  ...{ db, clock, log, jobs, throttle: services.throttle, find: services.links.find },
  visit,
  look: createLook({ visit, publicUrl: config.PUBLIC_URL }),
  letters: createLetters({ notifyManagers: services.notifyManagers, publicUrl: config.PUBLIC_URL }),
});
jobs.add(...watch.jobs);
jobs.start();
process.stdout.write('ready\n');
for await (const now of createInterface({ input: process.stdin })) {
  clock.set(now);
  process.stdout.write('known\n');
}
await jobs.stop();
await services.close();
