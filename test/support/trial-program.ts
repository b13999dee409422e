import { createServer } from 'node:http';
import { createApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { everyField } from '../../src/resources/channels/canonical.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { metrics } from '../../src/statistics/reports/metric.ts';
import { doorsOf } from '../access/doors.ts';

// Starts the product in whose copy it stands, and prints its parts: test/contributing.test.ts adds something to that copy.
const config = readConfig(process.env);
const app = await createApp({ config, clock: systemClock, log: createLog('silent') });
const server = createServer(app.handle);
await new Promise<void>((resolve) => server.listen(config.PORT, resolve));
const get = async (path: string) => {
  const answer = await fetch(new URL(path, config.PUBLIC_URL), { redirect: 'manual' });
  return `${answer.status} ${answer.headers.get('location') ?? (await answer.text())}`;
};
const found = {
  doors: doorsOf({ app }).map(({ method, path, access }) => `${method} ${path} | ${access}`),
  fields: everyField(channels.market).map(({ name }) => name),
  metrics: Object.keys(metrics),
  kinds: app.review.kinds().map(({ name }) => name),
  services: Object.keys(app),
  settings: Object.keys(config),
  tables: (await app.db.rows<{ name: string }>(`select relname as name from pg_class where relkind = 'r'`)).map(
    ({ name }) => name,
  ),
  page: await get('/console/links/tips'),
  operation: await get('/api/v1/links/count'),
};
process.stdout.write(JSON.stringify(found));
server.closeAllConnections();
server.close();
await app.close();
