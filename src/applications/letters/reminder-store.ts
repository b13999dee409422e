import type { Connection } from '../../database/open.ts';
import type { Secret } from '../aksk/application.ts';
import { endsBefore, isEnabled } from '../aksk/in-force.ts';

/** Applications that end between two moments, by client id, after `cursor`. */
export async function expiringBetween(
  db: Connection,
  from: Date,
  until: Date,
  cursor: string,
  limit: number,
): Promise<string[]> {
  const rows = await db.rows<{ client_id: string }>(
    `select a.client_id from applications a join institutions i on i.id = a.institution_id
     where a.expires_at >= $1 and ${endsBefore.sql('a', '$2')} and not a.first_party and ${isEnabled.sql(['a', 'i'])}
       and a.client_id > $3
     order by a.client_id limit $4`,
    [from, until, cursor, limit],
  );
  return rows.map((row) => row.client_id);
}

export type EndingSecret = { clientId: string; secret: Secret; endsAt: Date; lastUsedAt: Date };

type SecretRow = {
  client_id: string;
  id: string;
  hash: Buffer;
  last_four: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date;
};

/** SKs that end until then and were used since, of applications that work; after the id `cursor`. */
export async function endingSecrets(
  db: Connection,
  { now, until, usedSince }: { now: Date; until: Date; usedSince: Date },
  cursor: string,
  limit: number,
): Promise<EndingSecret[]> {
  const rows = await db.rows<SecretRow>(
    `select s.client_id, s.id, s.hash, s.last_four, s.created_at, s.expires_at, s.last_used_at
     from application_secrets s join applications a on a.client_id = s.client_id join institutions i on i.id = a.institution_id
     where s.expires_at > $1 and s.expires_at <= $2 and s.last_used_at >= $3 and not a.first_party and ${isEnabled.sql(['a', 'i'])}
       and s.id > $4
     order by s.id limit $5`,
    [now, until, usedSince, cursor, limit],
  );
  return rows.map((row) => ({
    clientId: row.client_id,
    secret: {
      id: row.id,
      hash: row.hash,
      lastFour: row.last_four,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
    },
    endsAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }));
}
