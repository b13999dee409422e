import type { Connection } from '../../database/open.ts';
import { wasWritten } from '../../database/written.ts';
import { addingToDay } from './consents-store.ts';
import { kinds } from './kinds.ts';
import { columnsOf, given, intoTokens, type RowKey, type Write } from './store.ts';

/** A step of a login: what is answered and ends by it, and what is written for it. */
export type LoginStep = {
  /** The interaction, and the session that goes on under another id. */
  ended: readonly RowKey[];
  writes: readonly Write[];
  at: Date;
  /** With the last step: what the grant allows. */
  consent?: { accountId: string; clientId: string; granted: readonly string[] };
};

/**
 * Takes a login a step on, once, and with its last step while the consent allows as much as the grant (as `upsertGrant`); the consent and its
 * day note the time. False where the step was taken already, or the consent does not allow it any more: then the statement has failed (by a
 * division by zero), and with it everything that its transaction was to commit.
 */
export function takeLoginStep(trx: Connection, { ended, writes, at, consent }: LoginStep): Promise<boolean> {
  const values = [ended.map(({ kind }) => kinds[kind]), ended.map(({ key }) => key), at, ...columnsOf(writes)];
  if (consent === undefined) return wasWritten(trx.run(going, values));
  return wasWritten(trx.run(ending, [...values, consent.accountId, consent.clientId, consent.granted]));
}

const ended = `ended as (
    update oidc_tokens t set consumed_at = $3::timestamptz,
      expires_at = case when t.kind = ${kinds.Session} then least(t.expires_at, $3::timestamptz + interval '10 minutes') else t.expires_at end
    from unnest($1::smallint[], $2::bytea[]) as requested (kind, key)
    where t.kind = requested.kind and t.key = requested.key and t.consumed_at is null returning 1)`;
const isEnded = `(select count(*) from ended) = cardinality($2::bytea[])`;

const going = `with ${ended}, written as (${intoTokens()} from ${given(4)} where ${isEnded} returning 1) select 1 / count(*) from written`;

const ending = `with consent as (
    update consents set last_at = greatest(last_at, $3::timestamptz) where account_id = $13::uuid and client_id = $14::text and $15::text[] <@ granted
    returning granted),
  used as (
    insert into consent_uses as used (account_id, client_id, day, granted)
    select $13::uuid, $14::text, ($3::timestamptz at time zone 'Asia/Shanghai')::date, granted from consent
    ${addingToDay}),
  ${ended},
  written as (
    ${intoTokens()} from ${given(4)}
    where ${isEnded}
      and (exists (select from consent) or exists (select from applications where client_id = $14::text and first_party))
    returning 1)
  select 1 / count(*) from written`;
