import type { Connection } from '../../database/open.ts';

/** `taking`: a node of an earlier release was about to do it, or died meanwhile. */
type ItemState = 'waiting' | 'taking' | 'done' | 'left' | 'undone';
export const inStates = async (
  db: Connection,
  freezeId: string,
  states: readonly ItemState[],
  limit: number,
): Promise<string[]> =>
  (
    await db.rows<{ accountId: string }>(
      `select account_id as "accountId" from incident_freeze_items where freeze_id = $1 and state = any($2::text[]) order by account_id limit $3`,
      [freezeId, states, limit],
    )
  ).map(({ accountId }) => accountId);

/** One account of a freeze of one. */
export const insert = (trx: Connection, freezeId: string, accountId: string, lockedAt: Date | undefined) =>
  trx.run(`insert into incident_freeze_items (freeze_id, account_id, state, locked_at) values ($1, $2, 'done', $3)`, [
    freezeId,
    accountId,
    lockedAt ?? null,
  ]);

/** Its states before, where it is one of these; another node waits until the transaction ends. */
export const hold = async (
  trx: Connection,
  freezeId: string,
  accountId: string,
  states: readonly ItemState[],
): Promise<{ state: ItemState; lockedAt: Date | undefined } | undefined> => {
  const row = await trx.row<{ state: ItemState; lockedAt: Date | null }>(
    `select state, locked_at as "lockedAt" from incident_freeze_items
     where freeze_id = $1 and account_id = $2 and state = any($3::text[]) for update`,
    [freezeId, accountId, states],
  );
  return row && { state: row.state, lockedAt: row.lockedAt ?? undefined };
};

export const set = (
  trx: Connection,
  freezeId: string,
  accountId: string,
  state: ItemState,
  lockedAt?: Date | undefined,
) =>
  trx.run(
    `update incident_freeze_items set state = $3, locked_at = coalesce($4, locked_at) where freeze_id = $1 and account_id = $2`,
    [freezeId, accountId, state, lockedAt ?? null],
  );

/** Whether another freeze stands by the same lock. The account is held. */
export const isHeldByOthers = async (
  trx: Connection,
  freezeId: string,
  accountId: string,
  lockedAt: Date,
): Promise<boolean> =>
  (await trx.row(
    `select from incident_freeze_items where account_id = $1 and state = 'done' and locked_at = $2 and freeze_id <> $3 limit 1`,
    [accountId, lockedAt, freezeId],
  )) !== undefined;

/** Leaves waiting items out. */
export const leaveWaiting = (trx: Connection, freezeId: string) =>
  trx.run(`update incident_freeze_items set state = 'left' where freeze_id = $1 and state = 'waiting'`, [freezeId]);

const isUntold = `((state = 'done' and told is null) or (state = 'undone' and told = 'locked'))`;
export const hasUnnotified = async (db: Connection, freezeId: string): Promise<boolean> =>
  (await db.row(`select from incident_freeze_items where freeze_id = $1 and ${isUntold} limit 1`, [freezeId])) !==
  undefined;

/** Accounts not yet notified of their lock or unlock; other nodes take others. */
export const unnotified = async (trx: Connection, freezeId: string, limit: number) =>
  (
    await trx.rows<{ accountId: string; state: 'done' | 'undone'; lockedAt: Date | null }>(
      `select account_id as "accountId", state, locked_at as "lockedAt" from incident_freeze_items
       where freeze_id = $1 and ${isUntold} order by account_id limit $2 for update skip locked`,
      [freezeId, limit],
    )
  ).map(({ lockedAt, ...row }) => ({ ...row, lockedAt: lockedAt ?? undefined }));

export const noteNotified = (trx: Connection, freezeId: string, accountIds: readonly string[]) =>
  trx.run(
    `update incident_freeze_items set told = case when state = 'done' then 'locked' else 'unlocked' end
     where freeze_id = $1 and account_id = any($2::uuid[])`,
    [freezeId, accountIds],
  );

/** The latest lock of an account by a freeze. */
export const lockOf = (db: Connection, accountId: string): Promise<{ lockedAt: Date } | undefined> =>
  db.row<{ lockedAt: Date }>(
    `select locked_at as "lockedAt" from incident_freeze_items
     where account_id = $1 and locked_at is not null and state in ('done', 'undone') order by locked_at desc limit 1`,
    [accountId],
  );
