import { newId } from '../../crypto/secrets.ts';
import type { Connection, Reader } from '../../database/open.ts';
import * as store from './store.ts';

/** The name of the owner of unclaimed keys. */
export const kitName = '未领回的沙箱';

/**
 * Sandbox keys that someone took without an account (R27): their owner is a row of institutions that is none otherwise, as that of a person
 * without an institution. No list names it, it has no members, and it goes with the keys.
 */
export const createKits = ({ db }: { db: Reader }) => ({
  isKit: (id: string) => store.isKit(db, id),

  /** Returns its id. */
  async openKit(trx: Connection, at: Date): Promise<string> {
    const id = newId();
    await store.insertKit(trx, { id, name: kitName, at });
    return id;
  },

  /** With nothing left of it: its AK and test citizens are gone already. */
  async endKit(trx: Connection, id: string): Promise<void> {
    await store.removeKit(trx, id);
  },
});
