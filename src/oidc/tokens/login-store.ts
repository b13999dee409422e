import type { Connection } from '../../database/open.ts';
import { bySize } from '../../database/parameters.ts';
import { wasWritten } from '../../database/written.ts';
import { addingToDay } from './consents-store.ts';
import { kinds } from './kinds.ts';
import { insertOf, valuesOfWrites, type Write } from './store.ts';

/** A step of a login: the interaction that it answers and consumes, and the rows written for it. */
export type LoginStep = {
  /** The keys of the interaction, and of the session that goes on under another id. */
  interaction: Buffer;
  session?: Buffer;
  writes: readonly Write[];
  at: Date;
  /** With the last step: the scopes that the grant allows. */
  consent?: { accountId: string; clientId: string; granted: readonly string[] };
};

/**
 * Takes a login a step on, once, and with its last step while the consent allows as much as the grant (as `upsertGrant`); the consent and its
 * day note the time. False where the step was taken already, the session has ended, or the consent does not allow it any more: then the
 * statement has failed (by a division by zero), and with it everything that its transaction was to commit.
 */
export function takeLoginStep(
  trx: Connection,
  { interaction, session, writes, at, consent }: LoginStep,
): Promise<boolean> {
  const values = valuesOfWrites(writes);
  if (consent === undefined) return wasWritten(trx.run(going(writes.length), [interaction, at, ...values]));
  const own = [interaction, at, consent.accountId, consent.clientId, consent.granted];
  return wasWritten(
    session === undefined
      ? trx.run(ending(writes.length), [...own, ...values])
      : trx.run(endingIn(writes.length), [...own, session, ...values]),
  );
}

const ended = `ended as (
    update oidc_tokens set consumed_at = $2::timestamptz where kind = ${kinds.Interaction} and key = $1::bytea and consumed_at is null returning 1)`;
const going = bySize(
  (size) => `with ${ended},
  written as (${insertOf(size, 'and exists (select from ended)', 3)} returning 1)
  select 1 / count(*) from written`,
);

// As `consume` ends a session: it stays for ten minutes.
const left = `left_behind as (
    update oidc_tokens set consumed_at = $2::timestamptz, expires_at = least(expires_at, $2::timestamptz + interval '10 minutes')
    where kind = ${kinds.Session} and key = $6::bytea and consumed_at is null returning 1)`;
const endingAs = (more: string, condition: string, first: number) =>
  bySize(
    (size) => `with consent as (
    update consents set last_at = greatest(last_at, $2::timestamptz) where account_id = $3::uuid and client_id = $4::text and $5::text[] <@ granted
    returning granted),
  used as (
    insert into consent_uses as used (account_id, client_id, day, granted)
    select $3::uuid, $4::text, ($2::timestamptz at time zone 'Asia/Shanghai')::date, granted from consent
    ${addingToDay}),
  ${ended}${more},
  written as (
    ${insertOf(
      size,
      `and exists (select from ended)${condition}
      and (exists (select from consent) or exists (select from applications where client_id = $4::text and first_party))`,
      first,
    )}
    returning 1)
  select 1 / count(*) from written`,
  );
const ending = endingAs('', '', 6);
const endingIn = endingAs(`, ${left}`, ' and exists (select from left_behind)', 7);
