import type { Connection } from '../database/open.ts';
import { type Fact, readFact, written } from '../fact.ts';

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** One event on its way to one endpoint, through all its attempts. */
export interface Delivery {
  id: string;
  endpointId: string;
  messageId: string;
  type: string;
  state: DeliveryState;
  attempts: number;
  nextAt: Date | undefined;
  lastAt: Date | undefined;
  lastStatus: number | undefined;
  lastProblem: Fact | undefined;
  createdAt: Date;
}

type Row = {
  id: string;
  endpoint_id: string;
  message_id: string;
  type: string;
  state: DeliveryState;
  attempts: number;
  next_at: Date | null;
  last_at: Date | null;
  last_status: number | null;
  last_problem: string | null;
  created_at: Date;
};

const columns =
  'd.id, d.endpoint_id, d.message_id, d.type, d.state, d.attempts, d.next_at, d.last_at, d.last_status, d.last_problem, d.created_at';

const present = (row: Row): Delivery => ({
  id: row.id,
  endpointId: row.endpoint_id,
  messageId: row.message_id,
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  nextAt: row.next_at ?? undefined,
  lastAt: row.last_at ?? undefined,
  lastStatus: row.last_status ?? undefined,
  lastProblem: row.last_problem === null ? undefined : readFact(row.last_problem),
  createdAt: row.created_at,
});

export type New = {
  id: string;
  endpointId: string;
  eventId: number | undefined;
  messageId: string;
  type: string;
  payload: string;
};

export async function insert(trx: Connection, at: Date, all: readonly New[]): Promise<void> {
  await trx.run(
    `insert into webhook_deliveries (id, endpoint_id, event_id, message_id, type, payload, state, next_at, created_at)
     select id, endpoint_id, event_id, message_id, type, payload, 'pending', $1, $1
     from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[])
       as given (id, endpoint_id, event_id, message_id, type, payload)`,
    [
      at,
      all.map(({ id }) => id),
      all.map(({ endpointId }) => endpointId),
      all.map(({ eventId }) => eventId ?? null),
      all.map(({ messageId }) => messageId),
      all.map(({ type }) => type),
      all.map(({ payload }) => payload),
    ],
  );
}

export async function find(db: Connection, id: string): Promise<Delivery | undefined> {
  const row = await db.row<Row>(`select ${columns} from webhook_deliveries d where d.id = $1`, [id]);
  return row && present(row);
}

/** The data of an attempt; undefined where it was made already, or was cancelled. */
export type Due = {
  endpointId: string;
  institutionId: string;
  url: string;
  secret: Buffer;
  isDisabled: boolean;
} & Pick<New, 'messageId' | 'payload'>;

export async function findDue(db: Connection, id: string, attempt: number): Promise<Due | undefined> {
  const row = await db.row<{
    endpoint_id: string;
    institution_id: string;
    url: string;
    secret: Buffer;
    is_disabled: boolean;
    message_id: string;
    payload: string;
  }>(
    `select d.endpoint_id, w.institution_id, w.url, w.secret, w.disabled_at is not null as is_disabled, d.message_id, d.payload
     from webhook_deliveries d join webhook_endpoints w on w.id = d.endpoint_id
     where d.id = $1 and d.attempts = $2 and d.state = 'pending'`,
    [id, attempt - 1],
  );
  return (
    row && {
      endpointId: row.endpoint_id,
      institutionId: row.institution_id,
      url: row.url,
      secret: row.secret,
      isDisabled: row.is_disabled,
      messageId: row.message_id,
      payload: row.payload,
    }
  );
}

export type Attempted = {
  state: DeliveryState;
  at: Date;
  nextAt: Date | undefined;
  status: number | undefined;
  problem: Fact | undefined;
};

/** False if another process has noted this attempt. */
export const note = async (trx: Connection, id: string, attempt: number, made: Attempted): Promise<boolean> =>
  (await trx.run(
    `update webhook_deliveries set state = $3, attempts = $2, last_at = $4, next_at = $5, last_status = $6, last_problem = $7
     where id = $1 and attempts = $2 - 1 and state = 'pending'`,
    [
      id,
      attempt,
      made.state,
      made.at,
      made.nextAt ?? null,
      made.status ?? null,
      made.problem === undefined ? null : written(made.problem),
    ],
  )) === 1;

/** Starts again; false where it is under way. */
export const restart = async (trx: Connection, id: string, at: Date): Promise<boolean> =>
  (await trx.run(
    `update webhook_deliveries set state = 'pending', attempts = 0, next_at = $2 where id = $1 and state <> 'pending'`,
    [id, at],
  )) === 1;

export type Filter = { endpointIds: readonly string[]; state?: DeliveryState };
export type DeliveryCursor = { at: Date; id: string };

/** Newest first. */
export async function list(
  db: Connection,
  { endpointIds, state }: Filter,
  before: DeliveryCursor | undefined,
  limit: number,
): Promise<Delivery[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from webhook_deliveries d where d.endpoint_id = any($1::uuid[]) and ($2::text is null or d.state = $2)
       and ($3::timestamptz is null or (d.created_at, d.id) < ($3, $4::uuid)) order by d.created_at desc, d.id desc limit $5`,
    [endpointIds, state ?? null, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows.map(present);
}

export const removeOld = (db: Connection, before: Date, limit: number): Promise<number> =>
  db.run(
    `delete from webhook_deliveries where id in (select id from webhook_deliveries where created_at < $1 and state <> 'pending' order by created_at limit $2)`,
    [before, limit],
  );

/** All deliveries, for operators of the service. The host alone: an address may contain a key of the institution. */
export type DeliveryWithHost = Delivery & { host: string };
type HeldRow = Row & { host: string };
const held = `${columns}, substring(w.url from '^https?://([^/]+)') as host`;
const from = 'webhook_deliveries d join webhook_endpoints w on w.id = d.endpoint_id';
const presentHeld = (row: HeldRow): DeliveryWithHost => ({ ...present(row), host: row.host });
type Page = { before: DeliveryCursor | undefined; limit: number };

export const waiting = async (db: Connection, { before, limit }: Page): Promise<DeliveryWithHost[]> =>
  (
    await db.rows<HeldRow>(
      `select ${held} from ${from} where d.state = 'pending' and ($1::timestamptz is null or (d.created_at, d.id) > ($1, $2::uuid))
       order by d.created_at, d.id limit $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    )
  ).map(presentHeld);

export const dead = async (db: Connection, { before, limit }: Page): Promise<DeliveryWithHost[]> =>
  (
    await db.rows<HeldRow>(
      `select ${held} from ${from} where d.state = 'failed' and ($1::timestamptz is null or (d.created_at, d.id) < ($1, $2::uuid))
       order by d.created_at desc, d.id desc limit $3`,
      [before?.at ?? null, before?.id ?? null, limit],
    )
  ).map(presentHeld);

export async function findHeld(db: Connection, id: string): Promise<DeliveryWithHost | undefined> {
  const row = await db.row<HeldRow>(`select ${held} from ${from} where d.id = $1 and d.state <> 'delivered'`, [id]);
  return row && presentHeld(row);
}

export const counts = (db: Connection) =>
  db.row<{ waiting: number; dead: number; oldest: Date | null }>(
    `select (select count(*)::int from webhook_deliveries where state = 'pending') as waiting,
            (select min(created_at) from webhook_deliveries where state = 'pending') as oldest,
            (select count(*)::int from webhook_deliveries where state = 'failed') as dead`,
  );

export const drop = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.run(`delete from webhook_deliveries where id = $1 and state <> 'delivered'`, [id])) === 1;
