import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { days, epoch, hours, after as later, systemClock } from '../../../src/clock.ts';
import { hashToken, newId, newToken } from '../../../src/crypto/secrets.ts';
import { unavailable } from '../../../src/errors.ts';
import { newRefreshId, readRefreshId } from '../../../src/oidc/tokens/families.ts';
import { plainStore } from '../../../src/oidc/tokens/plain-store.ts';
import { createRows } from '../../../src/oidc/tokens/rows.ts';
import { newForms } from '../../../src/oidc/tokens/self-contained-store.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, settled, type TestApp } from '../../support/app.ts';
import { basic, type Client, createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { folderWithKeys } from '../../support/keys.ts';
import { remember } from '../../support/record.ts';
import { until } from '../../support/until.ts';
import { fact } from '../../support/words.ts';
import { type Answer, type Both, form, type Sent, startBoth } from '../fast/both.ts';

const offline = { scope: 'openid profile offline_access', prompt: 'consent' };
const familyForm = /^[\w-]{20}\.[\w-]{43}$/;
const aloneForm = /^[\w-]{43}$/;

describe('the id of a refresh token', () => {
  it('of a family is 64 characters, and names a row of which only the first 20 decide', () => {
    const id = newRefreshId(true);
    expect(id).to.match(familyForm).and.have.lengthOf(64);
    const other = `${id.slice(0, 21)}${newToken()}`;
    expect(readRefreshId(other)?.key).to.eql(readRefreshId(id)?.key);
    expect(readRefreshId(other)?.current).not.to.eql(readRefreshId(id)?.current);
    expect(readRefreshId(newRefreshId(true))?.key).not.to.eql(readRefreshId(id)?.key);
  });

  it('alone names a row of its own', () => {
    const id = newRefreshId(false);
    expect(id).to.match(aloneForm);
    expect(readRefreshId(id)).to.eql({ key: hashToken(id), current: undefined });
  });

  it('that is cut short, or the family without a secret, names nothing', () => {
    const id = newRefreshId(true);
    const [family = '', secret = ''] = id.split('.');
    for (const part of ['', family, secret.slice(1), `${family}.`, id.slice(0, 63), `${id}x`, `${id}.x`, `${id}\n`])
      expect(readRefreshId(part), part).to.equal(undefined);
    expect(readRefreshId(secret)?.key).not.to.eql(readRefreshId(id)?.key);
  });
});

describe('a family of refresh tokens', function () {
  this.timeout(90_000);
  let clock: TestClock;
  let database: TestDatabase;
  let keysDir: string;
  /** A node of this version that does not give families yet, and one that does, on one database. */
  let earlier: TestApp;
  let at: TestApp;
  let both: Both;
  let bothEarlier: Both;
  let browser: TestBrowser;
  let partner: Client;

  before(async () => {
    clock = testClock(systemClock.now().toISOString());
    database = await testDatabase();
    keysDir = await folderWithKeys(clock);
    const { db } = database;
    expect(await newForms(db), 'nobody has used this database').to.deep.equal({ families: true, selfContained: true });
    const give = (isGiven: boolean) =>
      db.run(`create or replace function gives_refresh_families() returns boolean language sql as 'select ${isGiven}'`);
    await give(false);
    earlier = await walk.startProvider(import.meta.filename, { clock, database, keysDir });
    await give(true);
    at = await walk.startProvider(import.meta.filename, { clock, database, keysDir });
    [both, bothEarlier] = [await startBoth(at), await startBoth(earlier)];
    await createCitizen(at);
    browser = createBrowser(at.origin);
  });
  beforeEach(async () => {
    clock.set(systemClock.now().toISOString());
    partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
  });
  after(async () => {
    for (const one of [both, bothEarlier]) await one.close();
    for (const app of [at, earlier]) await app.close();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  type Way = (sent: Sent) => Promise<Answer>;
  const sent = (token: string, client = partner): Sent => ({
    path: '/oidc/token',
    headers: { ...form, authorization: basic(client) },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }).toString(),
  });
  const ask = async (way: Way, token: string, client = partner) => {
    const { status, body } = await way(sent(token, client));
    const answer: Record<string, unknown> = body === '' ? {} : JSON.parse(body);
    for (const name of ['access_token', 'refresh_token']) if (typeof answer[name] === 'string') remember(answer[name]);
    return { status, error: answer.error, access: String(answer.access_token), refresh: String(answer.refresh_token) };
  };
  const used = async (way: Way, token: string): Promise<string> => {
    const { status, refresh, error } = await ask(way, token);
    expect(status, String(error)).to.equal(200);
    return refresh;
  };
  /** The first token of a login, by the fast endpoint or by the library. */
  async function begun(way: Way = both.byFastEndpoint, app = at, by = browser): Promise<string> {
    const { callback, flow } = await walk.authorize(app, partner, offline, { browser: by });
    const body = new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: walk.codeOf(callback), code_verifier: flow.verifier },
      redirect_uri: walk.callbackUri,
    }).toString();
    const answer = await way({ path: '/oidc/token', headers: { ...form, authorization: basic(partner) }, body });
    return remember(walk.text(JSON.parse(answer.body).refresh_token));
  }
  type Row = Record<string, unknown> & { xmin: string; rotations: number };
  const rows = () =>
    database.db.rows<Row>(
      `select xmin::text, (payload->>'rotations')::int as rotations, * from oidc_tokens where kind = 6 and client_id = $1
       order by issued_at`,
      [partner.clientId],
    );
  const one = async (): Promise<Row> => {
    const [row, ...more] = await rows();
    if (row === undefined || more.length > 0) throw new Error(`one row was expected, not ${more.length + 1}`);
    return row;
  };
  const change = (fields: string) =>
    database.db.run(
      `update oidc_tokens set payload = (payload::jsonb || $2::jsonb)::json where kind = 6 and client_id = $1`,
      [partner.clientId, fields],
    );
  const introspected = async (token: string) => {
    const { body } = await both.byLibrary({
      path: '/oidc/introspection',
      headers: { ...form, authorization: basic(partner) },
      body: new URLSearchParams({ token, token_type_hint: 'refresh_token' }).toString(),
    });
    const answer: Record<string, unknown> = JSON.parse(body);
    return answer.active;
  };
  const ways: Record<string, () => Way> = {
    'the fast endpoint': () => both.whole,
    'the library': () => both.byLibrary,
  };

  it('has one row after a hundred rotations, by either way in turn, and nothing of it in clear', async () => {
    let token = await begun();
    expect(token).to.match(familyForm);
    const seen = [token];
    const issued = (await one()).issued_at;
    for (let turn = 1; turn <= 100; turn += 1) {
      clock.advance(1);
      token = await used(turn % 2 === 0 ? both.byLibrary : both.byFastEndpoint, token);
      seen.push(token);
    }
    expect(new Set(seen).size).to.equal(101);
    expect(new Set(seen.map((one) => one.slice(0, 21))).size).to.equal(1);
    const row = await one();
    expect(row.rotations).to.equal(100);
    expect(row.consumed_at).to.equal(null);
    expect(row.issued_at, 'what ended tokens of before this moment ends it').to.eql(issued);
    expect(row.current_hash).to.eql(hashToken(token));
    const text = JSON.stringify(row);
    for (const part of seen.flatMap((one) => one.split('.'))) expect(text).not.to.include(part);
  });

  it('is begun alike by the library, and goes on alike', async () => {
    const plain = ({ payload, ...row }: Row) => {
      const { scope, expiresWithSession, gty, rotations } = payload as Record<string, unknown>;
      const { xmin: _x, key: _k, client_id: _i, grant_key: _g, current_hash: _c, exchange, ...rest } = row;
      const { exp, iat, iiat } = payload as Record<string, number>;
      const of = { scope: String(scope).split(' ').toSorted(), expiresWithSession, gty, rotations };
      return {
        ...rest,
        isNamed: exchange !== null,
        payload: of,
        life: Number(exp) - Number(iat),
        since: Number(iat) - Number(iiat) < 5,
      };
    };
    const seen: unknown[][] = [];
    for (const way of [both.byFastEndpoint, both.byLibrary]) {
      partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
      const of: unknown[] = [];
      let token = await begun(way);
      for (let turn = 0; turn < 3; turn += 1) {
        of.push(plain(await one()));
        token = await used(way, token);
      }
      seen.push(of);
    }
    expect(seen[0]).to.deep.equal(seen[1]);
  });

  it('writes no index at a use: no column that one names changes until the day is over', async () => {
    clock.set(`${later(systemClock.now(), days(1)).toISOString().slice(0, 10)}T06:00:00Z`);
    const defined = await database.db.rows<{ def: string }>(
      `select pg_get_indexdef(indexrelid) as def from pg_index where indrelid = 'oidc_tokens'::regclass`,
    );
    let token = await begun();
    const first = await one();
    const isIndexed = (column: string) => defined.some(({ def }) => new RegExp(`\\b${column}\\b`).test(def));
    const indexed = Object.keys(first).filter(isIndexed);
    expect(indexed).to.include.members(['kind', 'key', 'expires_at']);
    for (const way of [both.byFastEndpoint, both.byLibrary]) {
      clock.advance(3_600);
      token = await used(way, token);
      const row = await one();
      for (const column of indexed) expect(row[column], column).to.eql(first[column]);
    }
    clock.advance(hours(18));
    await used(both.byFastEndpoint, token);
    expect(Number((await one()).expires_at) - Number(first.expires_at)).to.equal(days(1) * 1000);
  });

  it('ends with its token, though its row stands to the end of that day', async () => {
    for (const [name, way] of Object.entries(ways)) {
      partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
      const token = await begun();
      await change('{"exp":1}');
      expect((await both.byFastEndpoint(sent(token))).status, 'the fast endpoint').to.equal(599);
      expect(await introspected(token)).to.equal(false);
      expect(await ask(way(), token), name).to.include({ status: 400, error: 'invalid_grant' });
    }
  });

  it('lives 30 days from each use and 180 in all, by the time of the token', async () => {
    for (const way of Object.values(ways)) {
      partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
      const token = await begun();
      await change(`{"iiat":${epoch(systemClock.now()) - days(179)}}`);
      await used(way(), token);
      const { payload, expires_at: end } = await one();
      const { iat, exp } = payload as Record<string, number>;
      expect(Number(exp) - Number(iat)).to.be.closeTo(days(1), 2);
      expect(epoch(end as Date) % days(1)).to.equal(0);
      expect(epoch(end as Date) - Number(exp)).to.be.within(-5, days(1));
    }
  });

  describe('answers a repeat', () => {
    for (const [name, way] of Object.entries(ways))
      it(`for ten seconds with the same successor and another access token, and its row stays as it is (${name})`, async () => {
        const token = await begun();
        const first = await ask(way(), token);
        const row = await one();
        clock.advance(9.999);
        const again = await ask(way(), token);
        expect(again).to.include({ status: 200, refresh: first.refresh });
        expect(again.access).not.to.equal(first.access);
        expect(await one()).to.deep.equal(row);
        expect(await walk.isAlive(at, again.access)).to.equal(true);
        expect(await introspected(token), 'as before').to.equal(true);
        const next = await used(way(), first.refresh);
        expect(next).not.to.equal(first.refresh);
      });

    it('of concurrent requests alike, of which one advanced it', async () => {
      const token = await begun();
      const fast = await Promise.all(Array.from({ length: 20 }, () => ask(both.byFastEndpoint, token)));
      expect(fast.filter(({ status }) => status === 200)).to.have.lengthOf(1);
      const next = await begunFrom(fast);
      const all = await Promise.all(
        Array.from({ length: 30 }, (_, place) => ask(place % 3 === 0 ? both.byLibrary : both.whole, next)),
      );
      expect(all.filter(({ status }) => status !== 200)).to.eql([]);
      expect(new Set(all.map(({ refresh }) => refresh)).size).to.equal(1);
      expect(new Set(all.map(({ access }) => access)).size).to.equal(30);
      expect((await one()).rotations).to.equal(2);
    });

    it('where two nodes judged it valid at the same moment: one took it on, the other wrote nothing', async () => {
      const accessTokens = async () =>
        (await database.db.rows('select 1 from oidc_tokens where kind = 5 and client_id = $1', [partner.clientId]))
          .length;
      const waiting = async () =>
        (
          await database.db.rows(
            `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).length;
      const pairs = [
        ['redeem', 'redeem'],
        ['redeem', 'exchange'],
        ['exchange', 'exchange'],
      ] as const;
      // With a row for the access token, and by the name of the exchange where it has none.
      for (const [pair, isNamed] of pairs.flatMap((pair) => [[pair, true] as const, [pair, false] as const])) {
        partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
        const token = await begun();
        const { key = hashToken(''), current = hashToken('') } = readRefreshId(token) ?? {};
        const before = await accessTokens();
        const take = async (how: (typeof pair)[number], turn: number): Promise<boolean> => {
          const rows = createRows({ db: { byKey: database.db.byKey }, clock, store: plainStore });
          const [accessKey, next] = [hashToken(newToken()), hashToken(`successor ${turn}`)];
          if (how === 'redeem') {
            const asked = { kind: 'RefreshToken' as const, key, current, clientId: partner.clientId, must: {} };
            const given = isNamed ? { exchange: newId() } : { accessKey };
            return (await rows.redeem({ ...asked, ...given, refreshKey: key, refreshCurrent: next })) !== undefined;
          }
          const artefact = { payload: { turn }, clientId: partner.clientId, accountId: undefined, grantKey: undefined };
          const times = { uidKey: undefined, issuedAt: clock.now(), expiresAt: later(clock.now(), 600) };
          const written = { kind: 'AccessToken' as const, key: accessKey, artefact: { ...artefact, ...times } };
          const given = isNamed ? { writes: [], exchange: newId() } : { writes: [written] };
          return rows.exchange({ kind: 'RefreshToken', key, step: { current, next }, ...given });
        };
        const taken: Promise<boolean>[] = [];
        await database.db.transaction(async (trx) => {
          await trx.run('select 1 from oidc_tokens where kind = 6 and key = $1 for update', [key]);
          for (const [turn, how] of pair.entries()) taken.push(take(how, turn));
          await until(async () => (await waiting()) === 2, 'two that wait for one row');
        });
        expect((await Promise.all(taken)).filter(Boolean), pair.join()).to.have.lengthOf(1);
        expect(await accessTokens(), pair.join()).to.equal(before + (isNamed ? 0 : 1));
      }
    });

    it('of one that is long used in the same batch as the current one, which is the one that goes on', async () => {
      const token = await begun();
      const { key = hashToken(''), current = hashToken('') } = readRefreshId(token) ?? {};
      const rows = createRows({ db: database.db, clock, store: plainStore });
      const [second, third] = [hashToken('second'), hashToken('third')];
      const redeem = (presented: Buffer, next: Buffer) =>
        rows.redeem({
          ...{ kind: 'RefreshToken', key, current: presented, clientId: partner.clientId, must: {} },
          ...{ accessKey: hashToken(newToken()), refreshKey: key, refreshCurrent: next },
        });
      const judged = await Promise.all([redeem(hashToken('old'), hashToken('older')), redeem(current, second)]);
      expect(judged.map((one) => one !== undefined)).to.eql([false, true]);
      const exchange = (presented: Buffer, next: Buffer) =>
        rows.exchange({ kind: 'RefreshToken', key, step: { current: presented, next }, writes: [] });
      const taken = await Promise.all([exchange(current, second), exchange(second, third), exchange(second, third)]);
      expect(taken).to.eql([false, true, false]);
      expect((await one()).current_hash).to.eql(third);
    });

    it('where the database had committed it and the answer was lost', async () => {
      const token = await begun();
      const { db } = database;
      const losing: typeof db.byKey = {
        ...db.byKey,
        async rows<Row>(text: string, values?: readonly unknown[]) {
          const found = await db.byKey.rows<Row>(text, values);
          if (!text.includes('update oidc_tokens')) return found;
          throw unavailable(fact('database.busy'), 5);
        },
      };
      const rows = createRows({ db: { byKey: losing }, clock, store: plainStore });
      const { key = hashToken(''), current } = readRefreshId(token) ?? {};
      const asked = { kind: 'RefreshToken' as const, key, current, clientId: partner.clientId, must: {} };
      const refresh = { refreshKey: key, refreshCurrent: hashToken('its successor') };
      const redeemed = await rows.redeem({ ...asked, ...refresh, accessKey: hashToken(newToken()) });
      expect(redeemed).to.deep.include({ hasRefresh: true });
      expect(redeemed?.token.clientId).to.equal(partner.clientId);
      const second = await rows
        .redeem({ ...asked, ...refresh, accessKey: hashToken(newToken()) })
        .catch(() => undefined);
      expect(second).to.equal(undefined);
      expect(await one()).to.include({ rotations: 1, consumed_at: null });

      // The library's path: the name of the exchange alone proves it.
      const of = { kind: 'RefreshToken' as const, key, writes: [] };
      const step = (before: string, after: string) => ({ current: hashToken(before), next: hashToken(after) });
      const third = { ...of, step: step('its successor', 'the third') };
      expect(await rows.exchange({ ...third, exchange: newId() })).to.equal(true);
      expect(await rows.exchange({ ...third, exchange: newId() }).catch(() => false)).to.equal(false);
      const code = { kind: 'AuthorizationCode' as const, key: hashToken(newToken()), writes: [] };
      const payload = { clientId: partner.clientId };
      const times = { uidKey: undefined, issuedAt: clock.now(), expiresAt: later(clock.now(), 60) };
      const own = { payload, clientId: partner.clientId, accountId: undefined, grantKey: undefined, ...times };
      await plainStore.upsert(db.byKey, [{ kind: code.kind, key: code.key, artefact: own }]);
      expect(await rows.exchange({ ...code, exchange: newId() })).to.equal(true);
      expect(await rows.exchange({ ...code, exchange: newId() }).catch(() => false)).to.equal(false);
    });
  });
  const begunFrom = async (answers: readonly { status: number; refresh: string }[]): Promise<string> =>
    answers.find(({ status }) => status === 200)?.refresh ?? '';

  describe('ends', () => {
    const isOver = async (token: string, access?: string) => {
      for (const [name, way] of Object.entries(ways))
        expect(await ask(way(), token), name).to.include({ status: 400, error: 'invalid_grant' });
      expect(await introspected(token)).to.equal(false);
      if (access !== undefined) expect(await walk.isAlive(at, access)).to.equal(false);
    };

    for (const [name, way] of Object.entries(ways)) {
      it(`when one is used that was followed by two others, at once (${name})`, async () => {
        const first = await begun();
        const second = await used(both.byFastEndpoint, first);
        const third = await ask(way(), second);
        expect(await introspected(first), 'asking about it ends nothing').to.equal(false);
        expect(await introspected(third.refresh)).to.equal(true);
        expect(await ask(way(), first)).to.include({ status: 400, error: 'invalid_grant' });
        await isOver(third.refresh, third.access);
      });

      it(`when one is used ten seconds after it was followed (${name})`, async () => {
        const first = await begun();
        const second = await ask(way(), first);
        clock.advance(10);
        expect(await introspected(first)).to.equal(false);
        expect(await ask(way(), first)).to.include({ status: 400, error: 'invalid_grant' });
        await isOver(second.refresh, second.access);
      });

      it(`when a client that knows its name invents a secret (${name})`, async () => {
        const first = await ask(way(), await begun());
        const forged = `${first.refresh.slice(0, 21)}${remember(newToken())}`;
        expect(await introspected(forged)).to.equal(false);
        const stranger = await walk.createPartner(at);
        expect(await ask(way(), forged, stranger)).to.include({ status: 400, error: 'invalid_grant' });
        expect(await introspected(first.refresh), 'another application ends nothing').to.equal(true);
        expect(await ask(way(), forged)).to.include({ status: 400, error: 'invalid_grant' });
        await isOver(first.refresh, first.access);
      });
    }

    it('when any of its tokens is revoked, also a used one', async () => {
      for (const followed of [0, 1, 2]) {
        partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
        const first = await begun();
        let last = { refresh: first, access: '' };
        for (let turn = 0; turn < followed; turn += 1) last = await ask(both.byFastEndpoint, last.refresh);
        const body = new URLSearchParams({ token: first, token_type_hint: 'refresh_token' }).toString();
        const headers = { ...form, authorization: basic(partner) };
        expect((await both.whole({ path: '/oidc/revocation', headers, body })).status).to.equal(200);
        expect(await rows()).to.eql([]);
        await isOver(last.refresh, last.access === '' ? undefined : last.access);
      }
    });

    it('with the password and with the AK of its beginning, also while it is used', async () => {
      for (const [table, column] of [
        ['accounts', 'sessions_valid_from'],
        ['applications', 'tokens_valid_from'],
      ]) {
        partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
        const first = await begun();
        clock.advance(1);
        const token = await used(both.byFastEndpoint, first);
        const { account_id: id, issued_at: issued } = await one();
        const { db } = database;
        const which = table === 'accounts' ? ['id', id] : ['client_id', partner.clientId];
        await db.run(`update ${table} set ${column} = $2::timestamptz + interval '1 ms' where ${which[0]} = $1`, [
          which[1],
          issued,
        ]);
        await settled();
        await isOver(token);
        await db.run(`update ${table} set ${column} = $2 where ${which[0]} = $1`, [which[1], issued]);
        await settled();
      }
    });

    it('not by a token that was cut short, or by the name alone', async () => {
      const token = await begun();
      for (const part of [token.slice(0, 63), token.slice(0, 20), token.slice(0, 21), token.slice(21)])
        for (const way of Object.values(ways))
          expect(await ask(way(), part)).to.include({ status: 400, error: 'invalid_grant' });
      await used(both.byFastEndpoint, token);
    });
  });

  describe('is not there yet', () => {
    it('where a login was begun at a node without families: each token has a row, at any endpoint and node', async () => {
      let token = await begun(bothEarlier.byFastEndpoint, earlier, createBrowser(earlier.origin));
      const seen = [token];
      for (const way of [both.byFastEndpoint, bothEarlier.byLibrary, both.byLibrary, bothEarlier.byFastEndpoint]) {
        token = await used(way, token);
        seen.push(token);
      }
      for (const one of seen) expect(one).to.match(aloneForm);
      const found = await rows();
      expect(found).to.have.lengthOf(5);
      expect(found.filter(({ consumed_at: at }) => at === null)).to.have.lengthOf(1);
      for (const row of found) expect(row).to.include({ current_hash: null, rotated_at: null });

      const again = await Promise.all(
        [both.whole, both.byLibrary, bothEarlier.whole, bothEarlier.byLibrary].map((way) => ask(way, seen[3] ?? '')),
      );
      expect(again.map(({ status, refresh }) => [status, refresh])).to.eql(again.map(() => [200, token]));
      expect(await ask(both.whole, seen[0] ?? '')).to.include({ status: 400, error: 'invalid_grant' });
      expect(await ask(both.whole, token)).to.include({ status: 400, error: 'invalid_grant' });
    });

    it('and continues in its one row at a node without families, which understands it', async () => {
      let token = await begun();
      for (const way of [bothEarlier.byFastEndpoint, both.byFastEndpoint, bothEarlier.byLibrary, both.byLibrary])
        token = await used(way, token);
      expect(token).to.match(familyForm);
      expect(await one()).to.include({ rotations: 4 });
      expect((await ask(bothEarlier.whole, `${token.slice(0, 21)}${newToken()}`)).status).to.equal(400);
      expect((await ask(both.whole, token)).status).to.equal(400);
    });
  });
});
