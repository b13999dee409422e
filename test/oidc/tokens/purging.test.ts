import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hours, minutes } from '../../../src/clock.ts';
import { plainStore } from '../../../src/oidc/tokens/plain-store.ts';
import { createPurging } from '../../../src/oidc/tokens/purging.ts';
import { testClock } from '../../support/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

describe('the purge of expired tokens', () => {
  const clock = testClock();
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  const add = (count: number) =>
    database.db.run(
      `insert into oidc_tokens (kind, key, payload, issued_at, expires_at)
       select 7, sha256(convert_to($1 || ' ' || n, 'UTF8')), '{}', $2, $2 from generate_series(1, $3::int) n`,
      [String(performance.now()), clock.now(), count],
    );
  const left = async () => (await database.db.row<{ n: number }>('select count(*) as n from oidc_tokens'))?.n;

  it('takes most of its time for pauses', async () => {
    await add(20_000);
    clock.advance(minutes(5));
    const { purge } = createPurging({ db: database.db, clock, store: plainStore });
    let working = 0;
    const run: typeof database.db.run = async (...statement) => {
      const began = performance.now();
      const changed = await database.db.run(...statement);
      working += performance.now() - began;
      return changed;
    };
    const began = performance.now();
    await createPurging({ db: { ...database.db, run }, clock, store: plainStore }).purge();
    expect(await left()).to.equal(0);
    expect(working / (performance.now() - began)).to.be.below(0.4);
    await purge(); // finds nothing
  });

  it('removes rows expired for hours in all of its batches', async () => {
    await add(7);
    clock.advance(hours(3));
    await createPurging({ db: database.db, clock, store: plainStore }).purge(2);
    expect(await left()).to.equal(0);
  });

  it('keeps valid rows, and those that expired a moment ago', async () => {
    await database.db.run('truncate oidc_tokens');
    const over = [-3_600, -180, -121, -60, 0, 60, 119, 3_600];
    await database.db.run(
      `insert into oidc_tokens (kind, key, payload, issued_at, expires_at)
       select 7, sha256(s::text::bytea), '{}', $1, $1::timestamptz + s * interval '1 second' from unnest($2::int[]) s`,
      [clock.now(), over],
    );
    await createPurging({ db: database.db, clock, store: plainStore }).purge();
    const rows = await database.db.rows<{ left: number }>(
      'select extract(epoch from expires_at - $1::timestamptz)::int as left from oidc_tokens order by 1',
      [clock.now()],
    );
    expect(rows.map((row) => row.left)).to.deep.equal(over.filter((seconds) => seconds >= -120));
    await database.db.run('truncate oidc_tokens');
  });

  it('is done by one of several runs at once', async () => {
    await add(6_000);
    clock.advance(hours(1));
    const runs = Array.from({ length: 4 }, () =>
      createPurging({ db: database.db, clock, store: plainStore }).purge(500),
    );
    await Promise.all(runs);
    expect(await left()).to.equal(0);
  });

  it('reads unanswered login pages once, and not at every run', async () => {
    const pages = 3_000;
    await database.db.run(
      `insert into oidc_tokens (kind, key, payload, issued_at, expires_at)
       select 2, sha256(convert_to('page ' || n, 'UTF8')), '{}', $1, $1 from generate_series(1, $2::int) n`,
      [clock.now(), pages],
    );
    clock.advance(hours(3));
    let { run } = database.db;
    const db = { ...database.db, run: (...statement: Parameters<typeof run>) => run(...statement) };
    const { purge } = createPurging({ db, clock, store: plainStore });
    await purge();
    expect(await left()).to.equal(pages);

    await add(100);
    clock.advance(minutes(5));
    await database.db.transaction(async (trx) => {
      for (const way of ['seqscan', 'bitmapscan', 'sort']) await trx.run(`set local enable_${way} = off`); // as on a large table
      run = trx.run;
      const text = `select idx_tup_fetch::int as read from pg_stat_xact_user_tables where relname = 'oidc_tokens'`;
      const read = async () => (await trx.row<{ read: number }>(text))?.read ?? 0;
      const before = await read();
      await purge();
      expect((await read()) - before).to.be.within(100, 1_000);
    });
    expect(await left()).to.equal(pages);
    await database.db.run('truncate oidc_tokens');
  });

  it('ends at the next batch when its process is to leave', async () => {
    await add(5_000);
    clock.advance(hours(1));
    const { purge, drain } = createPurging({ db: database.db, clock, store: plainStore });
    drain();
    await purge(1_000);
    expect(await left()).to.equal(4_000);
  });
});
