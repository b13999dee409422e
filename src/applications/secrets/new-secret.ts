import { hashToken, newClientSecret, newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import * as store from '../aksk/store.ts';

/** One more SK of an application: the value is in the answer, its hash in the database. */
export async function addSecret(
  trx: Connection,
  clientId: string,
  at: Date,
  value = newClientSecret(),
): Promise<{ id: string; lastFour: string; value: string }> {
  const secret = { id: newId(), hash: hashToken(value), lastFour: value.slice(-4), createdAt: at };
  await store.insertSecret(trx, clientId, secret);
  return { id: secret.id, lastFour: secret.lastFour, value };
}
