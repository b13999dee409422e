import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';

describe('events for programs about service data', () => {
  const clock = testClock('2026-09-20T10:00:00+08:00');
  let at: TestApp;
  let ak = '';
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ak = (await createClient(at, { scope: 'openid stats:write' })).clientId;
    await createClient(at, { scope: 'openid' });
  });
  after(() => at.close());

  const told = () =>
    at.database.db.rows<{ client_id: string; month: string }>(
      `select client_id, data->>'month' as month from (
         select type, client_id, data from event_arrivals union all select type, client_id, data from events) told
       where type = 'stats.locked' order by month`,
    );

  it('R54 is once that a month is closed: on its fifth working day at six, and not weeks later', async () => {
    clock.set('2026-11-06T17:59:00+08:00'); // the fifth working day
    await at.app.tellLocked();
    expect(await told()).to.deep.equal([]);
    clock.set('2026-11-06T18:05:00+08:00');
    await Promise.all([at.app.tellLocked(), at.app.tellLocked()]);
    clock.set('2026-11-07T18:05:00+08:00');
    await at.app.tellLocked();
    expect(await told()).to.deep.equal([{ client_id: ak, month: '2026-10' }]);
    clock.set('2026-12-20T18:05:00+08:00');
    await at.app.tellLocked();
    expect(await told()).to.have.length(1);
  });
});
