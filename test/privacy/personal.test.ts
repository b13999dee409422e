import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { PersonalTable } from '../../src/personal.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { columnsOf, foundIn, referencesToAccounts } from './everywhere.ts';
import { type Filled, fill } from './filled.ts';

/** How a column is called that holds an account, whatever stands in it today. */
const looksLikeAccount = /^(account|person|citizen|keeper|actor)_id$|_by$/;
/** Columns that are called so and hold something else. */
const others = ['entries.pushed_by', 'links.offline_by', 'plan_items.done_by', 'region_changes.replaced_by'];

describe('what is kept of people', () => {
  let at: TestApp;
  let filled: Filled;
  let tables: readonly PersonalTable[];

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    filled = await fill(at);
    tables = await at.app.personal();
  });
  after(() => at.close());

  const named = () =>
    new Set(
      tables.flatMap(({ table, accountIn, mentionedIn = [], alsoFoundBy = {} }) =>
        [...accountIn, ...mentionedIn, ...Object.keys(alsoFoundBy)].map((column) => `${table}.${column}`),
      ),
    );

  it('is named by a room wherever a column is called after an account, or refers to one', async () => {
    const columns = [...(await columnsOf(at.database.db))].flatMap(([table, names]) =>
      names.filter((name) => looksLikeAccount.test(name)).map((name) => `${table}.${name}`),
    );
    const all = [...new Set([...columns, ...(await referencesToAccounts(at.database.db))])];
    expect(all.filter((column) => !named().has(column) && !others.includes(column))).to.deep.equal([]);
    expect(others.filter((column) => !all.includes(column))).to.deep.equal([]);
  });

  it('is named by a room wherever the id of somebody stands who has used the product', async () => {
    const ids = [filled.member.accountId, filled.staff.accountId];
    const found = await foundIn(at.database.db, ids);
    expect(found.length).to.be.above(30);
    expect(found.filter((column) => !named().has(column))).to.deep.equal([]);
  });

  it('has phone, user name and nickname in the account alone, and hashes that find it where they are named', async () => {
    const { accountId, phone, username } = filled.member;
    await at.database.db.run(`update accounts set nickname = '某某溪边独一人' where id = $1`, [accountId]);
    const hash = at.app.keys.seal.index(phone, 'accounts phone');
    const found = await foundIn(at.database.db, [phone, username, '某某溪边独一人', hash]);
    expect(found).to.deep.equal(['accounts.nickname', 'accounts.phone_index', 'accounts.username']);
  });

  it('is exported by columns that there are', async () => {
    const columns = await columnsOf(at.database.db);
    for (const { table, accountIn, mentionedIn = [], alsoFoundBy = {}, exported, reads = [], present } of tables) {
      const read = present === undefined ? Object.keys(exported) : reads;
      for (const column of [...accountIn, ...mentionedIn, ...Object.keys(alsoFoundBy), ...read])
        expect(columns.get(table) ?? [], table).to.include(column);
    }
  });
});
