import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { PersonalTable } from '../../../src/personal.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { columnsOf, foundIn, referencesToAccounts } from './everywhere.ts';
import { type Filled, fill } from './filled.ts';

/** How a column is called that holds an account, whatever stands in it today. */
const looksLikeAccount = /^(account|person|citizen|keeper|actor)_id$|_by$/;
/** Tables without personal data: a new one is listed here, or in the table of retention. */
const ofNobody = `
  application_secrets application_waivers audit_heads audit_pending audit_receivers audit_seals backup_trials backups counted_days
  counter_days counter_parts counter_salts counters cover_pictures daily_counts daily_kind_totals daily_reports daily_totals daily_totals_past database_sizes demo_data entry_opens
  distribution_guards entry_confirmations failing_addresses fetched_pictures figure_findings figure_leaves figure_rounds figures_altered figures_compared figures_due figures_unproved file_uses
  first_terms incident_countings institution_names institution_pages integration_days integration_hours integration_minutes job_runs key_fingerprints licence_items
  link_checks link_pictures link_sides links listing_counted listing_counts listings live_states log_month_exports nodes places_taken
  open_changes open_export_parts open_export_replaced open_exports publication_ends region_changes reporting_duties
  review_outcomes review_phrases scheduled_publications sealing_runs search_synonyms service_days service_minutes
  shared_resources sms_gateways status_incidents status_updates terms_versions totals_due transparency_cosignatures
  transparency_heads transparency_tiles`
  .trim()
  .split(/\s+/);
/** Personal values in clear, whatever the name of the column. */
const looksPersonal = /\b127\.0\.0\.1\b|\*{3,4}|Mozilla|node-fetch|undici/;

/** Columns that are called so and hold something else. */
const others = ['entries.pushed_by', 'links.offline_by', 'plan_items.done_by', 'region_changes.replaced_by'];

describe('tables with personal data', () => {
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

  it('are declared by a room wherever an account id of a user of the product is stored', async () => {
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

  it('has a purpose and a term in one table, whichever table holds it', async () => {
    const kept = new Set(tables.map(({ table }) => table));
    const all = [...(await columnsOf(at.database.db)).keys()];
    expect(all.filter((table) => !kept.has(table) && !ofNobody.includes(table))).to.deep.equal([]);
    expect(ofNobody.filter((table) => kept.has(table) || !all.includes(table))).to.deep.equal([]);
    for (const { table, kept: of } of tables) expect(of.why, table).to.match(/\p{Script=Han}{2}/u);
  });

  it('has a term wherever an address, a device or a masked name stands, and wherever something is sealed', async () => {
    const kept = new Set(tables.map(({ table }) => table));
    const found: string[] = [];
    for (const table of (await columnsOf(at.database.db)).keys()) {
      const rows = await at.database.db.rows<{ text: string }>(
        `select to_jsonb(r)::text as text from "${table}" r limit 500`,
      );
      if (rows.some(({ text }) => looksPersonal.test(text.replaceAll(/\\\\x[\da-f]+/g, '')))) found.push(table);
    }
    expect(found).to.include.members(['logins', 'audit_events', 'console_sessions']);
    expect(found.filter((table) => !kept.has(table))).to.deep.equal([]);
    const own = ['webhook_endpoints', 'counter_salts']; // secrets of programs, and of a day
    const sealed = (await at.app.sealing.all()).map(({ table }) => table.replace(/^sandbox\./, ''));
    expect(sealed.filter((table) => !kept.has(table) && !own.includes(table))).to.deep.equal([]);
  });

  it('ends by a job that there is, and by a column that there is', async () => {
    const jobs = at.app.modules.flatMap(({ jobs: own = [] }) =>
      own.flatMap((job) => ('name' in job ? [job.name] : [])),
    );
    const columns = await columnsOf(at.database.db);
    for (const { table, kept: of } of tables) {
      if (of.term.until !== 'time') continue;
      expect([...jobs, 'oidc.purge', 'jobs.purge'], table).to.include(of.term.job);
      if (of.term.column !== undefined) expect(columns.get(table), table).to.include(of.term.column);
    }
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
