import type { Seal } from '../../crypto/seal.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { secretWorks } from '../aksk/in-force.ts';

/** The subject of a shown value: an SK, or the password of a test citizen. */
export type Subject = { secretId: string } | { citizenId: string };

export type Shown = { value: string; until: Date };

type Row = { id: string; value: Buffer; until: Date };

export const sealedAs = (id: string) => `shown_secrets.value.${id}`;

const present = ({ id, value, until }: Row, seal: Seal): Shown => ({ value: seal.unseal(value, sealedAs(id)), until });

/** A newer value of the same thing takes the place of the older one. */
export async function keep(
  trx: Connection,
  seal: Seal,
  subject: Subject,
  { value, madeBy, until }: { value: string; madeBy: string; until: Date },
): Promise<void> {
  const id = newId();
  const [secretId, citizenId] = 'secretId' in subject ? [subject.secretId, null] : [null, subject.citizenId];
  if (citizenId !== null) await trx.run(`delete from shown_secrets where citizen_id = $1`, [citizenId]);
  await trx.run(
    `insert into shown_secrets (id, secret_id, citizen_id, made_by, value, shown_until) values ($1, $2, $3, $4, $5, $6)`,
    [id, secretId, citizenId, madeBy, seal.seal(value, sealedAs(id)), until],
  );
}

/** The newest SK of an application, as long as it is shown to this account and works. */
export async function secretOf(
  db: Connection,
  seal: Seal,
  { clientId, accountId }: { clientId: string; accountId: string },
  now: Date,
): Promise<(Shown & { secretId: string }) | undefined> {
  const row = await db.row<Row & { secret_id: string }>(
    `select w.id, w.value, w.shown_until as until, w.secret_id from shown_secrets w
     join application_secrets s on s.id = w.secret_id
     where s.client_id = $1 and w.made_by = $2 and w.shown_until > $3 and ${secretWorks.sql('s', '$3')}
     order by s.created_at desc, s.id limit 1`,
    [clientId, accountId, now],
  );
  return row && { ...present(row, seal), secretId: row.secret_id };
}

/** The passwords of test citizens that are shown to this account, by citizen. */
export async function passwordsOf(
  db: Connection,
  seal: Seal,
  { citizenIds, accountId }: { citizenIds: readonly string[]; accountId: string },
  now: Date,
): Promise<Map<string, Shown>> {
  const rows = await db.rows<Row & { citizen_id: string }>(
    `select id, value, shown_until as until, citizen_id from shown_secrets
     where citizen_id = any($1::uuid[]) and made_by = $2 and shown_until > $3`,
    [citizenIds, accountId, now],
  );
  return new Map(rows.map((row) => [row.citizen_id, present(row, seal)]));
}

/** 我已保存, by its reader; returns the number. */
export const endSecretsOf = (trx: Connection, clientId: string, accountId?: string): Promise<number> =>
  trx.run(
    `delete from shown_secrets w using application_secrets s
     where s.id = w.secret_id and s.client_id = $1 and ($2::uuid is null or w.made_by = $2)`,
    [clientId, accountId ?? null],
  );

export const endSecretsOfInstitution = (trx: Connection, institutionId: string): Promise<number> =>
  trx.run(
    `delete from shown_secrets w using application_secrets s join applications a on a.client_id = s.client_id
     where s.id = w.secret_id and a.institution_id = $1`,
    [institutionId],
  );

export const endPassword = (trx: Connection, citizenId: string, accountId?: string): Promise<number> =>
  trx.run(`delete from shown_secrets where citizen_id = $1 and ($2::uuid is null or made_by = $2)`, [
    citizenId,
    accountId ?? null,
  ]);

/** Deletes expired values. */
export const purge = (db: Connection, now: Date): Promise<number> =>
  db.run(`delete from shown_secrets where shown_until <= $1`, [now]);
