import type { Knex } from 'knex';

/** The last version before 0.1.0: the commit whose migrations are named below. */
export const lastCommit = '79a1809c';

/** The last of the migrations into which those were folded. */
export const lastFolded = '0026_sandbox_schema';

/** Every migration of that commit. Where all of them ran, the tables are those of 0.1.0, but for the order of their columns. */
export const earlierMigrations: readonly string[] = `
  0001_database 0002_audit 0003_jobs 0004_fields 0005_mail 0006_sms 0007_http 0008_files 0009_review 0010_notices
  0011_accounts 0012_institutions 0013_webhooks 0014_links 0015_applications 0016_resources 0017_licences
  0018_statistics 0019_oversight 0020_console 0021_oidc 0022_demo 0023_applications_at_sign_up
  0024_applications_protocol 0025_verification_runs 0026_links_watch 0027_integration_plan 0028_vendors
  0029_assistants 0030_passkeys 0032_accounts_scans 0033_sms_gateways 0034_accounts_own 0035_accounts_notices
  0036_privacy_rights 0037_accounts_terms 0038_resources_running 0039_resources_spelling 0043_accounts_children
  0044_family_consents 0046_helpdesk_cases 0047_accounts_avatars_and_appeals 0048_family_handovers 0049_open_reading
  0050_doctor 0053_resources_synonyms 0054_transparency 0056_months_logs 0057_audit_put_away 0058_status
  0060_resources_opening_hours 0061_open_signatures 0062_accounts_email_codes 0064_sealing 0066_transparency_compared
  0068_oidc_withdrawals 0070_incidents_counted 0072_distribution 0074_doctor_sizes 0075_incidents_cleared
  0080_oidc_families 0083_oidc_new_sessions 0085_oidc_consents_in_place 0086_oidc_self_contained_tokens
  0087_oidc_vacuum_pace 0088_oidc_vacuum_keeps_the_file 0092_database_instants 0095_passkeys_made_with
  0096_family_terms 0097_accounts_added_ways 0098_open_leaving_files 0099_audit_persons_end 0100_privacy_first_terms
  0103_applications_longest_term 0104_institutions_registered_by 0108_statistics_explanations 0110_console_enrolment
  0111_review_papers 0112_database_sandboxes 0113_sandbox_one_code
`
  .trim()
  .split(/\s+/);

export type Origin =
  /** Made by the migrations of this version, as far as it knows. */
  | { by: 'this' }
  /** All that was before 0.1.0 ran, or not all of it. */
  | { by: 'earlier'; isWhole: boolean }
  /** This one is of another product, or from long before. */
  | { by: 'others'; name: string };

/** Which migrations made the tables of a database: those that ran, beside those of this version, both in their order. */
export function originOf(ran: readonly string[], ours: readonly string[]): Origin {
  const isOurs = new Set(ours);
  const isEarlier = new Set(earlierMigrations);
  const strange = ran.filter((name) => !isOurs.has(name));
  if (!strange.some((name) => isEarlier.has(name))) {
    const name = strange.find((each) => each < (ours.at(-1) ?? '')); // a migration after the last one of ours belongs to a later version
    return name === undefined ? { by: 'this' } : { by: 'others', name };
  }
  const name = ran.find((each) => !isEarlier.has(each));
  if (name !== undefined) return { by: 'others', name };
  return { by: 'earlier', isWhole: earlierMigrations.every((each) => ran.includes(each)) };
}

/** Writes down that the tables are those of 0.1.0. Nodes of the last version before it read every form of a token, so the newest are given out. */
export async function adopt(trx: Knex.Transaction, ours: readonly string[]): Promise<void> {
  const folded = ours.filter((name) => name <= lastFolded);
  await trx('knex_migrations').delete();
  await trx('knex_migrations').insert(folded.map((name) => ({ name, batch: 1, migration_time: trx.fn.now() })));
  await trx.raw(`
    create or replace function gives_refresh_families() returns boolean language sql as 'select true';
    create or replace function gives_self_contained_tokens() returns boolean language sql as 'select true';
  `);
}
