import type { Seal } from '../../crypto/seal.ts';
import type { Connection } from '../../database/open.ts';
import type { Contact } from './contact.ts';

type Row = { contact_name: string | null; contact_phone: Buffer | null; contact_email: Buffer | null };

export const sealedAs = (column: 'contact_phone' | 'contact_email', clientId: string) =>
  `applications.${column}.${clientId}`;

export async function find(db: Connection, seal: Seal, clientId: string): Promise<Contact | undefined> {
  const row = await db.row<Row>(
    `select contact_name, contact_phone, contact_email from applications where client_id = $1`,
    [clientId],
  );
  if (row?.contact_name == null || row.contact_email === null) return undefined;
  return {
    name: row.contact_name,
    phone: row.contact_phone === null ? undefined : seal.unseal(row.contact_phone, sealedAs('contact_phone', clientId)),
    email: seal.unseal(row.contact_email, sealedAs('contact_email', clientId)),
  };
}

export async function set(
  trx: Connection,
  seal: Seal,
  clientId: string,
  { name, phone, email }: Contact,
  at: Date,
): Promise<void> {
  await trx.run(
    `update applications set contact_name = $2, contact_phone = $3, contact_email = $4, updated_at = $5 where client_id = $1`,
    [
      clientId,
      name,
      phone === undefined ? null : seal.seal(phone, sealedAs('contact_phone', clientId)),
      seal.seal(email, sealedAs('contact_email', clientId)),
      at,
    ],
  );
}
