import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { days, after as later, minutes, systemClock } from '../../src/clock.ts';
import type { Connection } from '../../src/database/open.ts';
import { isUnavailable } from '../../src/errors.ts';
import { distributedStore as store } from '../../src/oidc/distributed/index.ts';
import { exchangeOne } from '../../src/oidc/distributed/writing-store.ts';
import type { Kind } from '../../src/oidc/tokens/kinds.ts';
import type { Artefact, Write } from '../../src/oidc/tokens/store.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { type Between, standBetween } from './between.ts';
import { type Citus, citusBin, createDatabases, startCitus, why } from './citus.ts';

const bin = citusBin();
const there = bin === undefined ? describe.skip : describe;

/** A commit over two servers is decided by the coordinator; then each is told to execute it. One of them dies of that message. */
there(`what is decided and not carried out${bin === undefined ? `: not tried, ${why}` : ''}`, function () {
  this.timeout(120_000);
  let citus: Citus;
  let betweens: Between[];
  let database: Awaited<ReturnType<ReturnType<typeof createDatabases>>>;
  let at: TestApp;
  let client: Awaited<ReturnType<typeof createClient>>;
  let letGo: (() => void) | undefined;
  let people = 0;

  before(async () => {
    citus = await startCitus(bin ?? '');
    betweens = await Promise.all(citus.workers.map(({ url }) => standBetween(url)));
    database = await createDatabases([citus.coordinator.url, ...betweens.map(({ url }) => url)])();
    at = await startApp(import.meta.filename, { database });
    client = await createClient(at);
  });
  afterEach(() => letGo?.());
  after(async () => {
    try {
      await at.close();
      await database.drop();
    } finally {
      for (const between of betweens) await between.close();
      await citus.remove();
    }
  });

  const db = () => at.app.db;
  /** Which server has the row. */
  async function placeOf(table: 'oidc_tokens' | 'consents', value: Buffer | string): Promise<number> {
    const type = table === 'consents' ? 'uuid' : 'bytea';
    const found = await db().row<{ port: number }>(
      `select nodeport as port from pg_dist_node join pg_dist_placement using (groupid)
        where shardid = get_shard_id_for_distribution_column($1, $2::${type})`,
      [table, value],
    );
    return betweens.findIndex(({ port }) => port === found?.port);
  }
  async function keyAt(place: number): Promise<Buffer> {
    for (;;) {
      const key = randomBytes(32);
      if ((await placeOf('oidc_tokens', key)) === place) return key;
    }
  }
  const now = systemClock.now();
  const artefact = (more: Partial<Artefact>): Artefact => ({
    ...{ payload: {}, clientId: undefined, accountId: undefined, grantKey: undefined, uidKey: undefined },
    ...{ issuedAt: now, expiresAt: later(now, minutes(60)) },
    ...more,
  });
  const write = async (place: number, kind: Kind, more: Partial<Artefact> = {}): Promise<Write> => ({
    kind,
    key: await keyAt(place),
    artefact: artefact(more),
  });
  const find = async ({ kind, key }: Write) => (await again(() => store.find(db().byKey, [{ kind, key }])))[0];

  /** Runs a decided commit while the server of that worker dies. It is back afterwards, and has yet to execute its part. */
  async function halfDone<T>(place: number, work: () => Promise<T>): Promise<unknown> {
    const [worker, between] = [citus.workers[place], betweens[place]];
    if (worker === undefined || between === undefined) throw new Error('there are two');
    let end: Promise<void> | undefined;
    between.instead(() => {
      end ??= worker.kill();
      return end;
    });
    const answer: unknown = await again(work, () => end === undefined).catch((error: unknown) => error);
    letGo = between.hold();
    await end;
    if (end !== undefined) await worker.start();
    expect((await prepared()).length, String(answer)).to.be.above(0);
    // Earlier connections fail once each: the following steps have none of them.
    const everywhere = ({ rows }: Connection) =>
      Array.from({ length: 10 }, () => again(() => rows('select count(*) from oidc_tokens')));
    await Promise.all([...everywhere(db()), ...everywhere(db().byKey)]);
    return answer;
  }
  async function again<T>(work: () => Promise<T>, isWanted = () => true): Promise<T> {
    for (let tries = 1; ; tries += 1)
      try {
        return await work();
      } catch (error) {
        if (!isUnavailable(error) || !isWanted() || tries === 40) throw error;
      }
  }
  const prepared = async () =>
    (await Promise.all(citus.workers.map(({ sql }) => sql('select 1 from pg_prepared_xacts')))).flat();
  /** Whether the work waits for the server to execute the decision. */
  async function isWaiting(answer: Promise<unknown>): Promise<boolean> {
    const first = await Promise.race([answer.catch(() => undefined), sleep(1_500, 'waits')]);
    return first === 'waits';
  }

  /** An account with a consent, and the place of another worker. */
  async function consenting() {
    people += 1;
    const { id } = await createCitizen(at, `decided${people}`);
    const consent = `insert into consents (account_id, client_id, granted, refused, first_at, last_at, expires_at) values ($1, $2, '{openid}', '{}', $3, $3, $4)`;
    await again(() => db().run(consent, [id, client.clientId, now, later(now, days(365))]));
    const near = await placeOf('consents', id);
    const own = { accountId: id, clientId: client.clientId, payload: { openid: { scope: 'openid' } } };
    return {
      id,
      near,
      far: 1 - near,
      own,
      withdraw: () => at.app.oidc.accountCentre.withdraw(id, client.clientId, 'x'),
    };
  }

  it('is not answered as done; a withdrawal waits for the grant that is on its way, and leaves none', async () => {
    const { near, far, own, withdraw } = await consenting();
    const [grant, code] = [await write(far, 'Grant', own), await write(near, 'AuthorizationCode')];
    const answer = await halfDone(far, () =>
      store.commitHeld(db().byKey, { consumed: [], grants: [grant], writes: [code] }, now),
    );
    expect(isUnavailable(answer), String(answer)).to.equal(true);
    expect(await find(code), 'carried out by the other').not.to.equal(undefined);
    expect(await find(grant), 'seen by nobody').to.equal(undefined);

    const withdrawal = again(withdraw);
    expect(await isWaiting(withdrawal)).to.equal(true);
    letGo?.();
    expect(await withdrawal).to.equal(true);
    await until(async () => (await prepared()).length === 0, 'everything is carried out');
    expect(await find(grant), 'without its consent').to.equal(undefined);
  });

  it('keeps a code from being used again, wherever it lies, and brings all that was written for it', async () => {
    for (const which of [0, 1]) {
      const [code, access, refresh] = [
        await write(which, 'AuthorizationCode'),
        await write(0, 'AccessToken'),
        await write(1, 'RefreshToken'),
      ];
      await again(() => store.upsert(db().byKey, [code]));
      const exchange = (writes: Write[]) => exchangeOne(db().byKey, { kind: code.kind, key: code.key, writes }, now);
      const answer = await halfDone(0, () => exchange([access, refresh]));
      expect(isUnavailable(answer), String(answer)).to.equal(true);
      expect(await find(access)).to.equal(undefined);

      const other = await write(1, 'AccessToken');
      const second = again(() => exchange([other]));
      if (which === 0) expect(await isWaiting(second), 'the row is held').to.equal(true);
      letGo?.();
      expect(await second).to.equal(false);
      await until(async () => (await find(access)) !== undefined, 'what was written');
      expect(await find(refresh)).not.to.equal(undefined);
    }
  });

  it('a withdrawal without a notification, and one that follows, end when it is done', async () => {
    const { far, own, withdraw } = await consenting();
    const grant = await write(far, 'Grant', own);
    expect(await again(() => store.upsertGrant(db().byKey, grant.key, grant.artefact))).to.equal(true);
    const answer = await halfDone(far, withdraw);
    expect(isUnavailable(answer), String(answer)).to.equal(true);
    expect(await find(grant), 'seen until then').not.to.equal(undefined);

    const second = again(withdraw);
    expect(await isWaiting(second)).to.equal(true);
    letGo?.();
    expect(await second, 'the first was it').to.equal(false);
    expect(await find(grant)).to.equal(undefined);
  });

  it('is a login that ends with all others of its person', async () => {
    const { id } = await createCitizen(at, 'decided');
    const session = await write(0, 'Session', { accountId: id, uidKey: await keyAt(0) });
    const other = await write(1, 'AuthorizationCode');
    const held = { consumed: [], grants: [], writes: [session, other] };
    const answer = await halfDone(0, () => store.commitHeld(db().byKey, held, now));
    expect(isUnavailable(answer), String(answer)).to.equal(true);

    const end = again(() => at.app.oidc.accountCentre.sessions.endAll(id, randomUUID()));
    expect(await isWaiting(end)).to.equal(true);
    letGo?.();
    await end;
    expect((await find(session))?.consumedAt).not.to.equal(undefined);
  });
});
