import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import { isLive, managesItself, mayAct } from '../account/account.ts';

export type Size = 'large' | 'small';
export const sealedAs = (id: string, size: Size) => `avatars ${id} ${size}`;

type NewAvatar = { id: string; accountId: string; large: Buffer; small: Buffer; at: Date };

/** Instead of the one before. Says how many accounts have it now: none that is locked, deleted or a child's. */
export async function put(trx: Connection, seal: Seal, { id, accountId, large, small, at }: NewAvatar) {
  const changed = await trx.run(
    `update accounts set avatar_id = $2, updated_at = $3
      where id = $1 and ${managesItself.sql('accounts')} and ${mayAct.sql('accounts')}`,
    [accountId, id, at],
  );
  if (changed === 0) return 0;
  await trx.run('delete from avatars where account_id = $1', [accountId]);
  return trx.run('insert into avatars (id, account_id, large, small, created_at) values ($1, $2, $3, $4, $5)', [
    ...[id, accountId, seal.sealBytes(large, sealedAs(id, 'large')), seal.sealBytes(small, sealedAs(id, 'small')), at],
  ]);
}

/** Says whether there was one. */
export async function remove(trx: Connection, accountId: string, at: Date): Promise<boolean> {
  await trx.run('update accounts set avatar_id = null, updated_at = $2 where id = $1 and avatar_id is not null', [
    ...[accountId, at],
  ]);
  return (await trx.run('delete from avatars where account_id = $1', [accountId])) > 0;
}

/** Of an account that is neither locked nor deleted. */
export async function read(db: Connection, seal: Seal, id: string, size: Size): Promise<Buffer | undefined> {
  const column = { large: 'large', small: 'small' }[size];
  const row = await db.row<{ bytes: Buffer }>(
    `select v.${column} as bytes from avatars v join accounts a on a.avatar_id = v.id
      where v.id = $1 and ${isLive.sql('a')}`,
    [id],
  );
  return row && seal.unsealBytes(row.bytes, sealedAs(id, size));
}

export async function ownerOf(db: Connection, id: string): Promise<string | undefined> {
  const row = await db.row<{ owner: string }>('select account_id as owner from avatars where id = $1', [id]);
  return row?.owner;
}

/** As it is exported: the picture itself, in the JSON of the copy as a data URL (RFC 2397). */
export const exportedOf = (seal: Seal, { id, large, ...row }: Record<string, unknown>): Record<string, unknown> => ({
  ...row,
  picture:
    large instanceof Buffer
      ? `data:image/jpeg;base64,${seal.unsealBytes(large, sealedAs(String(id), 'large')).toString('base64')}`
      : null,
});
