import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { after as later, minutes } from '../../../src/clock.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import { plainStore } from '../../../src/oidc/tokens/plain-store.ts';
import { createRows, type Rows } from '../../../src/oidc/tokens/rows.ts';
import { testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

describe('rows of tokens', () => {
  const clock = testClock();
  let database: TestDatabase;
  let rows: Rows;
  const newKey = () => randomBytes(32);
  const artefact = (content: string) => ({
    payload: { content },
    clientId: undefined,
    accountId: undefined,
    grantKey: undefined,
    uidKey: undefined,
    issuedAt: clock.now(),
    expiresAt: later(clock.now(), minutes(1)),
  });

  before(async () => {
    database = await testDatabase();
    rows = createRows({ db: database.db, clock, store: plainStore });
  });
  after(() => database.drop());

  it('reads, redeems and writes codes by keys alone, where the plan was made while every table was empty', async () => {
    const given = { clientId: 'nobody', must: {}, refreshKey: newKey() };
    for (const kind of ['AuthorizationCode', 'RefreshToken'] as const) {
      const all = Array.from({ length: 3 }, () => rows.redeem({ ...given, kind, key: newKey(), accessKey: newKey() }));
      expect(await Promise.all(all)).to.eql([undefined, undefined, undefined]);
    }
    expect(await rows.saveCode(newKey(), { ...artefact('a code'), grantKey: newKey() })).to.equal(false);
    expect(await rows.find('AccessToken', newKey())).to.equal(undefined);
    expect(await rows.findByUid(newKey())).to.equal(undefined);
    expect(await rows.findRefresh(newKey())).to.equal(undefined);
    const related = { kind: 'AccessToken', key: newKey(), clientId: 'nobody' } as const;
    expect(await rows.findWithRelated(related)).to.equal(undefined);
    for (const kind of ['AuthorizationCode', 'RefreshToken'] as const) {
      const own = kind === 'RefreshToken' ? { current: newKey(), refreshCurrent: newKey() } : {};
      expect(await rows.redeem({ ...given, ...own, kind, key: newKey(), exchange: newId() })).to.equal(undefined);
      expect(await rows.exchange({ kind, key: newKey(), writes: [], exchange: newId() })).to.equal(false);
    }
    const said = {
      kind: 'AccessToken',
      key: newKey(),
      artefact: { ...artefact('a token'), grantKey: newKey() },
    } as const;
    expect(await rows.findPresented(said)).to.include({ hasGrant: false });
    expect(await rows.findWithRelated(said)).to.have.property('grant', undefined);
    await plansLookUpKeysAlone(['accounts', 'applications', 'institutions', 'oidc_tokens']);
  });

  it('are found by key alone also without statistics about many rows', async () => {
    const { db } = database;
    const { byKey } = db;
    await db.run(`alter table oidc_tokens set (autovacuum_enabled = off)`);
    await db.run(
      `insert into oidc_tokens (kind, key, payload, uid_key, grant_key, issued_at, expires_at)
       select 1 + n % 7, sha256(n::text::bytea), '{}', case n % 7 when 0 then sha256(n::text::bytea) end, sha256(n::text::bytea), $1, $2
       from generate_series(1, 20000) n`,
      [clock.now(), later(clock.now(), minutes(1))],
    );
    await byKey.run('discard plans');
    await plansLookUpKeysAlone(['oidc_tokens']); // the others are as empty as before
    await db.run(`delete from oidc_tokens where payload::text = '{}'`);
    await db.run(`alter table oidc_tokens reset (autovacuum_enabled)`);
  });

  async function plansLookUpKeysAlone(tables: readonly string[]): Promise<void> {
    const { byKey } = database.db;
    const prepared = await byKey.rows<{ name: string; count: number; verb: string }>(
      `select name, cardinality(parameter_types) as count, substring(statement, 1, 4) as verb
       from pg_prepared_statements where statement ~ '^(with live|insert into oidc_tokens|select (asked|requested)\\.position)'`,
    );
    expect(prepared.map(({ verb }) => verb)).to.include.members(['with', 'inse', 'sele']);
    const read = new Set<unknown>();
    for (const { name, count } of prepared) {
      const nulls = new Array<string>(count).fill('null').join(', ');
      const [plan] = await byKey.rows<object>(`explain (format json) execute "${name}" (${nulls})`);
      for (const scan of scansOf(plan)) {
        if (!tables.includes(String(scan['Relation Name']))) continue;
        read.add(scan['Relation Name']);
        const by = scan['Index Cond'] ?? scan['TID Cond'] ?? scan['Recheck Cond'];
        expect(by, JSON.stringify(scan)).to.match(
          /^\(((client_)?id = |uid_key = |\w+\.place = ctid|\(kind = (\d+|\w+\.kind)\) AND \(key = )/,
        );
      }
    }
    expect([...read]).to.have.members(tables);
  }

  it('reads related rows together with other statements for the next reader, once', async () => {
    const [key, other] = [newKey(), newKey()];
    await rows.save('Interaction', key, artefact('a login'));
    let asked = 0;
    const counting = createRows({
      db: database.db,
      clock,
      store: {
        ...plainStore,
        find: (...given) => {
          asked += 1;
          return plainStore.find(...given);
        },
      },
    });
    const contentsOf = async (...keys: Buffer[]) =>
      (await Promise.all(keys.map((one) => counting.find('Interaction', one)))).map((row) => row?.payload.content);

    const found = await database.db.byKey.together(async (reader) => {
      const expected = counting.expect('Interaction', key, reader);
      const contents = contentsOf(key);
      await Promise.all([expected, reader.row('select 1')]);
      return contents;
    });
    expect([found, asked]).to.eql([['a login'], 0]);
    expect([await contentsOf(key), asked]).to.eql([['a login'], 1]);

    await database.db.byKey.together((reader) => counting.expect('Interaction', key, reader)); // a prefetch without a reader
    expect([await contentsOf(key, other), asked]).to.eql([['a login', undefined], 2]);
  });

  it('reports the failure of a combined read, and reads again the next time', async () => {
    const key = newKey();
    await rows.save('Interaction', key, artefact('a login'));
    let finding: Promise<unknown> | undefined;
    const together = database.db.byKey.together(async (reader) => {
      const expected = rows.expect('Interaction', key, reader);
      finding = rows.find('Interaction', key).then(
        () => 'found',
        () => 'failed',
      );
      await Promise.all([reader.row('select 1 / 0'), expected]);
    });
    expect(
      await together.then(
        () => 'read',
        () => 'failed',
      ),
    ).to.equal('failed');
    await finding;
    expect((await rows.find('Interaction', key))?.payload).to.eql({ content: 'a login' });
  });

  it('finds each of many under its own key, and nothing under others', async () => {
    const keys = Array.from({ length: 30 }, newKey);
    await Promise.all(keys.map((key, place) => rows.save('AccessToken', key, artefact(`token ${place} "\\{},`))));
    const found = await Promise.all([...keys, newKey()].map((key) => rows.find('AccessToken', key)));
    expect(found.map((stored) => stored?.payload.content)).to.deep.equal([
      ...keys.map((_, place) => `token ${place} "\\{},`),
      undefined,
    ]);
    expect(await rows.find('AuthorizationCode', keys[0] ?? newKey())).to.equal(undefined);
  });

  it('keeps the last of two that are saved under one key at the same moment', async () => {
    const key = newKey();
    await Promise.all([rows.save('Session', key, artefact('first')), rows.save('Session', key, artefact('last'))]);
    expect((await rows.find('Session', key))?.payload.content).to.equal('last');
  });

  it('saves once: the first of many is the one, in one batch and in the next', async () => {
    const key = newKey();
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((content) => rows.saveOnce('RefreshToken', key, artefact(content))),
    );
    expect(answers).to.deep.equal([true, false, false]);
    expect(await rows.saveOnce('RefreshToken', key, artefact('d'))).to.equal(false);
    expect((await rows.find('RefreshToken', key))?.payload.content).to.equal('a');
  });

  it('lets one of fifty consume', async () => {
    const [key, other] = [newKey(), newKey()];
    await Promise.all([key, other].map((one) => rows.save('AuthorizationCode', one, artefact('code'))));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => rows.consume('AuthorizationCode', turn % 2 ? key : other)),
    );
    expect(answers.filter(Boolean)).to.have.length(2);
    expect(await rows.consume('AuthorizationCode', key)).to.equal(false);
    expect((await rows.find('AuthorizationCode', key))?.consumedAt).to.deep.equal(clock.now());
  });

  it('exchanges once: the losers have written nothing', async () => {
    const code = newKey();
    await rows.save('AuthorizationCode', code, artefact('code'));
    const writes = Array.from({ length: 20 }, (_, place) => [
      { kind: 'AccessToken' as const, key: newKey(), artefact: artefact(`access ${place}`) },
      { kind: 'RefreshToken' as const, key: newKey(), artefact: artefact(`refresh ${place}`) },
    ]);
    const exchange = (issued: (typeof writes)[number]) =>
      rows.exchange({ kind: 'AuthorizationCode', key: code, writes: issued });
    const together = await Promise.all(writes.map(exchange));
    const later = await exchange([{ kind: 'AccessToken', key: newKey(), artefact: artefact('later') }]);
    expect([...together, later].filter(Boolean)).to.have.length(1);
    expect((await rows.find('AuthorizationCode', code))?.consumedAt).to.deep.equal(clock.now());
    const written = await Promise.all(writes.flat().map(({ kind, key }) => rows.find(kind, key)));
    const contents = written.flatMap((stored) => (stored === undefined ? [] : [String(stored.payload.content)]));
    const winner = together.indexOf(true);
    expect(contents).to.deep.equal([`access ${winner}`, `refresh ${winner}`]);
    expect(await exchange([])).to.equal(false);
  });

  it('writes a code only while its grant stands', async () => {
    const grantKey = newKey();
    const given = { ...artefact('code'), grantKey };
    expect(await rows.saveCode(newKey(), given)).to.equal(false);
    await rows.save('Grant', grantKey, artefact('grant'));
    const code = newKey();
    expect(await rows.saveCode(code, given)).to.equal(true);
    expect((await rows.find('AuthorizationCode', code))?.hasGrant).to.equal(true);
    await rows.destroy('Grant', grantKey);
    expect(await rows.saveCode(newKey(), given)).to.equal(false);
  });

  it('writes a code only while the session that is named is as it was read', async () => {
    const grantKey = newKey();
    await rows.save('Grant', grantKey, artefact('grant'));
    const of = { ...artefact('code'), grantKey };
    const [key, other] = [newKey(), newKey()];
    await rows.save('Session', key, artefact('session'));
    await rows.save('Session', other, artefact('session'));
    const version = async (of: Buffer) =>
      (await rows.findWithRelated({ kind: 'Session', key: of, clientId: undefined }))?.version ?? '';
    const [session, elsewhere] = [
      { key, version: await version(key) },
      { key: other, version: await version(other) },
    ];
    const both = await Promise.all([
      rows.saveCode(newKey(), of, session),
      rows.saveCode(newKey(), of),
      rows.saveCode(newKey(), of, { ...session, version: elsewhere.version }),
      rows.saveCode(newKey(), of, { ...session, key: newKey() }),
    ]);
    expect(both).to.deep.equal([true, true, false, false]);
    await rows.save('Session', key, artefact('goes on'));
    expect(await rows.saveCode(newKey(), of, session)).to.equal(false);
    await rows.consume('Session', other);
    expect(await rows.saveCode(newKey(), of, elsewhere)).to.equal(false);
  });

  it('finds the newest session of a uid', async () => {
    const [uidKey, old, young] = [newKey(), newKey(), newKey()];
    await rows.save('Session', old, { ...artefact('old'), uidKey });
    await rows.save('Session', young, { ...artefact('young'), uidKey, issuedAt: later(clock.now(), 1) });
    const [found, none] = await Promise.all([rows.findByUid(uidKey), rows.findByUid(newKey())]);
    expect(found?.payload.content).to.equal('young');
    expect(none).to.equal(undefined);
  });
});

/** Where a plan reads a table. */
function scansOf(plan: unknown): Record<string, unknown>[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const within = Object.values(plan).flatMap(scansOf);
  return 'Relation Name' in plan && String(Reflect.get(plan, 'Node Type')).includes('Scan')
    ? [{ ...plan }, ...within]
    : within;
}
