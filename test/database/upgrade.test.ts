import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import * as product from '../../src/database/migrate.ts';
import { startApp } from '../support/app.ts';
import { copiesOf, emptyDatabase, type TestDatabase, testDatabase } from '../support/database.ts';
import { type Later, migrationOf, productWithLater } from './later.ts';
import { folderOfReleases, type Release, readRelease } from './rows.ts';
import { schemaOf } from './schema.ts';
import { type Meant, tryLater, upgrade } from './upgrade.ts';

/** Tables and columns that migrations after a release remove on purpose: `'0031_links_tips': ['link_tips.tip']`. */
const meant: Meant = {};

const releases = readdirSync(folderOfReleases)
  .flatMap((file) => /^(.+)\.json\.gz$/.exec(file)?.[1] ?? [])
  .toSorted();

describe('an upgrade from a release', function () {
  this.timeout(240_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());

  it('begins with the first one, of which rows are kept', () => {
    expect(releases[0]).to.equal('0.1.0');
  });

  for (const each of releases) {
    const release = readRelease(each);
    const later = product.migrations().filter((name) => name > release.last);

    it(`${each} keeps what stands there, through ${later.length === 0 ? 'no later migration yet' : later.join(', ')}`, async () => {
      expect(await upgrade(database.db, product, release, { meant })).to.eql([]);
      const fresh = await testDatabase();
      expect(await schemaOf(database.db)).to.eql(await schemaOf(fresh.db));
      await fresh.drop();

      const at = await startApp(import.meta.filename, { database });
      expect((await fetch(`${at.origin}/readyz`)).status).to.equal(200);
      expect(await (await fetch(`${at.origin}/search?q=${encodeURIComponent('图书馆')}`)).text()).to.include('图书馆');
      await at.close();
    });
  }
});

describe('the trial of an upgrade from 0.1.0', function () {
  this.timeout(120_000);
  let release: Release;
  let copy: () => Promise<TestDatabase>;
  let database: TestDatabase;
  let later: Later | undefined;
  before(async () => {
    release = readRelease('0.1.0');
    const upgraded = await emptyDatabase();
    expect(await upgrade(upgraded.db, product, release, { tried: product.migrations() })).to.eql([]);
    copy = await copiesOf(upgraded);
  });
  beforeEach(async () => {
    database = await copy();
  });
  afterEach(async () => {
    later?.remove();
    await database.drop();
  });

  const name = '9000_accounts_tried';
  const complaints = async (up: string, down: string, meaning: Meant = {}) => {
    later = await productWithLater({ [name]: migrationOf(up, down) });
    return tryLater(database.db, later, release, [name], meaning);
  };

  it('has rows in every table, but for one', () => {
    const empty = Object.keys(release.columns).filter((table) => (release.rows[table] ?? []).length === 0);
    expect(empty).to.eql(['key_fingerprints']); // a start on it begins with other secrets
  });

  for (const [what, up, down, expected] of [
    [
      'is content with a column, an index and a table more',
      `alter table accounts add column shoe_size smallint not null default 42; create index accounts_shoes on accounts (shoe_size);
       create table shoe_shops (account_id uuid primary key references accounts)`,
      'drop table shoe_shops; alter table accounts drop column shoe_size',
      [],
    ],
    [
      'tells a column that rows of the release cannot have',
      'alter table accounts add column shoe_size smallint not null',
      'alter table accounts drop column shoe_size',
      [
        /^9000_accounts_tried cannot run on rows of 0\.1\.0: .*column "shoe_size" of relation "accounts" contains null values/,
      ],
    ],
    [
      'tells a rule that rows of the release do not keep',
      `alter table accounts add constraint accounts_short check (length(nickname) < 2)`,
      'alter table accounts drop constraint accounts_short',
      [/^9000_accounts_tried cannot run on rows of 0\.1\.0: .*accounts_short/],
    ],
    [
      'tells rows that are lost',
      'delete from review_phrases',
      'select 1',
      [/^9000_accounts_tried loses what stands in review_phrases$/],
    ],
    [
      'tells a column that is lost',
      'alter table entries drop column gaps',
      'alter table entries add column gaps integer not null default 0',
      [/^9000_accounts_tried loses what stands in entries\.gaps$/, /^9000_accounts_tried leaves another schema behind/],
    ],
    [
      'tells a way back that rows are in the way of',
      'create table shoe_shops (id integer primary key); alter table accounts add column shop integer references shoe_shops',
      'drop table shoe_shops',
      [/^9000_accounts_tried cannot be taken back on rows of 0\.1\.0/],
    ],
  ] as const)
    it(what, async () => {
      const found = await complaints(up, down);
      expect(found).to.have.length(expected.length);
      for (const [index, complaint] of expected.entries()) expect(found[index]).to.match(complaint);
    });

  it('tells a migration about a table of which the release has no row, whether it changes the table or only its rows', async () => {
    await database.db.run('delete from promotions');
    const told = [`${name} is about promotions, of which 0.1.0 has no row: nothing is tried`];
    expect(await complaints(`update promotions set title = ''`, 'select 1')).to.eql(told);
    later?.remove();
    await database.drop();
    database = await copy();
    await database.db.run('delete from promotions');
    expect(
      await complaints('alter table promotions add column more text', 'alter table promotions drop column more'),
    ).to.eql(told);
  });

  it('is content with what a migration is meant to take away', async () => {
    const back =
      'alter table entries add column gaps integer not null default 0; alter table entries alter gaps drop default';
    const found = await complaints('alter table entries drop column gaps', back, { [name]: ['entries.gaps'] });
    expect(found).to.eql([]);
  });

  it('is not begun where the tables are others than the rows were taken from', async () => {
    const { [Object.keys(release.columns)[0] ?? '']: _, ...columns } = release.columns;
    const empty = await emptyDatabase();
    expect(await upgrade(empty.db, product, { ...release, columns })).to.eql([
      'the tables of 0.1.0 are not those that its rows were taken from',
    ]);
    await empty.drop();
  });
});
