import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { after, before, describe, it } from 'mocha';
import { days, after as later, systemClock } from '../../../src/clock.ts';
import { hashToken, newId } from '../../../src/crypto/secrets.ts';
import { unavailable } from '../../../src/errors.ts';
import { plainStore } from '../../../src/oidc/tokens/plain-store.ts';
import { createRows } from '../../../src/oidc/tokens/rows.ts';
import * as walk from '../../conformance/walk.ts';
import { createCitizen, operator, settled, type TestApp, watching } from '../../support/app.ts';
import { basic, type Client, createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { remember } from '../../support/record.ts';
import { giveSelfContained, saidBy } from '../../support/token-forms.ts';
import { fact } from '../../support/words.ts';
import { type Answer, type Both, comparable, form, type Sent, startBoth } from './both.ts';

type Made = { sent: Sent; spoil?: () => Promise<unknown> };
type Tokens = Record<string, unknown>;

const secretNames = ['access_token', 'refresh_token', 'id_token'] as const;
const tokensOf = ({ body }: Answer): Tokens => {
  const tokens: Tokens = JSON.parse(body);
  for (const name of secretNames) if (typeof tokens[name] === 'string') remember(tokens[name]);
  return tokens;
};

/** The scopes of a consent come in an order of PostgreSQL's own. */
const inOrder = (scope: unknown) => String(scope).split(' ').toSorted().join(' ');

/** An answer without parts that differ between exchanges: new values, times, and the nonce and signature of the id token. */
function described(answer: Answer) {
  const { status, headers } = comparable(answer);
  const body = tokensOf(answer);
  const names = Object.keys(body);
  if (typeof body.id_token !== 'string') return { status, headers, names, body: plain(body) };
  const { iat, exp, nonce, ...claims } = decodeJwt(body.id_token);
  const idToken = { header: decodeProtectedHeader(body.id_token), claims, life: Number(exp) - Number(iat) };
  return { status, headers, names, body: plain(body), idToken, hasNonce: nonce !== undefined };
}
const plain = (body: Tokens) => ({
  ...body,
  scope: inOrder(body.scope),
  ...Object.fromEntries(secretNames.flatMap((name) => (name in body ? [[name, '…']] : []))),
});

// As on a database that is new, and as on one that the version before has used.
for (const [name, isGiven] of [
  ['self-contained', true],
  ['with rows', false],
] as const)
  describe(`the fast exchange, access tokens ${name}`, () => {
    let at: TestApp;
    let database: TestDatabase;
    let both: Both;
    let browser: TestBrowser;
    let partner: Client;

    before(async () => {
      database = await testDatabase();
      await giveSelfContained(database.db, isGiven);
      at = await walk.startProvider(import.meta.filename, { database });
      both = await startBoth(at);
      browser = createBrowser(at.origin);
      await createCitizen(at);
      partner = await walk.createPartner(at, { idTokenAlg: 'ES256' });
    });
    after(async () => {
      await both.close();
      await at.close();
      await database.drop();
    });

    const auth = (client: Client) => ({ ...form, authorization: basic(client) });
    const sentTo = (fields: Record<string, string>, headers: Record<string, string>): Sent => ({
      path: '/oidc/token',
      headers,
      body: new URLSearchParams(fields).toString(),
    });

    /** A new code of the citizen who is signed in. */
    async function code(client: Client, params: walk.Params = {}, by = browser): Promise<Record<string, string>> {
      const { callback, flow } = await walk.authorize(at, client, params, { browser: by });
      return {
        grant_type: 'authorization_code',
        code: walk.codeOf(callback),
        redirect_uri: walk.callbackUri,
        code_verifier: flow.verifier,
      };
    }
    const offline = { scope: 'openid profile offline_access', prompt: 'consent' };
    /** A new refresh token, of a new family. */
    async function family(client: Client, params: walk.Params = {}): Promise<Record<string, string>> {
      const { callback, flow } = await walk.authorize(at, client, { ...offline, ...params }, { browser });
      const { clientId: client_id, secret: client_secret } = client;
      const authentication = { client_id, ...(client_secret !== '' && { client_secret }) };
      const { body } = await walk.redeemInForm(at, authentication, walk.codeOf(callback), flow.verifier);
      return { grant_type: 'refresh_token', refresh_token: walk.text(body.refresh_token) };
    }

    const rowsOfAccess = isGiven ? 0 : 1;
    /** The content of an access token, without values new in each; undefined for one with a row. */
    function said(value: unknown) {
      const artefact = saidBy(at, 'AccessToken', walk.text(value));
      if (artefact === undefined) return undefined;
      const { payload, issuedAt, expiresAt, grantKey, ...columns } = artefact;
      const { iat, exp, grantId, sid, sessionUid, scope, ...rest }: Record<string, unknown> = { ...payload };
      const lives = [Number(exp) - Number(iat), (expiresAt.getTime() - issuedAt.getTime()) / 1000];
      const whole = [grantId, sid, sessionUid].map((one) => typeof one);
      const says = { ...columns, rest, lives, whole, scope: inOrder(scope), granted: grantKey !== undefined };
      return JSON.parse(JSON.stringify(says));
    }

    /** The last rows of the client, without values new in each. */
    async function rowsOf(client: Client, count: number) {
      const rows = await at.database.db.rows<{ scope: string; kind: number }>(
        `select kind, payload::jsonb - '{iat,exp,iiat,grantId,nonce,authTime,sid,sessionUid,scope}'::text[] as payload, payload->>'scope' as scope, client_id, account_id,
         grant_key is not null as granted, uid_key, consumed_at, current_hash is not null as is_family, rotated_at is not null as is_rotated,
         case when current_hash is null then round(extract(epoch from expires_at - issued_at))::int
           else ceil((payload->>'exp')::int / 86400.0)::int - extract(epoch from expires_at)::int / 86400 end as life,
         (payload->>'exp')::int - (payload->>'iat')::int as told, payload::jsonb ?& '{iat,exp,grantId,sessionUid}'::text[] as whole
       from oidc_tokens where kind in (5, 6) and client_id = $1 order by coalesce(rotated_at, issued_at) desc, kind limit $2`,
        [client.clientId, count],
      );
      return rows.map((row) => ({ ...row, scope: inOrder(row.scope) })).toSorted((a, b) => a.kind - b.kind);
    }

    /** Three exchanges that differ in nothing: the fast endpoint alone, the server as it is, and the library. */
    async function same(
      make: () => Promise<Made>,
      { fast, status = fast ? 200 : 400 }: { fast: boolean; status?: number },
    ): Promise<Tokens> {
      const prepare = async () => {
        const { sent, spoil } = await make();
        await spoil?.();
        return sent;
      };
      const first = await prepare();
      const alone = await both.byFastEndpoint(first);
      expect(alone.status, 'by the fast endpoint').to.equal(fast ? 200 : 599);
      const answer = await both.whole(await prepare());
      const expected = await both.byLibrary(await prepare());
      expect(described(answer)).to.deep.equal(described(expected));
      expect(answer.status).to.equal(status);
      // A request that it left alone is untouched: the library answers the very same as it would have.
      if (!fast) expect(described(await both.byLibrary(first))).to.deep.equal(described(expected));
      else expect(described(alone)).to.deep.equal(described(expected));
      return tokensOf(answer);
    }

    describe('of a code', () => {
      const fast: Record<string, () => Promise<Sent>> = {
        'by header': async () => sentTo(await code(partner), auth(partner)),
        'by form': async () =>
          sentTo({ ...(await code(partner)), client_id: partner.clientId, client_secret: partner.secret }, form),
        'by header, with the AK in the form too': async () =>
          sentTo({ ...(await code(partner)), client_id: partner.clientId }, auth(partner)),
        'for openid alone': async () => sentTo(await code(partner, { scope: 'openid' }), auth(partner)),
        'for everything': async () =>
          sentTo(await code(partner, { scope: walk.everyScope, prompt: 'consent' }), auth(partner)),
        'without a nonce': async () => sentTo(await code(partner, { nonce: undefined }), auth(partner)),
      };
      for (const [name, make] of Object.entries(fast))
        it(`is answered (${name})`, async () => {
          await same(async () => ({ sent: await make() }), { fast: true });
        });

      for (const alg of ['RS256', 'ES256', 'EdDSA'])
        it(`signs by ${alg}, and the token is good`, async () => {
          const client = await walk.createPartner(at, { idTokenAlg: alg });
          const tokens = await same(async () => ({ sent: sentTo(await code(client), auth(client)) }), { fast: true });
          const { payload, protectedHeader } = await walk.verifyIdToken(at, walk.text(tokens.id_token), client);
          expect(protectedHeader.alg).to.equal(alg);
          expect(payload.sub).to.equal((await walk.userClaims(at, walk.text(tokens.access_token))).sub);
        });

      it('tells the nonce of its own request', async () => {
        const { callback, flow } = await walk.authorize(at, partner, {}, { browser });
        const { claims } = await walk.exchange(at, partner, callback, flow);
        expect(claims.nonce).to.equal(flow.nonce);
      });

      it('gives of its scopes those that the grant allows, each of many at once its own', async () => {
        const [refusing, allowing] = [await walk.createPartner(at), await walk.createPartner(at)];
        const scopes = ['openid profile phone', 'openid profile'];
        const given: { client: Client; sent: Sent }[] = [];
        for (const client of [refusing, allowing, refusing])
          for (const scope of scopes) given.push({ client, sent: sentTo(await code(client, { scope }), auth(client)) });
        await at.database.db.run(
          `update oidc_tokens set payload = (payload::jsonb || '{"rejected":{"openid":{"scope":"phone"}}}')::json where kind = 3 and client_id = $1`,
          [refusing.clientId],
        );
        await settled(); // the library reads a grant of half a second ago
        const scopeOf = (answer: Answer) => inOrder(tokensOf(answer).scope);
        const fast = await Promise.all(given.slice(0, 4).map(({ sent }) => both.byFastEndpoint(sent)));
        expect(fast.map(scopeOf)).to.eql([
          'openid profile',
          'openid profile',
          'openid phone profile',
          'openid profile',
        ]);
        const byLibrary = await Promise.all(given.slice(4).map(({ sent }) => both.byLibrary(sent)));
        expect(byLibrary.map(scopeOf)).to.eql(['openid profile', 'openid profile']);
      });

      it('is stored as the library stores it, with a refresh token and without', async () => {
        for (const params of [{}, offline]) {
          const sents = [await code(partner, params), await code(partner, params)].map((it) =>
            sentTo(it, auth(partner)),
          );
          const [one, two] = sents;
          if (one === undefined || two === undefined) throw new Error('two codes');
          const count = rowsOfAccess + ('prompt' in params ? 1 : 0);
          const { access_token: first } = tokensOf(await both.byFastEndpoint(one));
          const rows = await rowsOf(partner, count);
          const { access_token: second } = tokensOf(await both.byLibrary(two));
          expect(rows).to.deep.equal(await rowsOf(partner, count));
          expect(rows).to.have.length(count);
          expect(said(first)).to.deep.equal(said(second));
          expect(said(first) === undefined).to.equal(!isGiven);
        }
      });

      it('of an application without an SK is answered as well', async () => {
        const open = await walk.createPartner(at, { authMethod: 'none', scope: walk.everyScope });
        const name = { client_id: open.clientId };
        await same(async () => ({ sent: sentTo({ ...(await code(open)), ...name }, form) }), { fast: true });
        await same(async () => ({ sent: sentTo({ ...(await family(open)), ...name }, form) }), { fast: true });
        await same(async () => ({ sent: sentTo(await code(open), form) }), { fast: false });
        await same(async () => ({ sent: sentTo(await code(open), auth({ ...open, secret: 'x' })) }), {
          fast: false,
          status: 401,
        });
      });

      const others: Record<string, [() => Promise<Made | Sent>, number?]> = {
        'a wrong verifier': [
          async () => sentTo({ ...(await code(partner)), code_verifier: 'x'.repeat(43) }, auth(partner)),
        ],
        'a short verifier': [async () => sentTo({ ...(await code(partner)), code_verifier: 'x' }, auth(partner))],
        'no verifier': [
          async () => {
            const { code_verifier: _, ...rest } = await code(partner);
            return sentTo(rest, auth(partner));
          },
        ],
        'another redirect URI': [
          async () => sentTo({ ...(await code(partner)), redirect_uri: 'http://localhost:9/other' }, auth(partner)),
        ],
        'an unknown code': [async () => sentTo({ ...(await code(partner)), code: 'x'.repeat(43) }, auth(partner))],
        'a wrong SK': [async () => sentTo(await code(partner), auth({ ...partner, secret: 'ncc_sk_wrong' })), 401],
        'a DPoP proof': [async () => sentTo(await code(partner), { ...auth(partner), dpop: 'x.y.z' })],
        'a scope, which is ignored': [
          async () => sentTo({ ...(await code(partner)), scope: 'openid' }, auth(partner)),
          200,
        ],
        'a resource': [
          async () => sentTo({ ...(await code(partner)), resource: 'https://example.org/' }, auth(partner)),
        ],
        'a login not older than': [async () => sentTo(await code(partner, { max_age: '3600' }), auth(partner)), 200],
        'a time that is over': [
          async () => ({
            sent: sentTo(await code(partner), auth(partner)),
            spoil: () =>
              at.database.db.run(
                `update oidc_tokens set payload = (payload::jsonb || '{"exp":1}')::json where kind = 4 and client_id = $1`,
                [partner.clientId],
              ),
          }),
        ],
      };
      for (const [name, [make, status = 400]] of Object.entries(others))
        it(`is left to the library (${name})`, async () => {
          const made = async () => {
            const it = await make();
            return 'sent' in it ? it : { sent: it };
          };
          await same(made, { fast: false, status });
        });

      it('of another client is refused by the library', async () => {
        const stranger = await walk.createPartner(at);
        await same(async () => ({ sent: sentTo(await code(partner), auth(stranger)) }), { fast: false });
      });

      it('of a request without PKCE is the library’s', async () => {
        const waived = await walk.createPartner(at);
        await walk.waivePkce(at, waived);
        const make = async () => {
          const { code_verifier: _, ...rest } = await code(waived, walk.withoutPkce);
          return { sent: sentTo(rest, auth(waived)) };
        };
        await same(make, { fast: false, status: 200 });
      });

      it('is redeemed once, and the second time revokes the tokens of the first', async () => {
        const sent = sentTo(await code(partner), auth(partner));
        const tokens = tokensOf(await both.byFastEndpoint(sent));
        expect(await walk.isAlive(at, walk.text(tokens.access_token))).to.equal(true);
        expect((await both.byFastEndpoint(sent)).status).to.equal(599);
        const again = await both.whole(sent);
        expect([again.status, JSON.parse(again.body).error]).to.deep.equal([400, 'invalid_grant']);
        expect(await walk.isAlive(at, walk.text(tokens.access_token))).to.equal(false);
      });

      it('is redeemed once by concurrent requests, and the losers have written nothing', async () => {
        const client = await walk.createPartner(at, { idTokenAlg: 'ES256' });
        const sent = sentTo(await code(client), auth(client));
        const answers = await Promise.all(Array.from({ length: 20 }, () => both.byFastEndpoint(sent)));
        for (const answer of answers) if (answer.status === 200) tokensOf(answer);
        expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
        expect(await rowsOf(client, 100)).to.have.length(rowsOfAccess);
      });

      it('is not redeemed where another node was just doing it', async () => {
        const client = await walk.createPartner(at);
        const fields = await code(client);
        const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
        const asked = await at.database.db.transaction(async (trx) => {
          const key = hashToken(fields.code ?? '');
          await trx.run('update oidc_tokens set consumed_at = now() where kind = 4 and key = $1', [key]);
          const answer = both.byFastEndpoint(sentTo(fields, auth(client)));
          while ((await at.database.db.rows(waiting)).length === 0) await sleep(20);
          return { answer };
        });
        expect((await asked.answer).status).to.equal(599);
        expect(await rowsOf(client, 100)).to.have.length(0);
      });

      // The conditions of isValid (adapter.ts), asked by a statement here (redeem-store.ts): each of them ends a code.
      const ofClient = `(select institution_id from applications where client_id = $1)`;
      const endings: Record<string, (client: Client, accountId: string) => Promise<unknown>> = {
        'the AK was disabled': ({ clientId }) =>
          at.database.db.run('update applications set disabled_at = now() where client_id = $1', [clientId]),
        'the AK was disabled and enabled again': ({ clientId }) =>
          at.database.db.run('update applications set tokens_valid_from = now() where client_id = $1', [clientId]),
        'the institution was disabled': ({ clientId }) =>
          at.database.db.run(`update institutions set disabled_at = now() where id = ${ofClient}`, [clientId]),
        'the person was deleted': (_, id) =>
          at.database.db.run('update accounts set deleted_at = now() where id = $1', [id]),
        'the password was changed': (_, id) =>
          at.database.db.run('update accounts set sessions_valid_from = now() where id = $1', [id]),
        'the grant is over': ({ clientId }) =>
          at.database.db.run(`update oidc_tokens set expires_at = now() where kind = 3 and client_id = $1`, [clientId]),
        'the grant is another person’s': ({ clientId }) =>
          at.database.db.run(
            `update oidc_tokens set account_id = gen_random_uuid() where kind = 3 and client_id = $1`,
            [clientId],
          ),
        'the code is another application’s': ({ clientId }) =>
          at.database.db.run(`update oidc_tokens set client_id = $2 where kind = 4 and client_id = $1`, [
            clientId,
            partner.clientId,
          ]),
        'the session has another grant': (_, id) =>
          at.database.db.run(
            `update oidc_tokens set payload = jsonb_set(payload::jsonb, '{authorizations}', '{}') where kind = 1 and account_id = $1`,
            [id],
          ),
        'the session is over': (_, id) =>
          at.database.db.run('update oidc_tokens set expires_at = now() where kind = 1 and account_id = $1', [id]),
        'the session began before the password was changed': (_, id) =>
          at.database.db.run(
            `update oidc_tokens set payload = jsonb_set(payload::jsonb, '{loginTs}', '1') where kind = 1 and account_id = $1`,
            [id],
          ),
        'it holds what only the library knows': (_, id) =>
          at.database.db.run(
            `update oidc_tokens set payload = jsonb_set(payload::jsonb, '{claims}', '{}') where kind = 4 and account_id = $1`,
            [id],
          ),
        'the AK is over': ({ clientId }) =>
          at.database.db.run('update applications set expires_at = $2 where client_id = $1', [
            clientId,
            later(systemClock.now(), -10),
          ]),
        'the consent was withdrawn': ({ clientId }) =>
          at.database.db.run('delete from oidc_tokens where kind = 3 and client_id = $1', [clientId]),
        'the redirect URI is not registered any more': ({ clientId }) =>
          at.database.db.run(
            `update applications set redirect_uris = '{http://localhost:9/new}' where client_id = $1`,
            [clientId],
          ),
        'the person was locked': (_, id) => at.app.accounts.lock(operator, id, '测试'),
        'the session ended': (_, id) =>
          at.database.db.run('update oidc_tokens set consumed_at = $1 where kind = 1 and account_id = $2', [
            systemClock.now(),
            id,
          ]),
      };
      // Rows of which we never make such: how they are answered is the library's.
      const ofTheLibrary = new Set([
        'the grant is over',
        'the grant is another person’s',
        'the code is another application’s',
        'the session is over',
        'it holds what only the library knows',
      ]);
      let people = 0;
      for (const [name, end] of Object.entries(endings))
        it(`is over when ${name}`, async () => {
          people += 1;
          const client = await walk.createPartner(at);
          const username = `person${people}`;
          const { id } = await createCitizen(at, username);
          const { callback, flow } = await walk.authorize(at, client, {}, { username });
          await end(client, id);
          await settled();
          const fields = {
            grant_type: 'authorization_code',
            code: walk.codeOf(callback),
            code_verifier: flow.verifier,
          };
          const sent = sentTo({ ...fields, redirect_uri: walk.callbackUri }, auth(client));
          expect((await both.byFastEndpoint(sent)).status).to.equal(599);
          if (!ofTheLibrary.has(name)) expect((await both.whole(sent)).status).to.be.oneOf([400, 401]);
        });

      it('is answered where the database had committed it and the answer was lost', async () => {
        const client = await walk.createPartner(at);
        const { code: value = '' } = await code(client);
        const { db } = at.database;
        let lost = 0;
        const losing: typeof db.byKey = {
          ...db.byKey,
          async rows<Row>(text: string, values?: readonly unknown[]) {
            const found = await db.byKey.rows<Row>(text, values);
            if (!text.includes('update oidc_tokens')) return found;
            lost += 1;
            throw unavailable(fact('database.busy'), 5);
          },
        };
        const rows = createRows({ db: { byKey: losing }, clock: systemClock, store: plainStore });
        const redemption = {
          ...{ kind: 'AuthorizationCode' as const, key: hashToken(value), clientId: client.clientId, must: {} },
          refreshKey: undefined,
        };
        const named = (name: string) => (isGiven ? { exchange: newId() } : { accessKey: hashToken(name) });
        const redeemed = await rows.redeem({ ...redemption, ...named('first') });
        expect(lost).to.equal(1);
        expect(redeemed?.scope).to.equal('openid profile');
        expect(redeemed?.token.clientId).to.equal(client.clientId);
        const second = await rows.redeem({ ...redemption, ...named('second') }).catch(() => undefined);
        expect(second).to.equal(undefined);
        expect(await rowsOf(client, 100)).to.have.length(rowsOfAccess);
      });
    });

    describe('of a refresh token', () => {
      it('is answered, by header and by form', async () => {
        await same(async () => ({ sent: sentTo(await family(partner), auth(partner)) }), { fast: true });
        const named = { client_id: partner.clientId, client_secret: partner.secret };
        await same(async () => ({ sent: sentTo({ ...(await family(partner)), ...named }, form) }), { fast: true });
      });

      it('goes on from one way to the other, and is stored alike', async () => {
        let fields = await family(partner);
        const rows: unknown[] = [];
        for (const way of [
          both.byFastEndpoint,
          both.byLibrary,
          both.byFastEndpoint,
          both.byFastEndpoint,
          both.byLibrary,
        ]) {
          const tokens = tokensOf(await way(sentTo(fields, auth(partner))));
          fields = { ...fields, refresh_token: walk.text(tokens.refresh_token) };
          const next = (await rowsOf(partner, rowsOfAccess + 1)).find(({ kind }) => kind === 6);
          rows.push({ access: said(tokens.access_token) ?? null, next });
        }
        const [first] = rows;
        expect(rows.map((row, turn) => ({ row, turn }))).to.deep.equal(
          rows.map((_, turn) => ({ row: withRotations(first, turn + 1), turn })),
        );
      });

      it('gives the same successor as the library, which answers every repeat', async () => {
        const sent = sentTo(await family(partner), auth(partner));
        const first = tokensOf(await both.byFastEndpoint(sent));
        expect((await both.byFastEndpoint(sent)).status).to.equal(599);
        const again = tokensOf(await both.whole(sent));
        expect(again.refresh_token).to.equal(first.refresh_token);
        const many = await Promise.all(Array.from({ length: 10 }, () => both.whole(sent)));
        expect(new Set(many.map((answer) => tokensOf(answer).refresh_token)).size).to.equal(1);
      });

      it('of a family whose successor was used is refused by the library, which ends the family', async () => {
        const fields = await family(partner);
        const old = sentTo(fields, auth(partner));
        const first = tokensOf(await both.byFastEndpoint(old));
        const young = sentTo({ ...fields, refresh_token: walk.text(first.refresh_token) }, auth(partner));
        const second = tokensOf(await both.byFastEndpoint(young));
        expect((await both.whole(old)).status).to.equal(400);
        const youngest = sentTo({ ...fields, refresh_token: walk.text(second.refresh_token) }, auth(partner));
        expect((await both.byFastEndpoint(youngest)).status).to.equal(599);
        expect((await both.whole(youngest)).status).to.equal(400);
        expect(await walk.isAlive(at, walk.text(second.access_token))).to.equal(false);
      });

      it('lives 30 days more and 180 days in all', async () => {
        const fields = await family(partner);
        const { clientId } = partner;
        const iiat = Math.floor(systemClock.now().getTime() / 1000) - days(179);
        await at.database.db.run(
          `update oidc_tokens set payload = (payload::jsonb || jsonb_build_object('iiat', $2::int))::json where kind = 6 and client_id = $1`,
          [clientId, iiat],
        );
        expect((await both.byFastEndpoint(sentTo(fields, auth(partner)))).status).to.equal(200);
        const next = (await rowsOf(partner, rowsOfAccess + 1)).at(-1);
        expect(next).to.deep.include({ kind: 6, life: 0, told: days(1) });
      });

      it('is left to the library where anything is unusual', async () => {
        const stranger = await walk.createPartner(at);
        const made = (more: Record<string, string>, headers: () => Record<string, string>) => async () => ({
          sent: sentTo({ ...(await family(partner)), ...more }, headers()),
        });
        await same(
          made({ scope: 'openid' }, () => auth(partner)),
          { fast: false, status: 200 },
        );
        await same(
          made({ scope: 'openid phone' }, () => auth(partner)),
          { fast: false },
        );
        await same(
          made({}, () => auth(stranger)),
          { fast: false },
        );
        await same(
          made({ refresh_token: 'x'.repeat(43) }, () => auth(partner)),
          { fast: false },
        );
        await same(
          made({ refresh_token: '%00' }, () => auth(partner)),
          { fast: false },
        );
        await same(
          made({}, () => ({ ...auth(partner), origin: 'https://example.org' })),
          { fast: false, status: 400 },
        );
        await same(
          async () => {
            const fields = await family(partner);
            return {
              sent: sentTo(fields, auth(partner)),
              spoil: () =>
                at.database.db.run(
                  `update oidc_tokens set payload = (payload::jsonb || '{"jkt":"of-some-key"}')::json where kind = 6 and client_id = $1`,
                  [partner.clientId],
                ),
            };
          },
          { fast: false },
        );
      });
    });

    it('is counted and logged as the library’s', async () => {
      const client = await walk.createPartner(at);
      const count = async () => {
        const { body } = await both.whole({ path: '/metrics', method: 'GET', headers: watching });
        return Number(/^cloud_events_total\{event="token"\} (\d+)/m.exec(body)?.[1] ?? 0);
      };
      const sents = [await code(client), await code(client)].map((fields) => sentTo(fields, auth(client)));
      const start = await count();
      for (const sent of sents) expect((await both.whole(sent)).status).to.equal(200);
      expect(await count()).to.equal(start + 2);
      await at.app.integrationLog.flush();
      const usage = await at.app.integrationLog.usage(operator, client.clientId);
      expect(usage.find(({ endpoint }) => endpoint === 'token')).to.include({ ok: 2 });
    });
  });

/** The rows of a refresh as they are after one more. */
const withRotations = (first: unknown, rotations: number): unknown =>
  JSON.parse(JSON.stringify(first), (name, value) => (name === 'rotations' ? rotations : value));
