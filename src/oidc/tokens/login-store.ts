import { DatabaseError } from 'pg';
import type { Connection } from '../../database/open.ts';
import { kinds } from './kinds.ts';
import { columnsOf, given, intoTokens, type Write } from './store.ts';

/** The end of a login: the interaction that is answered, and what is written for it. */
export type LoginEnd = {
  interactionKey: Buffer;
  accountId: string;
  clientId: string;
  /** What the grant allows. */
  granted: readonly string[];
  /** Grant, session and code. */
  writes: readonly Write[];
  at: Date;
};

/**
 * Ends a login and writes what is given for it, once, and while the consent allows as much (as `upsertGrant`); the consent and its day note the
 * time. False where the login was ended already, or the consent does not allow it any more: then the statement has failed (by a division by
 * zero), and with it everything that its transaction was to commit.
 */
export async function endLogin(
  trx: Connection,
  { interactionKey, accountId, clientId, granted, writes, at }: LoginEnd,
): Promise<boolean> {
  try {
    await trx.run(ending, [interactionKey, at, accountId, clientId, granted, ...columnsOf(writes)]);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '22012') return false;
    throw error;
  }
}

const ending = `with consent as (
    update consents set last_at = greatest(last_at, $2::timestamptz) where account_id = $3::uuid and client_id = $4::text and $5::text[] <@ granted
    returning granted),
  used as (
    insert into consent_uses as used (account_id, client_id, day, granted)
    select $3::uuid, $4::text, ($2::timestamptz at time zone 'Asia/Shanghai')::date, granted from consent
    on conflict (account_id, client_id, day) do update set granted = excluded.granted where used.granted <> excluded.granted),
  ended as (
    update oidc_tokens set consumed_at = $2::timestamptz where kind = ${kinds.Interaction} and key = $1::bytea and consumed_at is null returning 1),
  written as (
    ${intoTokens()} from ${given(6)}
    where exists (select from ended)
      and (exists (select from consent) or exists (select from applications where client_id = $4::text and first_party))
    returning 1)
  select 1 / count(*) from written`;
