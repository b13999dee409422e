import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { columns as accountColumns } from '../../../src/accounts/account/store.ts';
import { systemClock } from '../../../src/clock.ts';
import { hashToken } from '../../../src/crypto/secrets.ts';
import { joins, purge, columns as tokenColumns } from '../../../src/oidc/tokens/store.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, post, redeem, signIn } from '../../support/citizen.ts';
import type { TestDatabase } from '../../support/database.ts';
import { folderWithKeys } from '../../support/keys.ts';
import { databaseWithRows, giveSelfContained } from '../../support/token-forms.ts';

/** Columns of a table that a statement reads, and why a change of them needs no notification. */
const untold: Record<string, string> = {
  'oidc_tokens.payload': 'told by what of it decides: see "a session"',
  'oidc_tokens.expires_at': 'told where it becomes earlier: see "a session"',
  'accounts.id': 'never changes',
  'accounts.created_at': 'is in no claim',
  'accounts.password_hash': 'a change of password moves sessions_valid_from; a login may renew the hash',
  'accounts.terms_agreed_at': 'a login is refused by it, not a token',
  'accounts.terms_version': 'a login is refused by it, not a token',
};

describe('notifications about rows that a token depends on', () => {
  let at: TestApp;
  let client: pg.Client;
  let database: TestDatabase;
  let keysDir: string;
  let said: string[];
  let accountId: string;
  let partner: Awaited<ReturnType<typeof createClient>>;

  before(async () => {
    database = await databaseWithRows();
    keysDir = await folderWithKeys(systemClock);
    at = await startApp(import.meta.filename, { database, keysDir });
    partner = await createClient(at);
    accountId = (await createCitizen(at)).id;
    const browser = createBrowser(at.origin);
    const flow = authorization(partner.clientId, { scope: 'openid profile' });
    await redeem(at.origin, partner, await signIn(browser, flow), flow);
    await post(at.origin, '/oidc/token', partner, { grant_type: 'client_credentials' });
    client = new pg.Client(at.database.url);
    await client.connect();
    // Any value and any end of a row: constraints are not tested here.
    await client.query(`
      do $$ declare c record; begin
        for c in select conrelid::regclass as t, conname from pg_constraint where conparentid = 0 and (contype = 'f'
          or contype = 'c' and conrelid in ('applications'::regclass, 'institutions'::regclass, 'accounts'::regclass)) loop
          execute format('alter table %s drop constraint %I', c.t, c.conname);
        end loop;
      end $$`);
    client.on('notice', ({ message = '' }) => said.push(message.replace(/ \d+$/, '')));
  });
  after(async () => {
    await client.end();
    await at.close();
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  /** Notifications of a statement, which is rolled back. */
  async function told(text: string, values: unknown[] = []): Promise<string[]> {
    said = [];
    await client.query('begin; set constraints all immediate');
    try {
      const { rowCount } = await client.query(text, values);
      expect(rowCount, text).to.be.at.least(1);
    } finally {
      await client.query('rollback');
    }
    return said;
  }

  /** Another value of the column's type. */
  async function changed(table: string, column: string): Promise<string> {
    const { rows } = await client.query(
      'select data_type as type from information_schema.columns where table_name = $1 and column_name = $2',
      [table, column],
    );
    const type: string = rows[0]?.type ?? '';
    if (column === 'kind') return '2';
    if (type.startsWith('timestamp')) return `coalesce(${column}, '2026-01-01') + interval '1 s'`;
    if (type === 'boolean') return `not coalesce(${column}, false)`;
    if (type === 'bytea') return `coalesce(${column}, '') || '\\x01'`;
    if (type === 'smallint' || type === 'integer') return `coalesce(${column}, 2000) + 1`;
    if (type === 'uuid') return `coalesce(nullif(${column}, ${column}), '00000000-0000-4000-8000-000000000000')`;
    return `coalesce(${column}, '') || 'x'`;
  }

  /** Columns read by the statement for a token, and by that for its account: from their own text. */
  function read(): { table: string; column: string }[] {
    const aliases = new Map([
      ['t', 'oidc_tokens'],
      ...[...joins.matchAll(/left join (\w+) (\w) on/g)].map(([, table = '', alias = '']) => [alias, table] as const),
    ]);
    expect([...aliases.values()]).to.eql(['oidc_tokens', 'applications', 'institutions', 'accounts']);
    const found = [...`${tokenColumns} ${joins}`.matchAll(/\b([a-z])\.(\w+)/g)].flatMap(
      ([, alias = '', column = '']) => (alias === 'g' ? [] : [`${aliases.get(alias)}.${column}`]),
    );
    // Behind `case` stand tables that a login alone is asked about.
    const ofPerson = accountColumns.replaceAll(/case[\s\S]*?end as \w+/g, '').match(/\w+/g) ?? [];
    return [...new Set([...found, ...ofPerson.map((column) => `accounts.${column}`)])].map((name) => {
      const [table = '', column = ''] = name.split('.');
      return { table, column };
    });
  }

  it('come for each column that the statements reading it name', async () => {
    const of = {
      oidc_tokens: 'kind = 5',
      applications: `client_id = '${partner.clientId}'`,
      institutions: `id = '${partner.institutionId}'`,
      accounts: `id = '${accountId}'`,
    };
    const isTable = (name: string): name is keyof typeof of => name in of;
    const all = read();
    expect(all.length).to.be.above(30);
    const silent: string[] = [];
    for (const { table, column } of all) {
      if (!isTable(table)) throw new Error(`${table} is read for a token, and unknown here`);
      const name = `${table}.${column}`;
      if (untold[name] !== undefined) continue;
      const value = await changed(table, column);
      if ((await told(`update ${table} set ${column} = ${value} where ${of[table]}`)).length === 0) silent.push(name);
    }
    expect(silent).to.eql([]);
    const named = all.map(({ table, column }) => `${table}.${column}`);
    expect(
      Object.keys(untold).filter((name) => !named.includes(name)),
      'nothing reads these any more',
    ).to.eql([]);
  });

  it('come when its row is deleted', async () => {
    for (const [kind, letter] of [
      [1, 's'],
      [3, 'g'],
      [5, 't'],
      [7, 't'],
    ] as const) {
      const [first] = await told('delete from oidc_tokens where kind = $1', [kind]);
      expect(first, String(kind)).to.match(new RegExp(`^withdrawn ${letter} [0-9a-f]{64}$`));
    }
    expect(await told('delete from accounts where id = $1', [accountId])).to.eql([`withdrawn p ${accountId}`]);
    expect(await told('delete from institutions where id = $1', [partner.institutionId])).to.eql([
      `withdrawn i ${partner.institutionId}`,
    ]);
    expect(await told('delete from applications where client_id = $1', [partner.clientId])).to.eql([
      `withdrawn a ${partner.clientId}`,
    ]);
    said = [];
    await client.query('begin; truncate oidc_tokens; rollback');
    expect(said).to.eql(['withdrawn all of them']);
  });

  const set = (path: string, value: string) => `payload = jsonb_set(payload::jsonb, '${path}', '${value}')::json`;
  const ofSession: Record<string, [change: string, isTold: boolean]> = {
    'is ended': ['consumed_at = issued_at', true],
    'ends earlier': [`expires_at = expires_at - interval '1 s'`, true],
    'ends earlier by its own word': [set('{exp}', '1'), true],
    'is another person’s': [set('{accountId}', '"x"'), true],
    'is of another login': [set('{loginTs}', '1'), true],
    'loses its applications': [`payload = (payload::jsonb - 'authorizations')::json`, true],
    'has another grant for one of them': [
      `payload = (select jsonb_set(payload::jsonb, array['authorizations', id, 'grantId'], '"x"')
        from json_object_keys(payload->'authorizations') id limit 1)::json`,
      true,
    ],
    'lasts longer': [`expires_at = expires_at + interval '1 s', ${set('{exp}', '4000000000')}`, false],
    'has one application more': [set('{authorizations,more}', '{"grantId":"x"}'), false],
    'is written as it was': ['payload = payload', false],
  };
  const session = `kind = 1 and account_id is not null and consumed_at is null`;
  for (const [what, [change, isTold]] of Object.entries(ofSession))
    it(`a session that ${what} is ${isTold ? '' : 'not '}notified`, async () => {
      const found = await told(`update oidc_tokens set ${change} where ${session}`);
      expect(found).to.have.lengthOf(isTold ? 1 : 0);
    });

  it('come for a second session of one uid, not for the first', async () => {
    const insert = (key: string, uid: string) =>
      told(
        `insert into oidc_tokens (kind, key, payload, account_id, uid_key, issued_at, expires_at)
         select 1, $1, payload, account_id, ${uid}, issued_at, expires_at from oidc_tokens where ${session} limit 1`,
        [hashToken(key)],
      );
    expect(await insert('other', 'uid_key')).to.have.lengthOf(1);
    expect(await insert('third', `'\\x01'`)).to.eql([]);
  });

  it('a session that is new is looked for by its uid alone, also where no statistics say that this is best', async () => {
    // As on the connections for statements by key (database/by-key.ts).
    const options = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
    const another = new pg.Client({ connectionString: at.database.url, options });
    await another.connect();
    const looked = async () => {
      const { rows } = await another.query<{ entries: string }>(
        `select sum(pg_stat_get_xact_tuples_returned(indexrelid)) as entries from pg_index where indrelid = 'oidc_tokens'::regclass`,
      );
      return Number(rows[0]?.entries);
    };
    const insert = (from: number, to: number) =>
      another.query(
        `insert into oidc_tokens (kind, key, payload, account_id, uid_key, issued_at, expires_at)
         select 1, sha256(n::text::bytea), '{}', $1, sha256((-n)::text::bytea), '2026-01-01', '2026-01-02' from generate_series($2::int, $3) n`,
        [accountId, from, to],
      );
    try {
      await another.query('begin; truncate oidc_tokens; alter table oidc_tokens disable trigger withdrawn_insert');
      await insert(1, 2000);
      await another.query('alter table oidc_tokens enable trigger withdrawn_insert');
      const before = await looked();
      await insert(2001, 2001);
      expect((await looked()) - before).to.equal(1);
    } finally {
      await another.query('rollback');
      await another.end();
    }
  });

  it('do not come for purged rows, and only within the purging statement', async () => {
    said = [];
    const db = {
      ...at.database.db,
      run: async (text: string, values: readonly unknown[] = []) =>
        (await client.query(text, [...values])).rowCount ?? 0,
    };
    await client.query(`insert into oidc_tokens (kind, key, payload, account_id, issued_at, expires_at)
      values (3, '\\x01', '{}', '${accountId}', '2026-01-01', '2026-01-02'), (3, '\\x02', '{}', '${accountId}', '2026-01-01', '2026-01-02')`);
    const over = new Date('2026-02-01');
    expect(await purge(db, { before: over, pagesBefore: over, since: new Date(0) }, 1)).to.equal(1);
    expect(said).to.eql([]);
    await client.query(`delete from oidc_tokens where kind = 3 and expires_at < '2026-02-01'`);
    expect(said).to.have.lengthOf(1);
  });

  it('logins, exchanges, refreshes and new tokens tell nothing, of either form', async () => {
    const other = await createClient(at);
    const { rows } = await client.query<{ def: string }>(
      `select pg_get_functiondef('tell_withdrawal(text)'::regprocedure) as def`,
    );
    // Notifications are recorded, also on the connections of the product.
    await client.query('create table told (what text)');
    await client.query(rows[0]?.def.replace('raise info', `insert into told values (what); raise info`) ?? '');
    let browser = createBrowser(at.origin);
    const tellNothing = async ({ origin }: TestApp): Promise<void> => {
      browser = createBrowser(origin);
      const flow = authorization(other.clientId, { scope: 'openid profile offline_access', prompt: 'consent' });
      const { body } = await redeem(
        origin,
        other,
        await signIn(browser, flow, 'citizen', ['profile', 'offline_access']),
        flow,
      );
      const again = authorization(other.clientId);
      await redeem(origin, other, await signIn(browser, again), again);
      for (let token = body.refresh_token, turn = 0; turn < 3; turn += 1) {
        const next = await post(origin, '/oidc/token', other, {
          grant_type: 'refresh_token',
          refresh_token: String(token),
        });
        expect(next.status).to.equal(200);
        token = next.body.refresh_token;
      }
      await post(origin, '/oidc/token', other, { grant_type: 'client_credentials' });
      expect((await client.query('select what from told')).rows).to.eql([]);
    };
    await tellNothing(at);
    await giveSelfContained(database.db, true);
    const newer = await startApp(import.meta.filename, { database, keysDir });
    await tellNothing(newer);
    await browser.submit(await browser.walk('/oidc/logout'), { logout: 'yes' });
    expect((await client.query('select what from told')).rows).to.have.length.above(0);
    await newer.close();
  });
});
