import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, systemClock } from '../../../src/clock.ts';
import { areas } from '../../../src/operations/doctor/checks/index.ts';
import { promtool } from '../../drills/prometheus.ts';
import { startApp, type TestApp, watching } from '../../support/app.ts';
import { parseExposition } from '../../support/prometheus.ts';

const manual = new URL('../../../docs/operating.md', import.meta.url);

/** The text between two marks of the manual; `RECORD=1` rewrites it. */
function standsBetween(mark: string, lines: readonly string[]): void {
  const text = readFileSync(manual, 'utf8');
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [start, stop] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  const wanted = `${lines.join('\n')}\n`;
  if (process.env.RECORD === '1') writeFileSync(manual, text.slice(0, start) + wanted + text.slice(stop));
  else expect(text.slice(start, stop)).to.equal(wanted);
}

describe('the figures in the manual', function () {
  this.timeout(60_000);
  let at: TestApp;
  let ahead = 0;
  before(async () => {
    at = await startApp(import.meta.filename, { clock: { now: () => later(systemClock.now(), ahead) } });
  });
  after(() => at.close());

  const scrape = async () => (await fetch(`${at.origin}/metrics`, { headers: watching })).text();

  it('are exactly those of /metrics, with type and meaning', async () => {
    const text = await scrape();
    const rows = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$/gm)].map(
      ([, name, help, type]) => `| \`${name}\` | ${type} | ${help} |`,
    );
    expect(rows.length).to.be.above(25);
    standsBetween('metrics', ['| figure | type | what it is |', '|---|---|---|', ...rows]);
  });

  it('is every check of the doctor', () => {
    const rows = areas.map(
      ({ name, checks }) =>
        `| ${name} | ${checks.map(({ id, level }) => (level === 'harm' ? `**${id}**` : id)).join(', ')} |`,
    );
    standsBetween('checks', ['| area | checks; those that do harm are bold |', '|---|---|', ...rows]);
  });

  it('is read by Prometheus, whole, with the size of everything that grows', async function () {
    const text = await scrape();
    const { series } = parseExposition(text);
    const sizes = series.filter(({ name }) => name === 'cloud_table_bytes');
    expect(sizes.map(({ labels }) => labels.table)).to.have.members([
      ...['audit_events', 'audit_seals', 'figure_leaves', 'oidc_tokens', 'report_revisions', 'transparency_tiles'],
      ...['logins', 'integration_failures', 'integration_minutes'],
    ]);
    for (const { labels, value } of sizes) expect(value, labels.table).to.be.above(0);
    const checked = promtool(['check', 'metrics'], text);
    if (checked === undefined) return this.skip(); // apt-get install prometheus
    expect(checked).to.eql({ code: 0, text: '', warnings: '' });
  });

  it('are true: waiting, dead, unsealed, ending, running', async () => {
    const { db } = at.database;
    const now = at.app.clock.now();
    await db.run(
      `insert into jobs (queue, payload, created_at, run_at, given_up_at) values ('x', '{}', $1, $1, null), ('x', '{}', $1, $1, $2)`,
      [later(now, -100), now],
    );
    await db.run(`insert into backups (id, at) values (gen_random_uuid(), $1)`, [later(now, -3600)]);
    ahead += 6; // figures are cached for five seconds
    const value = async (series: string) => {
      const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
      return Number(line?.slice(series.length + 1));
    };
    expect(await value('cloud_database_up')).to.equal(1);
    expect(await value('cloud_queue_waiting{queue="jobs"}')).to.equal(1);
    expect(await value('cloud_queue_dead{queue="jobs"}')).to.equal(1);
    expect(await value('cloud_queue_oldest_seconds{queue="jobs"}')).to.be.within(100, 200);
    expect(await value('cloud_backup_seconds_ago')).to.be.within(3600, 3700);
    expect(await value('cloud_backup_untried_seconds')).to.be.within(3600, 3700);
    expect(await value('cloud_applications_ending{days="7"}')).to.equal(0);
    expect(await value('cloud_database_connections_max')).to.be.above(10);
    expect(await value('cloud_signing_key_age_seconds')).to.be.within(0, 600);
  });

  it('are served while pages and jobs hold all their connections: the database is not away then', async () => {
    const { db } = at.app;
    let begun = 0;
    let end: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    const hold = () =>
      db.transaction(async () => {
        begun += 1;
        await held;
      });
    ahead += 6; // so that they are read again
    const holders: Promise<void>[] = [];
    const isFull = async () => {
      const before = begun;
      holders.push(hold());
      await new Promise((resolve) => setTimeout(resolve, 100));
      return begun === before;
    };
    while (!(await isFull())) expect(holders.length).to.be.below(40);
    try {
      expect(await scrape()).to.match(/^cloud_database_up 1$/m);
    } finally {
      end();
      await Promise.all(holders);
    }
  });
});
