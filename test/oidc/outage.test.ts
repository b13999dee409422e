import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { kinds } from '../../src/oidc/tokens/kinds.ts';
import { createCitizen, createClient, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, redeem, signIn, textOf } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const trigger = (kind: number) =>
  `create trigger full_disk before insert or update on oidc_tokens for each row when (new.kind = ${kind}) execute function no_room()`;
const noTrigger = 'drop trigger full_disk on oidc_tokens';

/** A view in the place of the table, from which the payload of a grant cannot be read. */
const unreadableGrants = `do $do$ begin execute (
  select 'create view oidc_tokens as select ' || string_agg(
    case column_name when 'payload' then 'case kind when ${kinds.Grant} then no_read(payload) else payload end as payload' else column_name::text end, ', '
    order by ordinal_position) || ' from tokens_away'
  from information_schema.columns where table_name = 'tokens_away'); end $do$`;

describe('a login that a database without room interrupts', () => {
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
    await database.db.run(`create function no_read(anyelement) returns anyelement language plpgsql stable as
      $$ begin raise exception 'could not read' using errcode = '53100'; end $$`);
  });
  after(async () => {
    await at.close();
    await database.drop();
  });

  for (const [what, breaks, mends] of [
    ['its last row finds no room', [trigger(kinds.Session)], [noTrigger]],
    [
      'a row cannot be read while its interaction is about to end',
      ['alter table oidc_tokens rename to tokens_away', unreadableGrants],
      ['drop view oidc_tokens', 'alter table tokens_away rename to oidc_tokens'],
    ],
  ] as const)
    it(`is answered without code and session where ${what}, and ends well when it is asked again`, async () => {
      const browser = createBrowser(at.origin);
      await signIn(browser, authorization(partner.clientId));
      // With a consent that stands the library ends the login: its answer is ready before grant, code and session are written.
      const flow = authorization(partner.clientId, { prompt: 'consent' });
      const consent = await browser.walk(flow.url);
      const isOnTheWay = ({ pathname }: URL) => pathname.startsWith('/oidc/auth/');
      const { url } = await browser.submit(consent, { scope_profile: '1' }, undefined, isOnTheWay);
      expect(isOnTheWay(url)).to.equal(true);

      for (const each of breaks) await database.db.run(each);
      const refused = await browser.request(url.href);
      for (const each of mends) await database.db.run(each);
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

  it('takes the same form again', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId).url);
    const answers = { username: 'citizen', password, agree: '1' };
    for (const kind of [kinds.Session, kinds.Interaction]) {
      await database.db.run(trigger(kind));
      const refused = await browser.submit(login, answers);
      await database.db.run(noTrigger);
      expect(refused.status).to.equal(503);
    }
    const back = await browser.submit(login, answers);
    expect(back.url.origin, `${back.status} ${textOf(back)}`).to.equal('http://localhost:9');
  });

  it('spends none of the 60 passwords of an address in ten minutes on logins that could not be written', async () => {
    const limited = await startApp(import.meta.filename, { database, keysDir: at.keysDir });
    try {
      const browser = createBrowser(limited.origin);
      const login = await browser.walk(authorization(partner.clientId).url);
      const answers = { username: 'citizen', password, agree: '1' };
      await database.db.run('create trigger full_disk before insert on logins for each row execute function no_room()');
      for (let tries = 0; tries < 61; tries += 1) expect((await browser.submit(login, answers)).status).to.equal(503);
      await database.db.run('drop trigger full_disk on logins');
      expect((await browser.submit(login, answers)).url.origin).to.equal('http://localhost:9');
    } finally {
      await limited.close();
    }
  });
});
