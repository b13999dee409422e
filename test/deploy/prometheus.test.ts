import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../../src/clock.ts';
import { expectWatched, startPrometheus, whyNoPrometheus } from '../drills/prometheus.ts';
import { watching } from '../support/app.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { folderWithKeys } from '../support/keys.ts';
import { namedIn } from '../support/prometheus.ts';
import { alerts, rulesPath } from '../support/runbooks.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Figures that a node reports only after an event, or with a standby, a witness or the disk of PostgreSQL in its settings. */
const later =
  /^cloud_(standby_\w+|transparency_\w+|figures_compared_seconds_ago|link_sides|links_watched_seconds_ago|verifications_in_day|backup_(seconds_ago|untried_seconds)|database_disk\w*|login_steps_total|events_total)$/;

const why = whyNoPrometheus();
const whereItIs = why === undefined ? describe : describe.skip;

whereItIs(`Prometheus itself${why === undefined ? '' : ` (${why})`}`, function () {
  this.timeout(180_000);
  let database: TestDatabase;
  let node: ServerProcess;
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  before(async () => {
    database = await testDatabase();
    const token = watching.authorization.slice('Bearer '.length);
    node = await startServer({
      ...{ file: import.meta.filename, url: database.url, keysDir: await folderWithKeys(systemClock) },
      env: { METRICS_TOKEN: token, WEB_CONCURRENCY: '2' },
    });
    prometheus = await startPrometheus({
      ...{ targets: [`127.0.0.1:${node.port}`], token },
      // By their expressions at each moment, not by their durations: those are in the scenes of the alerts.
      rules: readFileSync(rulesPath, 'utf8').replaceAll(/for: \d+m/g, 'for: 0s'),
    });
  });
  after(async () => {
    await prometheus?.remove();
    await node?.kill('SIGKILL');
    await database?.drop();
  });
  const firing = async () =>
    (await prometheus.rules()).flatMap(({ name, state }) => (state === 'firing' ? [name] : []));

  it('reads all of a node, as the manual sets both up, and every rule that we ship', async () => {
    await expectWatched(prometheus);
    for (const path of ['/', '/oidc/auth', '/oidc/token', '/status']) await node.fetch(`${node.origin}${path}`);
    await until(
      async () => (await prometheus.names()).includes('http_request_duration_seconds_bucket'),
      'it looked again',
    );
    const names = await prometheus.names();
    expect(names).to.include.members(['up', 'cloud_database_up', 'cloud_table_bytes', 'process_resident_memory_bytes']);
    const asked = new Set(alerts.flatMap(({ expr }) => namedIn(expr).metrics));
    expect([...asked].filter((name) => !(names.includes(name) || later.test(name)))).to.eql([]);
  });

  it('fires where no backup was ever noted, and where the node does not answer', async () => {
    await until(async () => (await firing()).includes('CloudBackupNever'), 'the backup is missed', 30_000);
    expect(await firing()).not.to.include('CloudDown');
    await node.kill('SIGKILL');
    await until(async () => (await firing()).includes('CloudDown'), 'the node is missed', 30_000);
  });
});
