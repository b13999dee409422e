import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { kinds } from '../../src/oidc/tokens/kinds.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn, textOf } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

describe('a login whose last write finds no room', () => {
  let database: TestDatabase;
  let at: TestApp;
  let partner: Client;

  before(async () => {
    database = await testDatabase();
    at = await startApp(import.meta.filename, { database, env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at);
    await database.db.run(`create function no_room() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
  });
  after(async () => {
    await at.close();
    await database.drop();
  });

  it('is answered without the code and the session that were not written, and ends well when it is asked again', async () => {
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(partner.clientId));
    // With a consent that stands the library ends the login: its answer is ready before grant, code and session are written.
    const flow = authorization(partner.clientId, { prompt: 'consent' });
    const consent = await browser.walk(flow.url);
    const isOnTheWay = ({ pathname }: URL) => pathname.startsWith('/oidc/auth/');
    const { url } = await browser.submit(consent, { scope_profile: '1' }, undefined, isOnTheWay);
    expect(isOnTheWay(url)).to.equal(true);

    await database.db.run(
      `create trigger full_disk before insert on oidc_tokens for each row when (new.kind = ${kinds.Session}) execute function no_room()`,
    );
    const refused = await browser.request(url.href);
    await database.db.run('drop trigger full_disk on oidc_tokens');
    expect([refused.status, refused.headers.get('retry-after')]).to.eql([503, '5']);
    expect(refused.headers.get('location')).to.equal(null);
    expect(refused.headers.getSetCookie()).to.eql([]);
    expect(await refused.text()).to.contain('这次没有成功');

    const back = await browser.walk(url.href);
    expect(back.url.origin, `${back.status} ${textOf(back)}`).to.equal('http://localhost:9');
    expect((await redeem(at.origin, partner, back.url, flow)).status).to.equal(200);
    expect((await browser.walk(authorization(partner.clientId).url)).url.origin, 'signed in').to.equal(
      'http://localhost:9',
    );
  });
});
