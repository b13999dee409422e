import type { Connection } from '../database/open.ts';

/** A login of the demo in the past, at an AK. */
export const login = (trx: Connection, accountId: string, clientId: string, device: string, at: Date) =>
  trx.run(
    `insert into logins (account_id, at, method, succeeded, client_id, address, device)
     values ($1, $2, 'sms', true, $3, '203.0.113.9', $4)`,
    [accountId, at, clientId, device],
  );

export const calls = (trx: Connection, clientId: string, minute: Date, outcome: string, count: number) =>
  trx.run(
    `insert into integration_minutes (client_id, minute, endpoint, outcome, calls, listed)
     values ($1, date_trunc('minute', $2::timestamptz), 'token', $3, $4, 0) on conflict do nothing`,
    [clientId, minute, outcome, count],
  );

/** The accounts of an ended freeze of the demo, which get no notices. */
export const ended = (trx: Connection, freezeId: string, accountIds: readonly string[]) =>
  trx.run(`insert into incident_freeze_items (freeze_id, account_id, state) select $1, unnest($2::uuid[]), 'done'`, [
    freezeId,
    accountIds,
  ]);
