import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { type Fact, readFact, written } from '../../fact.ts';
import { type Act, fact } from '../facts.ts';
import { conditions, type Filter } from './entry-list-store.ts';

export const actions: readonly Act[] = ['submit', 'recall', 'withdraw', 'change', 'remove'];
/** The reason of a withdrawal; a field and its value, empty for none. */
export type About = { reason?: string; field?: string; value?: string };

/** One press, and the action that it began on many entries. */
export type Pressed = {
  id: string;
  institutionId: string;
  accountId: string;
  act: Act;
  about: About;
  query: string;
  state: 'chosen' | 'waiting' | 'running' | 'done' | 'undone';
  /** Entries that it does not apply to: not among its items. */
  passedOver: number;
  leavesAt: Date | undefined;
  count: number;
  done: number;
  left: number;
};

/** The entries that an action applies to; others of a selection are passed over. */
const applies: Readonly<Record<Act, string>> = {
  submit: `e.submission_id is not null and e.review_state in ('draft', 'returned')`,
  recall: `e.review_state = 'submitted'`,
  withdraw: `e.publication_state in ('published', 'scheduled') and e.withdrawal_id is null`,
  change: `e.submission_id is not null and e.review_state in ('draft', 'returned')`,
  remove: `(e.review_state = 'draft' or e.publication_state is null and e.review_state in ('returned', 'rejected'))`,
};

/** The actions that would do something to one of a filter at least. */
export async function applicable(db: Connection, filter: Filter): Promise<Act[]> {
  const values: unknown[] = [];
  const each = actions.map((act) => `coalesce(bool_or(${applies[act]}), false) as "${act}"`);
  const row = await db.row<Record<Act, boolean>>(
    `select ${each.join(', ')} from entries e where ${conditions(filter, values)}`,
    values,
  );
  return actions.filter((act) => row?.[act]);
}

export const aboutOf = (id: string) => `resources.action.${id}`;

type New = Pick<Pressed, 'id' | 'institutionId' | 'accountId' | 'act' | 'query'> & {
  filter: Filter;
  most: number;
  at: Date;
};

/** With the entries that it applies to, as they are now. */
export async function insert(trx: Connection, seal: Seal, { filter, most, ...one }: New): Promise<void> {
  const values: unknown[] = [];
  const where = conditions(filter, values);
  const { length } = values;
  await trx.run(
    `insert into entry_actions (id, institution_id, account_id, action, about, query, state, passed_over, created_at)
     select $${length + 1}, $${length + 2}, $${length + 3}, $${length + 4}, $${length + 5}, $${length + 6}, 'chosen',
       (select count(*) from entries e where ${where} and not coalesce(${applies[one.act]}, false)), $${length + 7}`,
    [
      ...values,
      ...[one.id, one.institutionId, one.accountId, one.act, seal.seal('{}', aboutOf(one.id)), one.query, one.at],
    ],
  );
  await trx.run(
    `insert into entry_action_items (action_id, place, entry_id)
     select $${length + 1}::uuid, row_number() over (order by e.updated_at desc, e.id), e.id from entries e
     where ${where} and ${applies[one.act]} limit $${length + 2}`,
    [...values, one.id, most],
  );
}

type Row = {
  id: string;
  institution_id: string;
  account_id: string;
  action: Act;
  about: Buffer;
  query: string;
  state: Pressed['state'];
  passed_over: number;
  leaves_at: Date | null;
  count: number;
  done: number;
  left: number;
};

const columns = `a.id, a.institution_id, a.account_id, a.action, a.about, a.query, a.state, a.passed_over, a.leaves_at,
  i.count, i.done, i."left"`;
const counted = `cross join lateral (select count(*)::integer as count, (count(*) filter (where outcome = 'done'))::integer as done,
  (count(*) filter (where outcome = 'left'))::integer as "left" from entry_action_items where action_id = a.id) i`;

const present = (row: Row, seal: Seal): Pressed => ({
  id: row.id,
  institutionId: row.institution_id,
  accountId: row.account_id,
  act: row.action,
  about: JSON.parse(seal.unseal(row.about, aboutOf(row.id))),
  query: row.query,
  state: row.state,
  passedOver: row.passed_over,
  leavesAt: row.leaves_at ?? undefined,
  ...{ count: row.count, done: row.done, left: row.left },
});

export async function find(db: Connection, seal: Seal, id: string): Promise<Pressed | undefined> {
  const row = await db.row<Row>(`select ${columns} from entry_actions a ${counted} where a.id = $1`, [id]);
  return row && present(row, seal);
}

/** The last one of this person in this institution that is not over. */
export async function open(
  db: Connection,
  seal: Seal,
  { accountId, institutionId }: Pick<Pressed, 'accountId' | 'institutionId'>,
): Promise<Pressed | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from entry_actions a ${counted} where a.account_id = $1 and a.institution_id = $2 and a.state in ('waiting', 'running')
     order by a.created_at desc limit 1`,
    [accountId, institutionId],
  );
  return row && present(row, seal);
}

export const press = async (trx: Connection, seal: Seal, id: string, about: About, leavesAt: Date): Promise<boolean> =>
  (await trx.run(
    `update entry_actions set state = 'waiting', about = $2, leaves_at = $3 where id = $1 and state = 'chosen'`,
    [...[id, seal.seal(JSON.stringify(about), aboutOf(id)), leavesAt]],
  )) === 1;

/** Within its seconds. */
export const undo = async (trx: Connection, id: string, now: Date): Promise<boolean> =>
  (await trx.run(`update entry_actions set state = 'undone' where id = $1 and state = 'waiting' and leaves_at > $2`, [
    id,
    now,
  ])) === 1;

/** After its seconds; true also where a node died in the middle of it. */
export const begin = async (trx: Connection, id: string, now: Date): Promise<boolean> =>
  (await trx.run(
    `update entry_actions set state = 'running' where id = $1 and (state = 'waiting' and leaves_at <= $2 or state = 'running')`,
    [id, now],
  )) === 1;

export const end = async (trx: Connection, id: string): Promise<boolean> =>
  (await trx.run(`update entry_actions set state = 'done' where id = $1 and state = 'running'`, [id])) === 1;

type Item = { place: number; entryId: string };

export async function waiting(db: Connection, id: string, limit: number): Promise<Item[]> {
  const rows = await db.rows<{ place: number; entry_id: string }>(
    `select place, entry_id from entry_action_items where action_id = $1 and outcome is null order by place limit $2`,
    [id, limit],
  );
  return rows.map(({ place, entry_id: entryId }) => ({ place, entryId }));
}

export const settle = (db: Connection, id: string, place: number, problem: Fact | undefined) =>
  db.run(`update entry_action_items set outcome = $3, problem = $4 where action_id = $1 and place = $2`, [
    ...[id, place, problem === undefined ? 'done' : 'left', problem === undefined ? null : written(problem)],
  ]);

export type Left = { entryId: string; title: string; problem: Fact };

/** Those that could not be done, and why. */
export async function left(db: Connection, id: string, limit: number): Promise<Left[]> {
  const rows = await db.rows<{ entry_id: string; title: string | null; problem: string }>(
    `select i.entry_id, e.title, i.problem from entry_action_items i left join entries e on e.id = i.entry_id
     where i.action_id = $1 and i.outcome = 'left' order by i.place limit $2`,
    [id, limit],
  );
  return rows.map(({ entry_id: entryId, title, problem }) => ({
    ...{ entryId, title: title ?? '' },
    problem: readFact(problem) ?? fact('resources.not_found'),
  }));
}

/** The channels of its entries. */
export async function channels(db: Connection, id: string): Promise<string[]> {
  const rows = await db.rows<{ channel: string }>(
    `select distinct e.channel from entry_action_items i join entries e on e.id = i.entry_id where i.action_id = $1`,
    [id],
  );
  return rows.map(({ channel }) => channel);
}

export const purge = (db: Connection, before: Date) =>
  db.run(`delete from entry_actions where created_at < $1`, [before]);
