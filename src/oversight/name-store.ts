import { isNotDeleted } from '../accounts/account/account.ts';
import type { Connection } from '../database/open.ts';

/** Where a kind of subject has its names. `key` is a text or a uuid; `person`: it is masked. */
type Source = { from: string; name: string; key?: string; isText?: true; ended?: string; person?: true };

const ended = `not ${isNotDeleted.sql('a')}`;

/** The kinds of subjects and details with names of their own; the id of every other kind is its name, or a number that leads nowhere. */
const sources = {
  account: { from: 'accounts a', key: 'a.id', name: 'a.nickname', ended, person: true },
  'console session': {
    from: 'console_sessions t join accounts a on a.id = t.account_id',
    ...{ name: 'a.nickname', ended, person: true },
  },
  passkey: {
    from: 'passkeys t join accounts a on a.id = t.account_id',
    ...{ name: 'a.nickname', ended, person: true },
  },
  application: { from: 'applications t', key: 't.client_id', isText: true, name: 't.name' },
  institution: { from: 'institutions t', name: 't.name' },
  plan: { from: 'institutions t', name: 't.name' },
  plan_item: { from: 'plan_items t', name: 't.title' },
  submission: { from: 'submissions t', name: 't.title' },
  resource: { from: 'entries t', name: 't.title' },
  file: { from: 'files t join institutions i on i.id = t.institution_id', name: 'i.name' },
  import: { from: 'imports t join institutions i on i.id = t.institution_id', name: `i.name || ' ' || t.number` },
  licence: { from: 'licences t', name: 't.platform' },
  link: { from: 'links t', name: 't.name' },
  webhook: { from: 'webhook_endpoints t', name: 't.url' },
  verification_run: { from: 'verification_runs t', name: 'coalesce(t.number, t.username)' },
  promotion: { from: 'promotions t', name: 't.title' },
  incident: { from: 'incidents t', name: 't.title' },
  status_incident: { from: 'status_incidents t', name: 't.title' },
  case: { from: 'helpdesk_cases t', name: 't.reason' },
  phrase: { from: 'review_phrases t', name: 'left(t.text, 30)' },
  token: {
    from: '(select id, name from admin_tokens union all select id, name from assistant_tokens union all select id, name from assistant_accesses) t',
    name: 't.name',
  },
  admin_token: { from: 'admin_tokens t', name: 't.name' },
  assistant_token: { from: 'assistant_tokens t', name: 't.name' },
  assistant_access: { from: 'assistant_accesses t', name: 't.name' },
} as const satisfies Record<string, Source>;

export type NamedKind = keyof typeof sources;

export const isNamed = (kind: string): kind is NamedKind => Object.hasOwn(sources, kind);

/** A kind is found by its AK or by an id. */
export const hasTextKey = (kind: NamedKind): boolean => 'isText' in sources[kind];

export const isPersonal = (kind: NamedKind): boolean => 'person' in sources[kind];

/** The names of some of a kind; `ended`: the account is closed, and its name is gone. */
export async function namesOf(db: Connection, kind: NamedKind, ids: readonly string[]) {
  const { from, name, key = 't.id', isText, ended: isOver = 'false' }: Source = sources[kind];
  return db.rows<{ id: string; name: string; ended: boolean }>(
    `select ${key}::text as id, ${name} as name, ${isOver} as ended from ${from} where ${key} = any($1::${isText ? 'text' : 'uuid'}[])`,
    [ids],
  );
}

/** Kinds that people look for by name. */
const sought = { application: 'applications', institution: 'institutions', plan: 'institutions' } as const;
export const isSought = (kind: string): kind is keyof typeof sought => Object.hasOwn(sought, kind);

/** Those of that whole name, applications also by their AK: two of them, if there are more. */
export async function called(db: Connection, kind: keyof typeof sought, name: string): Promise<string[]> {
  const isOfApplications = sought[kind] === 'applications';
  const key = isOfApplications ? 'client_id' : 'id';
  const found = await db.rows<{ id: string }>(
    `select ${key}::text as id from ${sought[kind]}
      where name = $1 ${isOfApplications ? 'or client_id = $1' : ''} order by created_at limit 2`,
    [name],
  );
  return found.map(({ id }) => id);
}

/** Jobs, commands and the Cloud's own applications are known by their acts. */
export const hasActed = async (db: Connection, actorId: string): Promise<boolean> =>
  (await db.row(`select 1 from audit_events where actor_id = $1 limit 1`, [actorId])) !== undefined;

/** The kinds of which the audit knows this number: two of them, if there are more. */
export const kindsAbout = (db: Connection, id: string, kinds: readonly string[]) =>
  db.rows<{ kind: string; id: string }>(
    `select k.kind, $1::text as id from unnest($2::text[]) as k (kind)
      where exists (select from audit_events e where e.subject_kind = k.kind and e.subject_id = $1) limit 2`,
    [id, kinds],
  );
