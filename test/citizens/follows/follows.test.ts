import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, operator, password, startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, formOn, type TestBrowser, textOf } from '../../support/citizen.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('R44 following an institution', function () {
  this.timeout(60_000);
  let at: TestApp;
  let hall: string;
  let citizen: TestBrowser;
  let accountId: string;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    hall = await createHost(at, '青溪县文化馆');
    const start = new Date(at.app.clock.now().getTime() + 86_400_000).toISOString();
    const end = new Date(at.app.clock.now().getTime() + 90_000_000).toISOString();
    const times = { start_at: start, end_at: end, sessions: '', booking_start: '', booking_end: '' };
    await shelve(at, hall, [{ channel: 'activity', data: { title: '银龄剪纸体验课', ...times } }]);
    accountId = (await createCitizen(at, 'citizen')).id;
    citizen = createBrowser(at.origin);
  });
  after(() => at.close());

  it('begins on its page, passes the login, and shows its coming events', async () => {
    const page = await citizen.walk(`/i/${hall}`);
    const [, href = ''] = /href="(\/account\/follows\/[^"]*)"/.exec(page.text) ?? [];
    const login = await citizen.walk(href);
    const asked = await citizen.submit(login, { username: 'citizen', password, agree: '1' });
    expect(textOf(asked)).to.include('关注青溪县文化馆？');
    const followed = await citizen.submit(formOn(asked, '/account/follows'), { institution: hall });
    expect(textOf(followed)).to.include('青溪县文化馆').and.to.include('银龄剪纸体验课').and.to.include('取消关注');
    expect(textOf(await citizen.walk('/account')))
      .to.include('我的关注')
      .and.to.include('青溪县文化馆');
  });

  it('is done once however often it is pressed, and only for what has a page', async () => {
    await at.app.follows.follow(accountId, hall);
    expect((await at.app.follows.list(accountId)).length).to.equal(1);
    const refused = at.app.follows.follow(accountId, '0192d3a0-0000-7000-8000-000000000009').then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(await refused).to.have.property('code', 'not_found');
    for (const other of ["1' or '1", '💃', '']) {
      const wrong = at.app.follows.follow(accountId, other).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(await wrong, other).to.have.property('code', 'not_found');
    }
  });

  it('is bounded to thirty, also when two are pressed at once', async () => {
    const others = await Promise.all(
      Array.from(
        { length: 31 },
        async (_, number) =>
          (await at.app.institutions.create(operator, { name: `第 ${number + 1} 文化馆`, certified: true })).id,
      ),
    );
    await Promise.allSettled(others.map((id) => at.app.follows.follow(accountId, id)));
    expect((await at.app.follows.list(accountId)).length).to.equal(30);
    for (const id of others) await at.app.follows.unfollow(accountId, id);
  });

  it('stands in the copy of personal data, leaves no trace on public pages, and ends with one press', async () => {
    const table = (await at.app.personal()).find((each) => each.table === 'followed_institutions');
    expect(table).to.deep.include({ accountIn: ['account_id'], atDeletion: 'removed' });
    const page = await citizen.walk('/account/follows');
    const ended = await citizen.submit(formOn(page, '/account/follows/end', hall), { institution: hall });
    expect(textOf(ended)).to.include('还没有关注哪家');
    const shown = (await citizen.walk(`/i/${hall}`)).text;
    expect(shown, 'the public page is the same for all').to.equal(
      (await createBrowser(at.origin).walk(`/i/${hall}`)).text,
    );
  });
});
