import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createDashboards } from '../../../src/statistics/dashboards/service.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { publish } from '../../support/resources.ts';

describe('figures counted by the Cloud itself', () => {
  const clock = testClock('2026-11-23T10:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  it('R51 is the logins, the people and the published entries of a day of Beijing, however often it is counted', async () => {
    const member = asMember(await createMember(at));
    const { institutionId } = member;
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    const { clientId } = await createClient(at, { scope: 'openid stats:write resource:write' }, { institutionId });
    const [one, other] = [await createCitizen(at, 'citizen-one'), await createCitizen(at, 'citizen-two')];
    const login = (accountId: string, when: string, succeeded = true) =>
      at.database.db.run(
        `insert into logins (account_id, at, method, succeeded, client_id, address, device) values ($1, $2, 'password', $3, $4, '192.0.2.1', 'x')`,
        [accountId, when, succeeded, clientId],
      );
    await login(one.id, '2026-11-22T15:59:59Z'); // the day before
    await login(one.id, '2026-11-22T16:00:00Z');
    await login(one.id, '2026-11-23T02:00:00Z');
    await login(other.id, '2026-11-23T15:59:59Z');
    await login(other.id, '2026-11-23T03:00:00Z', false);
    const program = { kind: 'application', clientId, institutionId, scopes: ['resource:write'] } as const;
    await publish(at, program, 'news', { external_id: 'counted', published_on: '2026-11-20' });

    await at.database.db.run(
      `insert into integration_days (client_id, day, endpoint, outcome, calls)
       values ($1, '2026-11-23', 'api', '', 40), ($1, '2026-11-23', 'token', 'invalid_grant', 2), ($1, '2026-11-22', 'api', '', 7)`,
      [clientId],
    );
    const link = await at.database.db.row<{ id: string }>(
      `with poster as (insert into files (id, institution_id, content_index, name, type, size, bytes, created_by, created_at)
         values (gen_random_uuid(), $1, '', '', 'image/png', 1, '', 'test', now()) returning id)
       insert into links (id, institution_id, client_id, name, pc_url, poster_id, picture_230x60, picture_180x50, picture_hash, state, created_at, updated_at)
       select gen_random_uuid(), $1, $2, '馆', 'https://www.qingxi.example.cn/', id, '', '', 'x', 'online', now(), now() from poster returning id`,
      [institutionId, clientId],
    );
    for (const [hour, state] of [
      ['01', 'down'],
      ['09', 'down'],
    ])
      await at.database.db.run(
        `insert into link_checks (link_id, side, slot, asked, at, state, address, milliseconds) values ($1, 'web', $2, false, $2, $3, 'x', 1)`,
        [link?.id, `2026-11-23T${hour}:00:00+08:00`, state],
      );

    clock.set('2026-11-24T00:20:00+08:00');
    await at.app.countCloud();
    await at.app.countCloud();
    await at.app.totals.roll();
    const [county] = await at.app.totals.days('330106', '2026-11-23', '2026-11-23');
    expect(county?.figures).to.include({
      ...{
        ncc_logins: 3,
        ncc_login_users: 2,
        ncc_published: 1,
        ncc_visits: 3,
        ncc_visitors: 2,
        ncc_calls: 42,
        ncc_down: 1,
      },
    });
    expect(county?.reported).to.equal(0);
    const asked = { kind: 'day', day: '2026-11-23', metric: 'ncc_logins', trend: 30, asOf: '2026-11-24' } as const;
    for (const place of [{}, { region: '33' }, { region: '330106' }, { institution: institutionId }]) {
      const { days, below } = await createDashboards(at.app).look(operator, { ...asked, ...place });
      expect([days[0]?.figures.ncc_logins, days[0]?.reported], JSON.stringify(place)).to.deep.equal([3, 0]);
      expect(below.every(({ sum }) => sum === 3)).to.equal(true);
    }
    expect(await at.app.statistics.list(operator, clientId, { from: '2026-11-23', to: '2026-11-23' })).to.deep.equal(
      [],
    );

    // Nights on which no server runs are made up for, each day by itself.
    await login(one.id, '2026-11-24T02:00:00Z');
    await login(other.id, '2026-11-26T02:00:00Z');
    clock.set('2026-11-27T15:00:00+08:00');
    await at.app.countCloud();
    await at.app.totals.roll();
    const days = await at.app.totals.days('', '2026-11-22', '2026-11-26');
    expect(days.map(({ day, figures }) => [day.slice(8), figures.ncc_logins])).to.deep.equal([
      ['22', 1],
      ['23', 3],
      ['24', 1],
      ['25', undefined],
      ['26', 1],
    ]);
  });
});
