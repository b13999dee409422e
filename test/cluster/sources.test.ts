import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Settings } from '../../src/resources/sources/source.ts';
import { createMember } from '../support/console.ts';
import { asMember } from '../support/institutions.ts';
import { uploadCover } from '../support/resources.ts';
import { calendarOf, type Site, startSite } from '../support/site.ts';
import { until } from '../support/until.ts';
import { type Cluster, startCluster } from './nodes.ts';

const count = 250;
const wait = 200_000;

describe('a source with two nodes', function () {
  this.timeout(600_000);
  let site: Site;
  let cluster: Cluster;
  let institutionId: string;
  let id: string;
  const events = (place: string) =>
    Array.from({ length: count }, (_each, n) => ({
      ...{ uid: `k${n}`, title: `第 ${n} 场 ${'甲乙丙丁戊己庚辛壬癸'[n % 10]}${n * 7919}`, place },
      ...{ start: '20361222T190000', end: '20361222T203000' },
    }));

  before(async () => {
    site = await startSite();
    const env = { OUTGOING_HOSTS: site.host };
    cluster = await startCluster(import.meta.filename, { nodes: [env, env] });
    const { here } = cluster;
    const actor = asMember(await createMember(here));
    institutionId = actor.institutionId;
    await here.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    const settings: Settings = {
      ...{ categories: {}, otherwise: 'activity', places: {} },
      fixed: {
        address: '文一西路 1 号',
        cover: await uploadCover(here, institutionId),
        fee_type: 'free',
        booking: 'none',
      },
    };
    site.contents.set('/a.ics', { body: calendarOf(events('小剧场')), type: 'text/calendar' });
    const address = `${site.url}/a.ics`;
    id = await here.app.sources.begin(actor, institutionId, { address, form: 'calendar', title: '日历', settings });
  });
  after(async () => {
    await cluster?.close();
    await site?.close();
  });

  const numberOf = async (sql: string): Promise<number> =>
    (await cluster.database.db.row<{ count: number }>(`select count(*)::integer as count from ${sql}`, [id]))?.count ??
    0;
  const entries = `entries where institution_id = (select institution_id from sources where id = $1)`;
  const readTimes = () => numberOf(`source_runs where source_id = $1 and fault is null`);

  it('goes on at the other where the first is killed in the middle of it, loses nothing and doubles nothing', async () => {
    await until(async () => (await numberOf(entries)) >= 100, 'the first hundred are there', wait);
    // Which of the two it is, no one knows from outside: both end at once.
    await Promise.all([cluster.one.kill('SIGKILL'), cluster.other.kill('SIGKILL')]);
    const before = await numberOf(entries);
    expect(before % 100, 'a hundred at a time, or none of them').to.be.oneOf([0, count % 100]);
    // Two minutes later, when a reader without a sign is believed dead.
    await cluster.restart({ CLOCK_OFFSET: '120' });
    await until(async () => (await readTimes()) === 1, 'it is read', wait);
    expect(await numberOf(entries)).to.equal(count);
    expect(await numberOf(`source_items where source_id = $1 and state = 'here' and not waits`)).to.equal(count);
    expect(await numberOf(`(select distinct entry_id from source_items where source_id = $1) e`)).to.equal(count);
    expect(await numberOf(`${entries} and review_state = 'submitted'`)).to.equal(count);
  });

  it('is read once, however many readers its time has come for', async () => {
    const asked = () => site.requests.filter(({ path }) => path === '/a.ics').length;
    const before = asked();
    await cluster.database.db.run(`update sources set next_at = now() - interval '1 minute' where id = $1`, [id]);
    await until(async () => (await numberOf(`source_runs where source_id = $1`)) === 2, 'it is read again', wait);
    expect(asked() - before).to.equal(1);
    expect(await numberOf(entries)).to.equal(count);
  });
});
