import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { openDistance } from '../../bench/distance.ts';
import { plainStore } from '../../src/oidc/tokens/plain-store.ts';
import { isSelfContainedToken } from '../../src/oidc/tokens/rows.ts';
import { createCitizen, createClient, operator, password, startApp, type TestApp, watching } from '../support/app.ts';
import { authorization, createBrowser, html, post, redeem, signIn, type TestBrowser } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Send, type ServerProcess, startServer } from '../support/server.ts';
import { somePairs } from '../support/some.ts';
import { tokensOf } from '../support/token-forms.ts';
import { until } from '../support/until.ts';

/** A signed-in account at an application, and the tokens issued for it. */
type Use = {
  accountId: string;
  partner: Awaited<ReturnType<typeof createClient>>;
  browser: TestBrowser;
  /** Of the login, whatever becomes of it. */
  cookie: string;
  access: string;
  refresh: string;
};
type Asked = { userinfo: number; name: unknown; active: unknown; hasCode: boolean | undefined };

// WITHDRAWAL_ROUNDS=2 npm test -- test/cluster/withdrawals.test.ts: each way twice in each state of the connection, 120 in all.
const rounds = Number(process.env.WITHDRAWAL_ROUNDS ?? 0);

describe('another process’s cache of a token', function () {
  this.timeout(120_000 + rounds * 300_000);
  const keysDir = mkdtempSync(join(tmpdir(), 'ccc-keys-'));
  let database: TestDatabase;
  let listening: Awaited<ReturnType<typeof openDistance>>;
  let here: TestApp;
  let other: ServerProcess;
  let people = 0;

  before(async () => {
    database = await testDatabase();
    listening = await openDistance(database.url);
    here = await startApp(import.meta.filename, { database, keysDir, jobs: true, env: { THROTTLE: 'off' } });
    other = await startServer({
      ...{ file: import.meta.filename, url: database.url, keysDir, publicUrl: here.origin, patienceMs: 90_000 },
      env: {
        DATABASE_LISTEN_URL: listening.url,
        METRICS_TOKEN: watching.authorization.slice('Bearer '.length),
        THROTTLE: 'off',
      },
    });
  });
  after(async () => {
    process.kill(listening.pid, 'SIGCONT');
    await other?.kill();
    await here.close();
    listening.close();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  async function use(): Promise<Use> {
    people += 1;
    const username = `user${people}`;
    const partner = await createClient(here);
    const { id: accountId } = await createCitizen(here, username);
    const browser = createBrowser(here.origin);
    const flow = authorization(partner.clientId, { scope: 'openid profile' });
    const { body } = await redeem(here.origin, partner, await signIn(browser, flow, username), flow);
    const ofPath = [...browser.cookies.values()].filter(({ path }) => path === '/');
    const cookie = ofPath.map(({ name, value }) => `${name}=${value}`).join('; ');
    return { accountId, partner, browser, cookie, access: String(body.access_token), refresh: '' };
  }

  /** `login`: and for another code, by which the library may change the rows. */
  async function ask(send: Send, { access, partner, cookie }: Use, login = false): Promise<Asked> {
    const headers = { authorization: `Bearer ${access}` };
    const { url } = authorization(partner.clientId, { scope: 'openid profile' });
    const [userinfo, authorized, introspection] = await Promise.all([
      send(`${here.origin}/oidc/userinfo`, { headers }),
      login ? send(`${here.origin}${url}`, { headers: { ...html, cookie }, redirect: 'manual' }) : undefined,
      post(here.origin, '/oidc/introspection', partner, { token: access }, {}, send),
    ]);
    const text = await userinfo.text();
    return {
      userinfo: userinfo.status,
      name: userinfo.status === 200 ? JSON.parse(text).nickname : undefined,
      active: introspection.body.active ?? introspection.status,
      hasCode: authorized && new URL(authorized.headers.get('location') ?? '', here.origin).searchParams.has('code'),
    };
  }

  const answered = async (send: Send) => {
    const metrics = await (await send(`${here.origin}/metrics`, { headers: watching })).text();
    return Number(/^cloud_token_memory_answered_total (\d+)$/m.exec(metrics)?.[1]);
  };
  /** Both questions of the token are answered from memory; the session has been asked for with them. */
  const untilRemembered = (send: Send, used: Use, login = false) =>
    until(async () => {
      const before = await answered(send);
      expect(await ask(send, used, login)).to.include({ userinfo: 200, active: true, hasCode: login || undefined });
      return (await answered(send)) === before + 2;
    }, 'answered from memory');

  const sql = (text: string, ...values: unknown[]) => database.db.run(text, values);
  const gone = ({ userinfo, active }: Asked) => userinfo !== 200 && active !== true;
  const withLogin = (asked: Asked) => gone(asked) && !asked.hasCode;
  /** `isOfSession`: a changed session may be visible half a second late, too (tokens/rows.ts). */
  type Way = { end: (used: Use) => Promise<unknown>; isOver?: (found: Asked) => boolean; isOfSession?: boolean };

  const ways: Record<string, Way> = {
    'the consent is withdrawn': {
      isOver: withLogin,
      end: ({ accountId, partner }) => here.app.oidc.accountCentre.withdraw(accountId, partner.clientId, 'test'),
    },
    'a new consent replaces it': {
      isOfSession: true,
      async end({ browser, partner }) {
        const flow = authorization(partner.clientId, { scope: 'openid profile', prompt: 'consent' });
        await signIn(browser, flow, '', []);
      },
    },
    'it is revoked by its application': {
      end: ({ partner, access }) => post(here.origin, '/oidc/revocation', partner, { token: access }),
    },
    'its person logs out': {
      isOver: withLogin,
      end: async ({ browser }) => browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' }),
    },
    'its person ends all sessions': {
      isOver: withLogin,
      end: ({ accountId }) => here.app.oidc.accountCentre.sessions.endAll(accountId, 'test'),
    },
    'its person is locked': {
      isOver: withLogin,
      end: ({ accountId }) => here.app.accounts.lock(operator, accountId, '本人申请'),
    },
    'its person changes the password': {
      isOver: withLogin,
      end: ({ accountId }) =>
        here.app.accounts.changePassword({ kind: 'citizen', accountId }, accountId, {
          current: password,
          password: 'another-horse-6',
        }),
    },
    'its person asks for the deletion': {
      isOver: withLogin,
      end: ({ accountId }) =>
        here.app.privacy.deletions.ask(accountId, { password, understood: true, device: 'Firefox' }),
    },
    'the AK is disabled': {
      isOver: withLogin,
      end: ({ partner }) => here.app.applications.disable(operator, partner.clientId, '投诉核实中'),
    },
    'the AK is made to end, by hand': {
      isOver: withLogin,
      end: ({ partner }) =>
        sql(`update applications set expires_at = '2026-01-01' where client_id = $1`, partner.clientId),
    },
    'its institution is disabled, by hand': {
      isOver: withLogin,
      end: ({ partner }) => sql(`update institutions set disabled_at = now() where id = $1`, partner.institutionId),
    },
    'it is noted as revoked, by hand': {
      async end({ access }) {
        const token = tokensOf(here).read('AccessToken', access);
        if (token === undefined || !isSelfContainedToken(token)) throw new Error('a token without a row was expected');
        await plainStore.revoke(database.db.byKey, token);
      },
    },
    'its grant is deleted, by hand': {
      end: ({ accountId }) => sql('delete from oidc_tokens where kind = 3 and account_id = $1', accountId),
    },
    'its session is ended, by hand': {
      isOver: withLogin,
      end: ({ accountId }) =>
        sql('update oidc_tokens set consumed_at = now() where kind = 1 and account_id = $1', accountId),
    },
    'its grant allows less, by hand': {
      end: ({ accountId }) =>
        sql(
          `update oidc_tokens set payload = jsonb_set(payload::jsonb, '{openid,scope}', '"openid"')::json where kind = 3 and account_id = $1`,
          accountId,
        ),
      isOver: ({ userinfo, name }) => userinfo === 200 && name === undefined,
    },
    'its person has another name': {
      end: ({ accountId }) => here.app.accounts.rename(accountId, { nickname: '新名' }),
      isOver: ({ name }) => name === '新名',
    },
  };

  const nothing = async () => undefined;
  const states: Record<string, { begin: () => Promise<unknown>; end: () => Promise<unknown> }> = {
    heard: { begin: nothing, end: nothing },
    cut: {
      begin: () =>
        sql(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and query ~ '^listen '`),
      end: nothing,
    },
    frozen: {
      begin: async () => process.kill(listening.pid, 'SIGSTOP'),
      end: async () => process.kill(listening.pid, 'SIGCONT'),
    },
    slow: { begin: () => listening.set(4_000), end: () => listening.set(0) },
  };

  /** How many milliseconds after its end a question was sent whose answer did not know it. */
  async function endIn(state: string, name: string): Promise<number> {
    const { end, isOver = gone, isOfSession = false }: Way = ways[name] ?? { end: nothing };
    const { begin, end: restore } = states[state] ?? { begin: nothing, end: nothing };
    const used = await use();
    const login = isOver === withLogin;
    await untilRemembered(other.fetch, used, login);
    if (state === 'heard') await untilRemembered(fetch, used, login);
    await begin();
    try {
      await end(used);
      const began = performance.now();
      if (state === 'heard' && !isOfSession && !name.endsWith('by hand'))
        expect(isOver(await ask(fetch, used, login)), 'where it was done, at the next question').to.equal(true);
      let late = 0;
      await until(async () => {
        const sent = performance.now() - began;
        if (isOver(await ask(other.fetch, used, login))) return true;
        late = sent;
        return false;
      }, 'over');
      for (let turn = 0; turn < 3; turn += 1) {
        await sleep(60);
        expect(isOver(await ask(other.fetch, used, login)), 'and stays so').to.equal(true);
      }
      return late;
    } finally {
      await restore();
    }
  }

  // Eight of the pairs, each day others: each way comes in each state of the connection within eight days; with rounds, and with WHOLE=1, all.
  const [named, all] = [Object.keys(ways), Object.keys(states)];
  for (const [name, state] of rounds > 0
    ? named.flatMap((way) => all.map((each) => [way, each] as const))
    : somePairs(named, all))
    it(`is over within a second when ${name}; the listening connection is ${state}`, async () => {
      for (let round = 0; round < Math.max(1, rounds); round += 1) expect(await endIn(state, name)).to.be.below(1_000);
    });

  it('is tried by each way in each state of the connection within eight days, and each day in every state', () => {
    const turns = Array.from({ length: 8 }, (_, day) => somePairs(named, all, 2, 20_000 + day));
    expect(new Set(turns.flat().map(String)).size).to.equal(named.length * all.length);
    for (const pairs of turns) expect(new Set(pairs.map(([, state]) => state))).to.deep.equal(new Set(all));
  });

  it('is over by time without a word', async () => {
    const used = await use();
    await sql(
      `update applications set expires_at = now() + interval '3 seconds' where client_id = $1`,
      used.partner.clientId,
    );
    await untilRemembered(other.fetch, used);
    await until(async () => gone(await ask(other.fetch, used)), 'over');
  });

  it('is forgotten where the triggers go: db rollback', async () => {
    const used = await use();
    await untilRemembered(other.fetch, used);
    await sql(`select pg_notify('withdrawn', 'no more')`);
    await sleep(500);
    const before = await answered(other.fetch);
    for (let turn = 0; turn < 4; turn += 1) await ask(other.fetch, used);
    expect(await answered(other.fetch)).to.equal(before);
  });
});
