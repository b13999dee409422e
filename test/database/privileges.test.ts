import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Actor } from '../../src/actor.ts';
import { archiveMonth } from '../../src/audit/archiving.ts';
import { dayOf, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { migrate, migrations } from '../../src/database/migrate.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { rollback } from '../../src/database/rollback.ts';
import { createServices } from '../../src/services.ts';
import { emptyDatabase, silent, type TestDatabase } from '../support/database.ts';
import { freshFolder } from '../support/keys.ts';
import { cloud } from '../support/server.ts';
import { until } from '../support/until.ts';
import { words } from '../support/words.ts';

const operator: Actor = { kind: 'operator', name: 'test' };

/** The address of the same database for another role. */
function as(url: string, role: string): string {
  const other = new URL(url);
  other.username = role;
  other.password = role;
  return other.href;
}

describe('a role that owns the tables and one that uses them', function () {
  this.timeout(90_000);
  let base: TestDatabase;
  let owner: string;
  let user: string;
  let name: string;
  const open: Database[] = [];

  const connect = async (url: string) => {
    const db = await openDatabase({ url, dataDir: '', log: silent });
    open.push(db);
    return db;
  };
  const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

  beforeEach(async () => {
    base = await emptyDatabase();
    name = `ccc_${randomBytes(4).toString('hex')}`;
    for (const role of [`${name}_owner`, name])
      await base.db.run(`create role ${role} login nosuperuser password '${role}'`);
    const { database = '' } = (await base.db.row<{ database: string }>('select current_database() as database')) ?? {};
    await base.db.run(`alter database ${database} owner to ${name}_owner`);
    owner = as(base.url, `${name}_owner`);
    user = as(base.url, name);
  });
  afterEach(async () => {
    for (const db of open.splice(0)) await db.close();
    // Roles outlive their database, so their objects and rights go first.
    for (const role of [name, `${name}_owner`]) {
      await base.db.run(`reassign owned by ${role} to current_user`);
      await base.db.run(`drop owned by ${role}`);
      await base.db.run(`drop role ${role}`);
    }
    await base.drop();
  });

  it('let the whole product run, and neither change nor remove the audit', async () => {
    const config = readConfig({
      DATABASE_URL: user,
      MIGRATE_DATABASE_URL: owner,
      KEYS_DIR: await freshFolder(),
      DEMO: 'off',
    });
    const services = await createServices({ config, clock: systemClock, log: silent, words });
    const { db, institutions, applications, accounts, audit, jobs, months } = services;
    try {
      const institution = await institutions.create(operator, { name: '青溪县文化馆' });
      const { application } = await applications.create(
        operator,
        { name: '青溪文化云', redirectUris: [], scope: 'resource:read' },
        { institutionId: institution.id },
      );
      await applications.renew(operator, application.clientId);
      const account = await accounts.create(operator, { username: 'first.admin', role: 'administrator' });
      await accounts.lock(operator, account.id, '试一试');
      // The listing of a publication uses a sequence of its own.
      expect(await db.row(`select nextval('listing_positions') > 0 as so`)).to.deep.equal({ so: true });
      audit.start();
      jobs.start();
      await until(async () => (await audit.verify(operator)).unsealed.count === 0, 'all is sealed');
      expect(await audit.verify(operator)).to.deep.include({ broken: undefined });

      for (const table of ['audit_events', 'audit_seals']) {
        const column = table === 'audit_events' ? 'verb' : 'hash';
        for (const change of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`])
          expect(await message(db.run(change)), change).to.equal(`permission denied for table ${table}`);
        expect(await message(db.run(`alter table ${table} disable trigger all`))).to.equal(
          `must be owner of table ${table}`,
        );
        expect(await message(db.run(`drop table ${table}`))).to.equal(`must be owner of table ${table}`);
      }
      expect(await message(db.run(`update knex_migrations set name = name`))).to.include('permission denied');
      expect(await message(db.run(`set session_replication_role = replica`))).to.include('permission denied');

      // The months of the logs belong to the running role, and are reached through the parent only.
      const owning = await connect(owner);
      const [last] = await owning.rows<{ name: string }>(
        `select name from log_parts('logins') where ends is not null order by ends desc`,
      );
      await owning.run(`drop table ${last?.name}`);
      await months.run();
      expect(await db.row(`select to_regclass($1)::text as name`, [last?.name])).to.deep.equal({ name: last?.name });
      expect(await message(db.run(`select from ${last?.name}`))).to.include('permission denied');
      expect(await message(db.run(`drop table ${last?.name}`))).to.include('must be owner of table');
      expect(await db.row(`select drop_log_month('logins', $1) as gone`, [last?.name])).to.deep.equal({ gone: false });

      // Only the owner archives a month of the audit, by a command that has both addresses.
      const remove = db.transaction(async (trx) => {
        await trx.run(`select set_config('cloud.put_away', 'on', true)`);
        await trx.run('delete from audit_events');
      });
      expect(await message(remove)).to.include('permission denied');
      const [later, month] = [new Date(Date.now() + 86_400_000 * 300), dayOf(systemClock.now()).slice(0, 7)];
      const file = join(config.KEYS_DIR, 'away.jsonl');
      const needs = { ...{ db, log: silent, key: services.keys.auditKey }, clock: { now: () => later } };
      const asUser = archiveMonth({ ...needs, ownerUrl: undefined }, operator, month, file);
      expect(await message(asUser)).to.include('owner_needed');
      const { events } = await archiveMonth({ ...needs, ownerUrl: owner }, operator, month, file);
      expect(events).to.be.above(3);
      expect(await audit.verify(operator)).to.deep.include({ broken: undefined });

      // The owner may, as far as privileges go: the trigger refuses him.
      for (const table of ['audit_events', 'audit_seals'])
        for (const change of [`delete from ${table}`, `truncate ${table}`])
          expect(await message(owning.run(change))).to.equal(`${table} is append-only`);
    } finally {
      await services.close();
    }
  });

  it('are those that compose.yaml makes, and no superuser serves', async () => {
    const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const compose = text('compose.yaml');
    const section = (name: string) => new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n)+)`, 'm').exec(compose)?.[1] ?? '';
    const nodes = compose.slice(0, compose.indexOf('\nservices:'));
    expect(nodes).to.match(/ DATABASE_URL_FILE: \/run\/secrets\/database-url\n/);
    expect(nodes, 'only the migration reaches the owner').not.to.match(/owner/);
    expect(section('migrate')).to.match(/ MIGRATE_DATABASE_URL_FILE: \/run\/secrets\/owner-url\n/);
    expect(section('db')).to.match(/ POSTGRES_USER: postgres\n/);
    // The two addresses are explained where the files are made.
    const operating = text('docs/operating.md');
    expect(operating).to.match(/^printf 'postgres:\/\/cloud:%s@db:.* > secrets\/database-url$/m);
    expect(operating).to.match(/^printf 'postgres:\/\/cloud_owner:%s@db:.* > secrets\/owner-url$/m);
    expect(compose).to.match(/\.\/deploy\/compose\/roles\.sql:\/docker-entrypoint-initdb\.d\/roles\.sql:ro/);
    const made = text('deploy/compose/roles.sql');
    const { database = '' } = (await base.db.row<{ database: string }>('select current_database() as database')) ?? {};
    const fresh = `${name}_c`;
    const statements = made
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('\\'))
      .map((line) => line.replace('database cloud ', `database ${database} `).replace(/\bcloud(?=_owner\b|\b)/g, fresh))
      .map((line) => line.replace(/:'owner_password'/, `'${fresh}_owner'`).replace(/:'password'/, `'${fresh}'`));
    expect(statements).to.have.length(3);
    for (const statement of statements) await base.db.run(statement);
    try {
      const db = await connect(as(base.url, fresh));
      await migrate(db, silent, Infinity, as(base.url, `${fresh}_owner`));
      expect(await message(db.run(`delete from audit_events`))).to.include('permission denied');
      await db.close();
    } finally {
      await base.db.run(`alter database ${database} owner to ${name}_owner`);
      for (const role of [fresh, `${fresh}_owner`]) {
        await base.db.run(`reassign owned by ${role} to current_user`);
        await base.db.run(`drop owned by ${role}`);
        await base.db.run(`drop role ${role}`);
      }
    }
  });

  it('are made by the first start, and found by the next one without the owner', async () => {
    const db = await connect(user);
    expect(await migrate(db, silent, Infinity, owner)).to.deep.equal(migrations());
    expect(await migrate(db, silent, Infinity, owner)).to.deep.equal([]);
    expect(await migrate(db, silent)).to.deep.equal([]);
    const theirs = await db.rows(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_get_userbyid(relowner) <> $1`,
      [`${name}_owner`],
    );
    expect(theirs).to.deep.equal([]);
  });

  it('let the version before start after its successor took its migrations back, without the owner', async () => {
    const db = await connect(user);
    await migrate(db, silent, Number.POSITIVE_INFINITY, owner);
    const later = migrations().at(-1) ?? '';
    const said = async () =>
      (await db.row<{ text: string | null }>(`select obj_description('knex_migrations'::regclass, 'pg_class') as text`))
        ?.text;
    const taken = await rollback(db, silent, { to: later, dryRun: false, losesData: false }, owner);
    expect(taken).to.deep.include({ migrations: [], done: true });
    expect(await said()).to.equal('oldest version that fits: 0.1.0');
    expect(await migrate(db, silent)).to.eql([]);
    // A rollback of an earlier release left nothing said.
    await base.db.run('comment on table knex_migrations is null');
    expect(await migrate(db, silent)).to.eql([]);
    expect(await migrate(db, silent, Number.POSITIVE_INFINITY, owner), 'and the owner says it again').to.eql([]);
    expect(await said()).to.not.equal(null);
  });

  it('are made once when several nodes start at once', async () => {
    const nodes = await Promise.all([1, 2, 3, 4].map(() => connect(user)));
    const ran = await Promise.all(nodes.map((db) => migrate(db, silent, Infinity, owner)));
    expect(ran.toSorted((a, b) => b.length - a.length)).to.deep.equal([migrations(), [], [], []]);
  });

  it('restore rights that were granted or revoked by hand', async () => {
    const db = await connect(user);
    const owning = await connect(owner);
    await migrate(db, silent, Infinity, owner);
    const may = (table: string, what: string) => db.row(`select has_table_privilege($1, $2) as may`, [table, what]);
    await owning.run(`grant update (verb) on audit_events to ${name}`);
    await migrate(db, silent, Infinity, owner);
    expect(await message(db.run(`update audit_events set verb = ''`))).to.include('permission denied');
    await owning.run(`grant delete, truncate on audit_events to ${name}`);
    await owning.run(`revoke select on institutions from ${name}`);
    await owning.run(`revoke execute on function keep_log_months(text, boolean) from ${name}`);
    await owning.run(`grant select on logins_rest to ${name}`);
    await migrate(db, silent, Infinity, owner);
    expect(await may('logins_rest', 'select')).to.deep.equal({ may: false });
    expect(
      await db.row(`select has_function_privilege('keep_log_months(text, boolean)', 'execute') as may`),
    ).to.deep.equal({ may: true });
    expect(await may('institutions', 'select')).to.deep.equal({ may: true });
    for (const what of ['delete', 'truncate']) expect(await may('audit_events', what)).to.deep.equal({ may: false });
  });

  it('are refused when PUBLIC has rights that the user must not have', async () => {
    const db = await connect(user);
    const owning = await connect(owner);
    await migrate(db, silent, Infinity, owner);
    await owning.run(`grant delete on audit_seals to public`);
    expect(await message(migrate(db, silent, Infinity, owner))).to.include('look for privileges of PUBLIC');
  });

  it('are refused when they are one, or one is a member of the other, or a superuser', async () => {
    const [db, owning] = [await connect(user), await connect(owner)];
    expect(await message(migrate(owning, silent, Infinity, owner))).to.match(
      /must not be that of MIGRATE_DATABASE_URL/,
    );
    await base.db.run(`grant ${name}_owner to ${name}`);
    expect(await message(migrate(db, silent, Infinity, owner))).to.match(/nor a member of it/);
    await base.db.run(`revoke ${name}_owner from ${name}`);
    expect(await message(migrate(base.db, silent, Infinity, owner))).to.match(/must not be a superuser/);
    expect(await db.row(`select to_regclass('audit_events')::text as there`)).to.deep.equal({ there: null });
  });

  it('end a command that is refused, with the reason', async () => {
    const env = { DATABASE_URL: owner, MIGRATE_DATABASE_URL: owner, KEYS_DIR: await freshFolder() };
    const { code, stderr } = await cloud(['db', 'migrate'], env);
    expect(code).to.equal(1);
    expect(stderr).to.include('must not be that of MIGRATE_DATABASE_URL');
  });

  it('are refused on tables of another owner, with the cure, and accepted after it', async () => {
    const db = await connect(user);
    await base.db.run(`grant create on schema public to ${name}`);
    const unable = await message(migrate(db, silent));
    expect(unable).to.include(`create schema sandbox authorization ${name}`);
    await base.db.run(unable.slice(unable.indexOf('create schema')));
    await migrate(db, silent); // as before there were two roles
    const refused = await message(migrate(db, silent, Infinity, owner));
    const [, cure = ''] = /(reassign owned by \w+ to \w+)$/.exec(refused) ?? [];
    expect(refused).to.include('public.audit_events');
    await base.db.run(cure);
    expect(await migrate(db, silent, Infinity, owner)).to.deep.equal([]);
    expect(await message(db.run('delete from audit_events'))).to.include('permission denied');
  });

  it('must lead to one database', async () => {
    const other = await emptyDatabase();
    const db = await connect(user);
    const elsewhere = as(other.url, `${name}_owner`);
    expect(await message(migrate(db, silent, Infinity, elsewhere))).to.include('must lead to the same database');
    await other.drop();
  });
});
