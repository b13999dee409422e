import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { createSeal } from '../../../src/crypto/seal.ts';
import { newId } from '../../../src/crypto/secrets.ts';
import * as store from '../../../src/operations/sealing/store.ts';
import { createWalk } from '../../../src/operations/sealing/walk.ts';
import { isDocument, type Sealed } from '../../../src/sealed.ts';
import { columnsOf } from '../../citizens/privacy/everywhere.ts';
import { type Filled, fill } from '../../citizens/privacy/filled.ts';
import { createPartnerProgram } from '../../support/api.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { fill as fillTable } from '../../support/fill.ts';
import { contentOf } from '../../support/keys.ts';
import { everyScope, uploadedBy } from '../../support/sandbox.ts';
import { beginningSo, resealed, rotated } from './setting.ts';

/** Binary columns without sealed values: hashes, keyed indexes, public data. */
const open = `
  accounts.email_index accounts.phone_index admin_tokens.hash application_secrets.hash applications.logo_picture
  announcement_habits.key assistant_accesses.grant_hash assistant_artefacts.grant_hash assistant_artefacts.hash assistant_tokens.hash audit_events.mac audit_events.person_hash audit_events.person_salt audit_heads.hash audit_heads.mac audit_seals.digest audit_seals.hash
  console_sessions.hash cover_pictures.bytes email_codes.binding email_codes.code_hash email_codes.email_index
  figure_leaves.commitment files.content_index idempotency_keys.request_hash invitation_links.token_hash
  invitations.phone_index key_fingerprints.fingerprint link_pictures.bytes links.app_qr links.picture_180x50
  links.picture_230x60 oidc_tokens.current_hash oidc_tokens.grant_key oidc_tokens.key oidc_tokens.uid_key sandbox_kits.code sandbox_kits.form
  open_export_parts.bytes open_export_replaced.bytes open_exports.sha256 open_exports.sm2 passkey_challenges.binding passkey_challenges.challenge passkeys.credential_id passkeys.public_key
  added_ways.link_hash phone_appeals.from_index phone_appeals.stop_hash phone_appeals.to_index recovery_codes.hash enrolment_codes.hash scans.binding scans.code_hash
  sealing_runs.target sms_codes.binding sms_codes.code_hash sms_codes.phone_index throttle.key
  counter_parts.addresses counter_parts.sent_sketch counter_parts.sketch daily_counts.seal report_explanations.seal report_revisions.seal transparency_heads.root transparency_tiles.hashes verification_steps.key`
  .trim()
  .split(/\s+/);

const nameOf = ({ table, column }: Sealed) => `${table}.${column}`;

describe('sealed values', () => {
  let at: TestApp;
  let filled: Filled;
  let all: readonly Sealed[];

  before(async function () {
    this.timeout(180_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    filled = await fill(at);
    all = at.app.sealing.all();
  });
  after(() => at.close());

  const named = () => new Set(all.map(nameOf));
  const heads = async () => [...(await at.app.sealing.count()).keys()];

  it('is named by a room wherever a value stands that our keys sealed', async () => {
    const found = await beginningSo(at.database.db, at.app.keys.seal.head());
    expect(found.length).to.be.above(10);
    expect(found.filter((column) => !named().has(column))).to.deep.equal([]);
  });

  it('is named by a room wherever a column is of bytes, but for those that are known to be open', async () => {
    const rows = await at.database.db.rows<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns c
        where table_schema = current_schema() and data_type = 'bytea'
          and not exists (select from pg_class k where k.relname = c.table_name and k.relispartition)`,
    );
    const columns = rows.map(({ name }) => name);
    expect(columns.filter((name) => !named().has(name) && !open.includes(name))).to.deep.equal([]);
    expect(open.filter((name) => !columns.includes(name) || named().has(name))).to.deep.equal([]);
  });

  it('is named with columns that there are, and tables that have a key', async () => {
    const columns = await columnsOf(at.database.db);
    for (const one of all) {
      const table = one.table.replace(/^sandbox\./, ''); // of the same shape
      expect(columns.get(table) ?? [], one.table).to.include.members([one.column, ...one.reads]);
      expect((await store.table(at.database.db, one)).key, one.table).not.to.deep.equal([]);
    }
  });

  it('are resealed with a new key, opened as before, and found as before', async () => {
    const { app, keysDir } = at;
    const { accountId, phone } = filled.member;
    const events = async () => {
      const { submissions } = (await app.db.row<{ submissions: string }>(
        `select coalesce(string_agg(id::text, ',' order by id), '') as submissions from submission_events where data is not null`,
      )) ?? { submissions: '' };
      return submissions;
    };
    const sandbox = await createPartnerProgram(at, everyScope, { sandbox: true });
    const tried = await uploadedBy(sandbox);
    const [former] = await heads();
    const before = await events();
    expect(before).not.to.equal('');
    await rotated(app);

    expect(await heads())
      .to.deep.equal([app.keys.seal.head().toString('hex')])
      .and.not.to.include(former);
    const standing = await app.sealing.standing();
    expect(standing).to.include({ state: 'done', failed: 0, percent: 100 });
    expect(standing?.changed).to.be.above(20);
    expect(await events()).to.equal(before);

    expect(await app.dataKeys.retire(operator, true)).to.have.length(1);
    expect((await contentOf(keysDir, 'secrets.json')).sealing).to.have.length(1);
    expect((await app.accounts.find(accountId))?.phone).to.equal(phone);
    expect((await app.sandboxFiles.read(tried, sandbox.institutionId)).bytes.length).to.be.above(1_000);
    expect(await beginningSo(at.database.db, Buffer.from(former ?? '', 'hex'))).to.deep.equal([]);
    // Every value opens with the key that is left: a run by another way touches each of them.
    const walk = createWalk({ db: app.db, seal: otherWay() });
    for (const one of all) expect(await through(walk, one), nameOf(one)).to.equal(0);
  });

  it('is carried to SM4 and back', async () => {
    const { app } = at;
    const walk = createWalk({ db: app.db, seal: otherWay() });
    for (const one of all) await through(walk, one);
    const national = await heads();
    expect(national).to.have.length(1);
    expect(national[0]).to.match(/^02/);
    await resealed(app);
    expect(await heads()).to.deep.equal([app.keys.seal.head().toString('hex')]);
  });

  it('are walked to the last row, and once more where an old process wrote behind the run', async () => {
    const { app } = at;
    const { db } = at.database;
    const one = all.find((each) => nameOf(each) === 'accounts.phone_sealed');
    if (one === undefined || isDocument(one)) throw new Error('phones are not sealed');
    const former = otherWay();
    const ids = Array.from({ length: 1_001 }, () => newId());
    await fillTable(db, 'accounts', ids.length, {
      ...{ id: `('{${ids.join(',')}}'::uuid[])[n]`, phone_index: `sha256(n::text::bytea)` },
      phone_sealed: `'\\x00'::bytea`,
    });
    const write = () =>
      db.run(
        `update accounts a set phone_sealed = w.value from unnest($1::uuid[], $2::bytea[]) w (id, value) where a.id = w.id`,
        [ids, ids.map((id, place) => former.seal(`1390000${place + 1000}`, one.context({ id })))],
      );
    await write();
    await resealed(app);
    expect(await heads()).to.deep.equal([app.keys.seal.head().toString('hex')]);

    await app.sealing.begin(operator);
    const end = `at_column = '~', changed = 1, changed_in_pass = 1`;
    await db.run(`update sealing_runs set ${end} where state = 'under_way'`);
    await write();
    await resealed(app);
    expect(await heads()).to.deep.equal([app.keys.seal.head().toString('hex')]);
    await db.run('delete from accounts where id = any($1)', [ids]);
  });

  it('keep writes made while they were resealed', async () => {
    const { app } = at;
    const { db, keys } = app;
    const one = all.find((each) => nameOf(each) === 'accounts.phone_sealed');
    if (one === undefined || isDocument(one)) throw new Error('phones are not sealed');
    const of = await store.table(db, one);
    const { accountId } = filled.member;
    const row = { key: [accountId], head: null, size: 100 };
    const [read] = await store.values(db, one, of, [row]);
    const [newer, older] = ['13900139000', '13700137000'].map((phone) =>
      keys.seal.seal(phone, one.context({ id: accountId })),
    );
    await db.run(`update accounts set phone_sealed = $2 where id = $1`, [accountId, newer]);
    const change = { key: [accountId], before: read?.value ?? Buffer.alloc(0), value: older ?? Buffer.alloc(0) };
    expect(await store.replace(db, one, of, [change])).to.equal(0);
    const [now] = await store.values(db, one, of, [row]);
    expect(now?.value).to.deep.equal(newer);
    expect(await store.replace(db, one, of, [{ ...change, before: newer ?? Buffer.alloc(0) }])).to.equal(1);
    await db.run(`update accounts set phone_sealed = $2 where id = $1`, [accountId, read?.value]);
  });

  it('wait for no transaction that holds a row', async () => {
    const { app } = at;
    const { accountId } = filled.member;
    const walk = createWalk({ db: app.db, seal: otherWay() });
    const one = all.find((each) => nameOf(each) === 'accounts.phone_sealed');
    if (one === undefined) throw new Error('phones are not sealed');
    const [held, walked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = app.db.transaction(async (trx) => {
      await trx.run(`select from accounts where id = $1 for update`, [accountId]);
      held.resolve();
      await walked.promise;
    });
    await held.promise;
    await through(walk, one).finally(walked.resolve);
    await holding;
    const left = await app.db.rows<{ id: string }>(
      `select id from accounts where substring(phone_sealed from 1 for 5) = $1`,
      [app.keys.seal.head()],
    );
    expect(left.map(({ id }) => id)).to.deep.equal([accountId]);
    await resealed(app);
  });

  it('stay in the history of submissions for a process without the new key', async () => {
    const { db } = at.app;
    const [event] = await db.rows<{ id: string; data: Buffer; other: Buffer }>(
      `select id::text, data, (select data from submission_events o where o.data is not null and o.id <> e.id limit 1) as other
         from submission_events e where data is not null limit 1`,
    );
    expect(await db.run(`update submission_events set data = data`).catch((error: Error) => error.message)).to.include(
      'append-only',
    );
    const call = (prefix: Buffer, data: Buffer) =>
      db.row<{ changed: number }>(`select reseal_submission_events($1, $2, $3) as changed`, [
        [event?.id],
        [prefix],
        [data],
      ]);
    const { data = Buffer.alloc(0), other = Buffer.alloc(0) } = event ?? {};
    expect(await call(data.subarray(0, 33), other)).to.deep.equal({ changed: 0 });
    expect(await call(data.subarray(0, 5), Buffer.from('0000000000', 'hex'))).to.deep.equal({ changed: 0 });
    expect(await db.run(`delete from submission_events`).catch((error: Error) => error.message)).to.include(
      'append-only',
    );
  });

  /** The same keys, in the other of the two ways. */
  function otherWay() {
    const secrets = z
      .object({ sealing: z.array(z.object({ key: z.string() })) })
      .parse(JSON.parse(readFileSync(join(at.keysDir, 'secrets.json'), 'utf8')));
    const sealing = secrets.sealing.map(({ key }) => Buffer.from(key, 'base64url'));
    return createSeal(() => ({ sealing, index: Buffer.alloc(32) }), 'national');
  }
});

/** All steps along a column; how many values did not open. */
async function through(walk: ReturnType<typeof createWalk>, one: Sealed): Promise<number> {
  let failed = 0;
  for (let from: readonly string[] | undefined; ; ) {
    const step = await walk.step(one, from);
    failed += step.failed;
    if (step.last === undefined) return failed;
    from = step.last;
  }
}
