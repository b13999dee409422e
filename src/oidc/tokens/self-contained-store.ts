import { after, hours } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { revokedToken } from './kinds.ts';
import { keyOf } from './packing.ts';
import { grantAndSession, type Related, type RelatedRow, related } from './related-store.ts';
import type { Presented } from './self-contained.ts';
import { type Artefact, deciding, joins, present, type Row, type Stored } from './store.ts';

/** The formats of new tokens: none that a node of an earlier version in use could not read (migrations/0024_oidc, 0086). */
export const newForms = async (db: Connection): Promise<{ families: boolean; selfContained: boolean }> =>
  (await db.row<{ families: boolean; selfContained: boolean }>(
    'select gives_refresh_families() as families, gives_self_contained_tokens() as "selfContained"',
  )) ?? { families: false, selfContained: false };

export type SelfContainedToken = Presented & { artefact: Artefact };

/** The columns of the account named by a token. */
type Deciding = Omit<Row, 'payload' | 'issued_at' | 'consumed_at' | 'expires_at' | 'client_id'>;
/** As the row of a token would be that has none. */
export const rowOf = ({ payload, issuedAt, expiresAt, clientId }: Artefact) => ({
  payload: { ...payload },
  issued_at: issuedAt,
  consumed_at: null,
  expires_at: expiresAt,
  client_id: clientId ?? null,
});

/** The key of the uid of the session with which a token ends, if it ends with one. */
function uidKeyOf({ payload }: Artefact): Buffer | undefined {
  const { expiresWithSession, sessionUid }: { expiresWithSession?: unknown; sessionUid?: unknown } = payload;
  return expiresWithSession === true ? keyOf(sessionUid) : undefined;
}

/** The answer of `find` for tokens that have rows, in their order; undefined where one was revoked. */
export async function findSelfContained(
  db: Connection,
  tokens: readonly SelfContainedToken[],
): Promise<(Stored | undefined)[]> {
  return inOrder(tokens, await db.rows<Deciding & { position: number }>(finding, namedBy(tokens)), (row) =>
    present(row),
  );
}

/** The same, and the rows needed next. */
export async function findSelfContainedRelated(
  db: Connection,
  tokens: readonly SelfContainedToken[],
): Promise<(Related | undefined)[]> {
  const uids = tokens.map(({ artefact }) => uidKeyOf(artefact) ?? null);
  const rows = await db.rows<Omit<RelatedRow, keyof ReturnType<typeof rowOf>>>(relating, [...namedBy(tokens), uids]);
  return inOrder(tokens, rows, (row) => related(row));
}

function inOrder<Read extends { position: number }, Result>(
  tokens: readonly SelfContainedToken[],
  rows: readonly Read[],
  make: (row: Read & ReturnType<typeof rowOf>) => Result,
): (Result | undefined)[] {
  const read = new Map(rows.map((row) => [row.position, row]));
  return tokens.map(({ artefact }, index) => {
    const row = read.get(index + 1);
    return row && make({ ...row, ...rowOf(artefact) });
  });
}

const namedBy = (tokens: readonly SelfContainedToken[]) => [
  tokens.map(({ key }) => key),
  tokens.map(({ artefact }) => artefact.clientId ?? null),
  tokens.map(({ artefact }) => artefact.accountId ?? null),
  tokens.map(({ artefact }) => artefact.grantKey ?? null),
];

// As in store.ts: behind `offset 0` no plan is made for the very arrays.
const asked = (
  more: string,
  names: string,
) => `from (select $1::bytea[] as keys, $2::text[] as clients, $3::uuid[] as accounts, $4::bytea[] as grants${more} offset 0) given
  cross join lateral unnest(given.keys, given.clients, given.accounts, given.grants${names === '' ? '' : ', given.uids'})
    with ordinality as asked (key, client_id, account_id, grant_key${names}, position)`;
// As a value: `exists` may become a join with all revoked ones, for lack of statistics.
const isRevoked = `(select true from oidc_tokens r where r.kind = ${revokedToken} and r.key = t.key) is not null`;
const token = '(select asked.key, asked.client_id, asked.account_id, asked.grant_key offset 0) t';
const finding = `select asked.position::int, found.* ${asked('', '')}
  cross join lateral (select ${deciding} from ${token} ${joins} where not ${isRevoked} limit 1) found`;
const relating = `select asked.position::int, found.* ${asked(', $5::bytea[] as uids', ', uid_key')}
  cross join lateral (
    select ${deciding}, g.key as grant_row_key, g.row as grant_row, s.uid_key, s.row as session_row
    from ${token} ${joins}
    cross join lateral (select t.grant_key, asked.uid_key offset 0) keys
    ${grantAndSession}
    where not ${isRevoked} limit 1) found`;

/** Ends a token for good, and notifies every process (migrations/0024_oidc). */
export async function revoke(db: Connection, token: SelfContainedToken): Promise<void> {
  await db.run(
    `with noted as (${noting} returning key) select tell_withdrawal('t ' || encode(key, 'hex')) from noted`,
    [...valuesOfRevocation(token)],
  );
}
export const noting = `insert into oidc_tokens (kind, key, payload, client_id, issued_at, expires_at) values (${revokedToken}, $1, '{}', $2, $3, $4)
  on conflict (kind, key) do nothing`;
export const valuesOfRevocation = ({ key, artefact }: SelfContainedToken): unknown[] => [
  // Longer than the token lives by the clock of any node.
  ...[key, artefact.clientId ?? null, artefact.issuedAt, after(artefact.expiresAt, hours(1))],
];
