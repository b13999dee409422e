import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, hours, after as later, minutes, systemClock } from '../../../src/clock.ts';
import { hashToken } from '../../../src/crypto/secrets.ts';
import { distributedStore } from '../../../src/oidc/distributed/index.ts';
import type { Kind } from '../../../src/oidc/tokens/kinds.ts';
import { plainStore } from '../../../src/oidc/tokens/plain-store.ts';
import type { Artefact, RowKey, Write } from '../../../src/oidc/tokens/store.ts';
import type { TokenStore } from '../../../src/oidc/tokens/token-store.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import type { TestDatabase } from '../../support/database.ts';

/** Both on one PostgreSQL; on a Citus (npm run distributed) the one of spread tables. */
export const tokenStores: readonly (readonly [name: string, store: TokenStore])[] = [
  ...(process.env.CITUS_URLS ? [] : [['in the plain store', plainStore] as const]),
  ['in the store of spread tables', distributedStore],
];

const newKey = () => randomBytes(32);
const hex = (key: Buffer) => key.toString('hex');

/** The common behaviour of token stores, on the database that `open` makes. */
export function describeStore(name: string, store: TokenStore, open: () => Promise<TestDatabase>): void {
  describe(name, () => {
    let at: TestApp;
    let database: TestDatabase;
    let client: Awaited<ReturnType<typeof createClient>>;
    let citizen: Awaited<ReturnType<typeof createCitizen>>;
    const now = new Date(Math.floor(systemClock.now().getTime() / 1000) * 1000);

    before(async () => {
      database = await open();
      at = await startApp(import.meta.filename, { database });
      client = await createClient(at);
      citizen = await createCitizen(at);
    });
    after(async () => {
      await at.close();
      await database.drop();
    });

    const byKey = () => at.app.db.byKey;
    const artefact = (payload: object, more: Partial<Artefact> = {}): Artefact => ({
      payload,
      clientId: undefined,
      accountId: undefined,
      grantKey: undefined,
      uidKey: undefined,
      issuedAt: now,
      expiresAt: later(now, minutes(10)),
      ...more,
    });
    const own = () => ({ clientId: client.clientId, accountId: citizen.id });
    async function save(kind: Kind, payload: object, more: Partial<Artefact> = {}): Promise<Buffer> {
      const key = newKey();
      await store.upsert(byKey(), [{ kind, key, artefact: artefact(payload, more) }]);
      return key;
    }
    const find = async (kind: Kind, key: Buffer) => (await store.find(byKey(), [{ kind, key }]))[0];
    const consent = (accountId: string, clientId: string, granted = ['openid']) =>
      at.app.db.run(
        `insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at) values ($1, $2, $3, '{}', $4, $4, $5)
         on conflict (account_id, client_id) do update set granted = excluded.granted`,
        [accountId, clientId, granted, now, later(now, days(365))],
      );

    it('finds each under its own kind and key, in the order of the question', async () => {
      const keys = await Promise.all(
        ['a', 'b "\\{}, \u00e9'].map((content) => save('AccessToken', { content, deep: { list: [1, null] } })),
      );
      const [first = newKey(), second = newKey()] = keys;
      const found = await store.find(byKey(), [
        { kind: 'AccessToken', key: second },
        { kind: 'AccessToken', key: newKey() },
        { kind: 'RefreshToken', key: first },
        { kind: 'AccessToken', key: first },
      ]);
      expect(found.map((stored) => stored?.payload)).to.deep.equal([
        { content: 'b "\\{}, \u00e9', deep: { list: [1, null] } },
        undefined,
        undefined,
        { content: 'a', deep: { list: [1, null] } },
      ]);
      expect(found[3]).to.deep.include({
        ...{ issuedAt: now, expiresAt: later(now, minutes(10)), consumedAt: undefined },
        ...{ clientId: undefined, client: undefined, account: undefined, hasGrant: true },
      });
    });

    it('reads the present account with a row', async () => {
      const other = await createClient(at, {}, {});
      const person = await createCitizen(at, 'locked1');
      const key = await save('AccessToken', {}, { clientId: other.clientId, accountId: person.id });
      const before = await find('AccessToken', key);
      expect(before?.clientId).to.equal(other.clientId);
      expect(before?.client).to.deep.include({
        institutionId: other.institutionId,
        sandbox: false,
        disabledAt: undefined,
      });
      expect(before?.client?.tokensValidFrom).to.be.instanceOf(Date);
      expect(before?.account?.isOpen).to.equal(true);
      await at.app.db.run('update applications set expires_at = $2, tokens_valid_from = $2 where client_id = $1', [
        other.clientId,
        now,
      ]);
      await at.app.db.run('update institutions set disabled_at = $2 where id = $1', [other.institutionId, now]);
      await at.app.db.run('update accounts set locked_at = $2, sessions_valid_from = $2 where id = $1', [
        person.id,
        now,
      ]);
      const then = await find('AccessToken', key);
      expect(then?.client).to.deep.include({ expiresAt: now, disabledAt: now, tokensValidFrom: now });
      expect(then?.account).to.deep.equal({ isOpen: false, sessionsValidFrom: now });
    });

    it('reports whether the grant of a row stands', async () => {
      const grantKey = await save('Grant', {}, own());
      const key = await save('AccessToken', {}, { ...own(), grantKey });
      expect((await find('AccessToken', key))?.hasGrant).to.equal(true);
      await store.destroy(at.app.db, 'Grant', grantKey);
      expect((await find('AccessToken', key))?.hasGrant).to.equal(false);
      expect(await find('Grant', grantKey)).to.equal(undefined);
    });

    it('finds with a token its grant and its session, where they are of the same person', async () => {
      const [grantId, uid] = [randomUUID(), randomUUID()];
      const [grantKey, uidKey] = [hashToken(grantId), hashToken(uid)];
      const write = (kind: Kind, key: Buffer, payload: object, more: Partial<Artefact>): Write => ({
        kind,
        key,
        artefact: artefact(payload, more),
      });
      const [token, session] = [newKey(), newKey()];
      const authorizations = { [client.clientId]: { grantId } };
      await store.upsert(byKey(), [write('Grant', grantKey, { of: 'grant' }, own())]);
      await store.upsert(byKey(), [write('Session', session, { authorizations }, { accountId: citizen.id, uidKey })]);
      await store.upsert(byKey(), [
        write('AccessToken', token, { expiresWithSession: true, sessionUid: uid, grantId }, { ...own(), grantKey }),
      ]);
      const related = async (kind: Kind, key: Buffer, clientId?: string) =>
        (await store.findRelated(byKey(), [{ kind, key, clientId }]))[0];

      const ofToken = await related('AccessToken', token);
      expect(ofToken?.stored.hasGrant).to.equal(true);
      expect(ofToken?.grant?.key).to.deep.equal(grantKey);
      expect(ofToken?.grant?.stored).to.deep.include({
        payload: { of: 'grant' },
        issuedAt: now,
        consumedAt: undefined,
      });
      expect(ofToken?.grant?.stored.account).to.deep.equal(ofToken?.stored.account);
      expect(ofToken?.session).to.deep.include({ uidKey, grantId });
      expect(ofToken?.session?.stored.payload).to.deep.equal({ authorizations });

      const ofSession = await related('Session', session, client.clientId);
      expect(ofSession?.grant?.key).to.deep.equal(grantKey);
      expect(ofSession?.session).to.equal(undefined);
      expect((await related('Session', session, 'another'))?.grant).to.equal(undefined);
      expect((await related('Session', session))?.grant).to.equal(undefined);
      expect(await related('AccessToken', newKey())).to.equal(undefined);

      const stranger = await createCitizen(at, 'stranger');
      await store.upsert(byKey(), [write('Grant', grantKey, {}, { ...own(), accountId: stranger.id })]);
      await store.upsert(byKey(), [write('Session', session, { authorizations }, { accountId: stranger.id, uidKey })]);
      const ofOther = await related('AccessToken', token);
      expect(ofOther?.grant).to.equal(undefined);
      expect(ofOther?.session).to.equal(undefined);
      expect(ofOther?.stored.hasGrant).to.equal(true);
    });

    describe('of a token that has no row', () => {
      const saying = (payload: object, more: Partial<Artefact> = {}) => ({
        ...{ kind: 'AccessToken' as const, key: newKey(), artefact: artefact(payload, { ...own(), ...more }) },
      });
      const found = async (token: ReturnType<typeof saying>) => (await store.findSelfContained(byKey(), [token]))[0];

      it('reads the account of each, as for a row', async () => {
        const key = await save('Grant', {}, own());
        const payload = { content: 'a', deep: [1, null] };
        const tokens = [
          saying(payload, { grantKey: key }),
          saying({}, { accountId: undefined }),
          saying({}, { clientId: 'nobody' }),
        ];
        const rows = await Promise.all(tokens.map(({ artefact }) => save('AccessToken', artefact.payload, artefact)));
        const asked = rows.map((key) => ({ kind: 'AccessToken' as const, key }));
        expect(await store.findSelfContained(byKey(), tokens)).to.deep.equal(await store.find(byKey(), asked));
        expect((await found(saying({}, { grantKey: newKey() })))?.hasGrant).to.equal(false);
      });

      it('finds its grant and its session, as of a row', async () => {
        const [uid, grantId] = [randomUUID(), randomUUID()];
        const grantKey = hashToken(grantId);
        await store.upsert(byKey(), [{ kind: 'Grant', key: grantKey, artefact: artefact({ it: 'grants' }, own()) }]);
        await save('Session', { uid }, { ...own(), uidKey: hashToken(uid) });
        for (const expiresWithSession of [true, false]) {
          const token = saying({ grantId, sessionUid: uid, expiresWithSession }, { grantKey });
          const key = await save('AccessToken', token.artefact.payload, token.artefact);
          const [related] = await store.findSelfContainedRelated(byKey(), [token]);
          const [ofRow] = await store.findRelated(byKey(), [{ kind: 'AccessToken', key, clientId: undefined }]);
          expect({ ...related, version: '' }).to.deep.equal({ ...ofRow, version: '' });
          expect(related?.session === undefined).to.equal(!expiresWithSession);
          expect(related?.grant?.stored.payload).to.eql({ it: 'grants' });
        }
      });

      it('finds no revoked one, until its expiry', async () => {
        const [token, other] = [saying({}), saying({})];
        await store.revoke(byKey(), token);
        await store.revoke(byKey(), token);
        expect(await found(token)).to.equal(undefined);
        expect(await store.findSelfContainedRelated(byKey(), [token, other])).to.have.property('0', undefined);
        expect(await found(other)).not.to.equal(undefined);
        const over = later(token.artefact.expiresAt, hours(1) + 1);
        const soon = later(token.artefact.expiresAt, minutes(59));
        await store.purge(at.app.db, { before: soon, pagesBefore: soon, since: new Date(0) }, 1000);
        expect(await found(token), 'a node whose clock is behind').to.equal(undefined);
        await store.purge(at.app.db, { before: over, pagesBefore: over, since: new Date(0) }, 1000);
        expect(await found(token)).not.to.equal(undefined);
      });
    });

    it('tells which exchange used a code or a refresh token, and no other', async () => {
      const [exchange, another] = [randomUUID(), randomUUID()];
      const code = { kind: 'AuthorizationCode' as const, key: await save('AuthorizationCode', {}, own()) };
      const isExchanged = async (one: RowKey, id: string) =>
        (
          await store.areExchanged(byKey(), [
            { ...one, key: newKey(), exchange: id },
            { ...one, exchange: id },
          ])
        )[1];
      expect(await isExchanged(code, exchange)).to.equal(false);
      const [at, taken] = [now, { ...code, writes: [], exchange }];
      expect((await store.exchange(byKey(), [taken], at)).size).to.equal(1);
      expect((await store.exchange(byKey(), [{ ...taken, exchange: another }], at)).size).to.equal(0);
      const [key, current, next] = [newKey(), newKey(), newKey()];
      const family = { kind: 'RefreshToken' as const, key };
      await store.insertOnce(byKey(), [{ ...family, artefact: artefact({}, { ...own(), currentHash: current }) }]);
      const step = { key, current, next, writes: [] };
      expect((await store.rotate(byKey(), [{ ...step, exchange }], now)).size).to.equal(1);
      expect((await store.rotate(byKey(), [{ ...step, exchange: another }], now)).size).to.equal(0);
      for (const one of [code, family]) {
        expect(await isExchanged(one, exchange), one.kind).to.equal(true);
        expect(await isExchanged(one, another), one.kind).to.equal(false);
      }
    });

    it('finds by its uid the newest session in use, and the ended one where there is no other', async () => {
      const uidKey = newKey();
      const session = (payload: object, seconds: number) =>
        save('Session', payload, { uidKey, accountId: citizen.id, issuedAt: later(now, seconds) });
      const first = await session({ turn: 1 }, 0);
      const second = await session({ turn: 2 }, 1);
      const byUid = async () => (await store.findByUid(byKey(), [newKey(), uidKey]))[1];
      expect((await byUid())?.payload).to.deep.equal({ turn: 2 });
      // A request that was under way saves the earlier one again.
      await store.upsert(byKey(), [
        {
          kind: 'Session',
          key: first,
          artefact: artefact({ turn: 3 }, { uidKey, accountId: citizen.id, issuedAt: later(now, 2) }),
        },
      ]);
      expect((await byUid())?.payload, 'the earlier one was begun earlier').to.deep.equal({ turn: 2 });
      await store.consume(byKey(), [{ kind: 'Session', key: first }], now);
      await store.upsert(byKey(), [
        {
          kind: 'Session',
          key: first,
          artefact: artefact({ turn: 4 }, { uidKey, accountId: citizen.id, issuedAt: later(now, 3) }),
        },
      ]);
      expect((await byUid())?.payload, 'one that has ended does not come back').to.deep.equal({ turn: 2 });
      await store.consume(byKey(), [{ kind: 'Session', key: second }], now);
      const ended = await byUid();
      expect(ended?.consumedAt).to.deep.equal(now);
      expect((await store.findByUid(byKey(), [newKey()]))[0]).to.equal(undefined);
    });

    it('follows a session that got another id', async () => {
      const uidKey = newKey();
      const old = await save('Session', { id: 'old' }, { uidKey, accountId: citizen.id });
      const write = {
        kind: 'Session' as const,
        key: newKey(),
        artefact: artefact({ id: 'new' }, { uidKey, accountId: citizen.id, issuedAt: later(now, 1) }),
      };
      await store.commitHeld(byKey(), { consumed: [{ kind: 'Session', key: old }], grants: [], writes: [write] }, now);
      const [found] = await store.findByUid(byKey(), [uidKey]);
      expect(found?.payload).to.deep.equal({ id: 'new' });
      expect(found?.consumedAt).to.equal(undefined);
    });

    it('writes again over a row: payload and expiry, not its beginning and use', async () => {
      const key = await save('RefreshToken', { turn: 1 });
      await store.consume(byKey(), [{ kind: 'RefreshToken', key }], later(now, 5));
      const again = artefact({ turn: 2 }, { ...own(), issuedAt: later(now, 9), expiresAt: later(now, hours(1)) });
      await store.upsert(byKey(), [{ kind: 'RefreshToken', key, artefact: again }]);
      expect(await find('RefreshToken', key)).to.deep.include({
        payload: { turn: 2 },
        clientId: client.clientId,
        issuedAt: now,
        consumedAt: later(now, 5),
        expiresAt: later(now, hours(1)),
      });
    });

    it('writes a unique row once, however many try', async () => {
      const key = newKey();
      const tries = Array.from({ length: 20 }, (_, turn) =>
        store.insertOnce(byKey(), [{ kind: 'ReplayDetection', key, artefact: artefact({ turn }) }]),
      );
      const won = (await Promise.all(tries)).map((answer) => answer.has(hex(key)));
      expect(won.filter(Boolean)).to.have.length(1);
      expect((await find('ReplayDetection', key))?.payload).to.deep.equal({ turn: won.indexOf(true) });
    });

    it('writes a new row, and never over an existing one', async () => {
      const key = newKey();
      const write = (turn: number) =>
        store.insertNew(byKey(), [
          { kind: 'ClientCredentials', key, artefact: artefact({ turn }, { clientId: client.clientId }) },
        ]);
      await write(1);
      expect(await write(2).catch((error: unknown) => error)).to.be.instanceOf(Error);
      expect(await find('ClientCredentials', key)).to.deep.include({ payload: { turn: 1 }, clientId: client.clientId });
    });

    it('writes a code only while its grant stands', async () => {
      const grantKey = await save('Grant', {}, own());
      const write = (of: Buffer): Write => ({
        kind: 'AuthorizationCode',
        key: newKey(),
        artefact: artefact({}, { ...own(), grantKey: of }),
      });
      const [good, bad] = [write(grantKey), write(newKey())];
      expect([...(await store.insertGranted(byKey(), [good, bad]))]).to.deep.equal([hex(good.key)]);
      expect(await find('AuthorizationCode', bad.key)).to.equal(undefined);
    });

    it('writes a grant while its consent allows as much, and for our own application without one', async () => {
      const person = await createCitizen(at, 'consents');
      const of = { clientId: client.clientId, accountId: person.id };
      const grant = (scope: string, more: Partial<Artefact> = {}) =>
        store.upsertGrant(byKey(), newKey(), artefact({ openid: { scope } }, { ...of, ...more }));
      expect(await grant('openid')).to.equal(false);
      await consent(person.id, client.clientId, ['openid', 'profile']);
      expect(await grant('openid profile')).to.equal(true);
      expect(await grant('openid phone')).to.equal(false);
      const centre = await at.app.db.row<{ client_id: string }>(
        'select client_id from applications where first_party limit 1',
      );
      expect(await grant('openid', { clientId: centre?.client_id })).to.equal(true);
      const key = newKey();
      const write = (payload: object) => store.upsertGrant(byKey(), key, artefact(payload, of));
      expect(await write({ openid: { scope: 'openid' } })).to.equal(true);
      expect(await write({ openid: { scope: 'openid profile' } })).to.equal(true);
      expect((await find('Grant', key))?.payload).to.deep.equal({ openid: { scope: 'openid profile' } });
    });

    it('leaves no grant behind a withdrawal, in either order', async () => {
      const person = await createCitizen(at, 'withdraws');
      let granted = 0;
      for (let turn = 0; turn < 40; turn += 1) {
        await consent(person.id, client.clientId);
        const grants = Array.from({ length: 3 }, () =>
          store.upsertGrant(
            byKey(),
            newKey(),
            artefact({ openid: { scope: 'openid' } }, { clientId: client.clientId, accountId: person.id }),
          ),
        );
        if (turn % 4 === 0) await grants[0]; // now and then the grant comes first for certain
        const withdrawal = at.app.oidc.accountCentre.withdraw(person.id, client.clientId, 'test');
        granted += (await Promise.all(grants)).filter(Boolean).length;
        expect(await withdrawal).to.equal(true);
        const left = await at.app.db.rows(`select 1 from oidc_tokens where kind = 3 and account_id = $1`, [person.id]);
        expect(left, `turn ${turn}`).to.have.length(0);
      }
      expect(granted, 'that came first').to.be.above(0);
    });

    it('ends the grants of one pair, and all of a person', async () => {
      const [person, other] = [await createCitizen(at, 'pairs'), await createClient(at)];
      const grants = await Promise.all(
        [client.clientId, client.clientId, other.clientId].map((clientId) =>
          save('Grant', {}, { clientId, accountId: person.id }),
        ),
      );
      const token = await save('AccessToken', {}, { accountId: person.id, clientId: client.clientId });
      const ended = await at.app.db.transaction((trx) => store.destroyGrantsOf(trx, person.id, client.clientId));
      expect(ended).to.equal(2);
      expect(await find('Grant', grants[2] ?? newKey())).not.to.equal(undefined);
      expect(await at.app.db.transaction((trx) => store.destroyAllGrantsOf(trx, person.id))).to.equal(1);
      expect(await find('AccessToken', token)).not.to.equal(undefined);
    });

    it('lets one of many consume; a session stays for ten minutes at most', async () => {
      const [code, session] = [
        await save('AuthorizationCode', {}),
        await save('Session', {}, { uidKey: newKey(), accountId: citizen.id, expiresAt: later(now, days(30)) }),
      ];
      const short = await save('Session', {}, { uidKey: newKey(), expiresAt: later(now, 30) });
      const tries = Array.from({ length: 30 }, () =>
        store.consume(byKey(), [{ kind: 'AuthorizationCode', key: code }], now),
      );
      expect((await Promise.all(tries)).filter((won) => won.has(hex(code)))).to.have.length(1);
      const both = [session, short].map((key) => ({ kind: 'Session' as const, key }));
      expect((await store.consume(byKey(), both, now)).size).to.equal(2);
      expect(await find('Session', session)).to.deep.include({ consumedAt: now, expiresAt: later(now, minutes(10)) });
      expect(await find('Session', short)).to.deep.include({ consumedAt: now, expiresAt: later(now, 30) });
      expect((await store.consume(byKey(), [{ kind: 'Session', key: newKey() }], now)).size).to.equal(0);
    });

    it('exchanges once: the losers have written nothing', async () => {
      const code = await save('AuthorizationCode', {});
      const exchanges = Array.from({ length: 12 }, (_, turn) => ({
        kind: 'AuthorizationCode' as const,
        key: code,
        writes: (['AccessToken', 'RefreshToken'] as const).map((kind) => ({
          kind,
          key: newKey(),
          artefact: artefact({ turn }),
        })),
      }));
      const answers = await Promise.all(exchanges.map((one) => store.exchange(byKey(), [one], now)));
      const won = answers.map((answer) => answer.has(hex(code)));
      expect(won.filter(Boolean)).to.have.length(1);
      const written = await Promise.all(exchanges.map(({ writes }) => store.find(byKey(), writes)));
      expect(written.map((found) => found.filter(Boolean).length)).to.deep.equal(won.map((is) => (is ? 2 : 0)));
      expect((await find('AuthorizationCode', code))?.consumedAt).to.deep.equal(now);
    });

    it('writes nothing of an exchange of which one part fails', async () => {
      const code = await save('AuthorizationCode', {});
      const taken = await save('AccessToken', { whose: 'another' });
      const fresh = newKey();
      const writes: Write[] = [fresh, taken].map((key) => ({ kind: 'AccessToken', key, artefact: artefact({}) }));
      const failed = await store
        .exchange(byKey(), [{ kind: 'AuthorizationCode', key: code, writes }], now)
        .catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(Error);
      expect((await find('AuthorizationCode', code))?.consumedAt).to.equal(undefined);
      expect(await find('AccessToken', fresh)).to.equal(undefined);
      expect((await find('AccessToken', taken))?.payload).to.deep.equal({ whose: 'another' });
    });

    it('commits the pending writes of a request, and reports which grants were written', async () => {
      const person = await createCitizen(at, 'held');
      await consent(person.id, client.clientId);
      const interaction = await save('Interaction', {});
      const of = { clientId: client.clientId, accountId: person.id };
      const [good, code, uidKey] = [newKey(), newKey(), newKey()];
      const session = {
        kind: 'Session' as const,
        key: newKey(),
        artefact: artefact({ s: 1 }, { uidKey, accountId: person.id }),
      };
      const held = {
        consumed: [{ kind: 'Interaction' as const, key: interaction }],
        grants: [
          { kind: 'Grant' as const, key: good, artefact: artefact({ openid: { scope: 'openid' } }, of) },
          { kind: 'Grant' as const, key: newKey(), artefact: artefact({ openid: { scope: 'openid phone' } }, of) },
        ],
        writes: [
          { kind: 'AuthorizationCode' as const, key: code, artefact: artefact({}, { ...of, grantKey: good }) },
          session,
        ],
      };
      expect(await store.commitHeld(byKey(), held, now)).to.deep.equal([true, false]);
      expect((await find('Interaction', interaction))?.consumedAt).to.deep.equal(now);
      expect((await find('AuthorizationCode', code))?.hasGrant).to.equal(true);
      expect((await store.findByUid(byKey(), [uidKey]))[0]?.payload).to.deep.equal({ s: 1 });
    });

    it('writes a login page within a transaction that leaves with its commit', async () => {
      const key = newKey();
      const held = {
        consumed: [],
        grants: [],
        writes: [{ kind: 'Interaction' as const, key, artefact: artefact({ step: 2 }) }],
      };
      await byKey().together((trx) => store.writeHeld(trx, held, now));
      expect((await find('Interaction', key))?.payload).to.deep.equal({ step: 2 });
    });

    it('updates the last use of used refresh tokens', async () => {
      const [used, unused] = [await save('RefreshToken', {}), await save('RefreshToken', {})];
      await store.consume(byKey(), [{ kind: 'RefreshToken', key: used }], now);
      expect([
        ...(await store.forgive(
          byKey(),
          [used, unused, newKey()].map((key) => ({ key, next: undefined })),
          later(now, 3),
        )),
      ]).to.deep.equal([hex(used)]);
      expect((await find('RefreshToken', used))?.consumedAt).to.deep.equal(later(now, 3));
      expect((await find('RefreshToken', unused))?.consumedAt).to.equal(undefined);
    });

    it('advances a family of refresh tokens, once, and writes the other tokens', async () => {
      const [key, first, second] = [newKey(), newKey(), newKey()];
      const [good, late] = [newKey(), newKey()];
      const begun = artefact({ turn: 1 }, { ...own(), currentHash: first });
      await store.insertOnce(byKey(), [{ kind: 'RefreshToken', key, artefact: begun }]);
      const found = async () => (await store.findRefresh(byKey(), [newKey(), key]))[1];
      expect(await found()).to.deep.include({ payload: { turn: 1 }, family: { current: first, rotatedAt: undefined } });
      const step = (access: Buffer, next: Buffer, current = first) =>
        store.rotate(
          byKey(),
          [
            {
              ...{ key, current, next },
              writes: [
                { kind: 'AccessToken', key: access, artefact: artefact({}) },
                { kind: 'RefreshToken', key, artefact: artefact({ turn: 2 }, { expiresAt: later(now, hours(2)) }) },
              ],
            },
          ],
          later(now, 7),
        );
      const tries = await Promise.all([
        step(good, second),
        ...Array.from({ length: 9 }, () => step(newKey(), newKey())),
      ]);
      expect(tries.filter(({ size }) => size > 0)).to.have.length(1);
      const won = await found();
      const [winner] = tries.flatMap((answer) => [...answer]);
      expect(won?.family?.current.toString('hex')).to.equal(winner);
      expect(won).to.deep.include({ payload: { turn: 2 }, issuedAt: now, expiresAt: later(now, hours(2)) });
      expect(won?.family?.rotatedAt).to.deep.equal(later(now, 7));
      expect((await step(late, newKey())).size, 'a former token').to.equal(0);
      expect(await find('AccessToken', late)).to.equal(undefined);
      if (winner === hex(second)) expect(await find('AccessToken', good)).not.to.equal(undefined);
      const forgiven = await store.forgive(byKey(), [{ key, next: Buffer.from(winner ?? '', 'hex') }], later(now, 9));
      expect([...forgiven]).to.deep.equal([hex(key)]);
      expect((await found())?.family?.rotatedAt).to.deep.equal(later(now, 9));
      expect((await store.forgive(byKey(), [{ key, next: first }], now)).size).to.equal(0);
      const other = await save('RefreshToken', {});
      expect((await store.findRefresh(byKey(), [other]))[0]).to.deep.include({ family: undefined });
    });

    it('lists the sessions of an account, and ends one', async () => {
      const person = await createCitizen(at, 'devices');
      const since = await at.app.db.row<{ at: Date }>('select sessions_valid_from as at from accounts where id = $1', [
        person.id,
      ]);
      const begun = Math.ceil((since?.at.getTime() ?? 0) / 1000);
      const grant = await save('Grant', {}, { clientId: client.clientId, accountId: person.id });
      await at.app.db.run(
        `insert into logins (account_id, at, method, succeeded, address, device) values ($1, $2, 'password', true, '192.0.2.7', 'Firefox')`,
        [person.id, new Date((begun + 1) * 1000)],
      );
      const [phone, desk] = [newKey(), newKey()];
      const session = (uidKey: Buffer, loginTs: number, issued: number, grantId = 'x') =>
        save(
          'Session',
          { loginTs, authorizations: { [client.clientId]: { grantId } } },
          { uidKey, accountId: person.id, issuedAt: later(now, issued) },
        );
      await session(phone, begun, 0);
      await session(desk, begun + 1, 0);
      await session(desk, begun + 2, 1);
      await session(newKey(), begun - 5, 0); // from before a change of password
      const list = () => store.sessions.list(at.app.db, person.id, now);
      expect(await list()).to.deep.equal([
        { id: hex(desk), loginTs: begun + 2, device: 'Firefox', address: '192.0.2.7' },
        { id: hex(phone), loginTs: begun, device: null, address: null },
      ]);
      const end = (which: Parameters<typeof store.sessions.end>[2]) =>
        at.app.db.transaction((trx) => store.sessions.end(trx, person.id, which, now));
      expect(await end({ only: desk })).to.deep.equal([
        { authorizations: { [client.clientId]: { grantId: 'x' } } },
        { authorizations: { [client.clientId]: { grantId: 'x' } } },
      ]);
      expect((await store.findByUid(byKey(), [desk]))[0]?.consumedAt).to.deep.equal(now);
      expect((await list()).map(({ id }) => id)).to.deep.equal([hex(phone)]);
      expect(await end({ not: phone })).to.have.length(1);
      expect(await end({ not: undefined })).to.have.length(1);
      expect(await list()).to.deep.equal([]);
      const kept = await at.app.db.transaction((trx) => store.sessions.removeOtherGrants(trx, person.id, [grant]));
      expect(kept).to.equal(0);
      expect(
        await at.app.db.transaction((trx) => store.sessions.removeGrants(trx, person.id, [grant, newKey()])),
      ).to.equal(1);
    });

    it('purges expired rows in steps, and unanswered login pages a day later', async () => {
      const long = later(now, -days(3));
      for (let turn = 0; turn < 25; turn += 1) await save('ClientCredentials', {}, { expiresAt: later(long, turn) });
      const page = await save('Interaction', {}, { expiresAt: later(now, -hours(2)) });
      const old = await save('Interaction', {}, { expiresAt: later(now, -days(2)) });
      const answered = await save('Interaction', {}, { expiresAt: later(now, -hours(2)) });
      await store.consume(byKey(), [{ kind: 'Interaction', key: answered }], later(now, -hours(2)));
      const over = { before: now, pagesBefore: later(now, -days(1)), since: new Date(0) };
      const counts: number[] = [];
      do counts.push(await store.purge(at.app.db, over, 10));
      while ((counts.at(-1) ?? 0) >= 10);
      expect(counts.length).to.be.above(2);
      expect(counts.reduce((sum, count) => sum + count, 0)).to.be.at.least(26);
      expect(await find('Interaction', page)).not.to.equal(undefined);
      expect(await find('Interaction', old)).to.equal(undefined);
      expect(await find('Interaction', answered)).to.equal(undefined);

      const late = await save('AccessToken', {}, { expiresAt: later(now, -hours(3)) });
      await store.purge(at.app.db, { ...over, since: later(now, -hours(2)) }, 10);
      expect(await find('AccessToken', late), 'before it is looked for').not.to.equal(undefined);
      await store.purge(at.app.db, { ...over, pagesBefore: later(now, -hours(3) + 1), since: now }, 10);
      expect(await find('AccessToken', late), 'a day later').to.equal(undefined);
    });
  });
}
