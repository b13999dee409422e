import { reset, signedInSinceReset } from '../../accounts/account/account.ts';
import type { Connection } from '../../database/open.ts';
import { kinds } from '../tokens/kinds.ts';
import { end, type OwnSession } from '../tokens/own-sessions-store.ts';
import { isCurrent } from '../tokens/validity.ts';
import { settled } from './settling.ts';

type Found = { id: string; loginTs: number; issued_at: Date };

/** As tokens/own-sessions-store.ts, from each table apart: the sessions of a person lie on all servers. */
export async function list(db: Connection, accountId: string, now: Date): Promise<OwnSession[]> {
  const [found, account] = await Promise.all([
    db.rows<Found>(
      `select encode(uid_key, 'hex') as id, (payload->>'loginTs')::int as "loginTs", issued_at from oidc_tokens
        where kind = ${kinds.Session} and account_id = $1 and ${isCurrent.sql('oidc_tokens', '$2')}`,
      [accountId, now],
    ),
    db.row<{ sessionsValidFrom: Date }>(`select ${reset.columns('accounts')} from accounts where id = $1`, [accountId]),
  ]);
  const open = newest(found)
    .filter(({ loginTs }) => account !== undefined && signedInSinceReset.holds({ loginTs, ...account }))
    .toSorted((one, other) => other.loginTs - one.loginTs)
    .slice(0, 100);
  const logins = await db.rows<{ device: string | null; address: string | null }>(
    `select l.device, l.address from unnest($2::int[]) with ordinality as asked (at, place)
       left join lateral (
         select device, host(address) as address from logins
          where account_id = $1 and succeeded and at < to_timestamp(asked.at + 1) order by id desc limit 1) l on true
      order by asked.place`,
    [accountId, open.map(({ loginTs }) => loginTs)],
  );
  return open.map(({ id, loginTs }, place) => ({
    id,
    loginTs,
    device: logins[place]?.device ?? null,
    address: logins[place]?.address ?? null,
  }));
}

/** Also those, and the grants that follow, whose commit a server has yet to carry out. */
export const endWhole: typeof end = async (trx, ...which) => {
  await settled(trx);
  return end(trx, ...which);
};

/** Of each uid the session that was begun last. */
function newest(found: readonly Found[]): Found[] {
  const ofUid = new Map<string, Found>();
  for (const one of found) {
    const other = ofUid.get(one.id);
    if (other === undefined || other.issued_at < one.issued_at) ofUid.set(one.id, one);
  }
  return [...ofUid.values()];
}
