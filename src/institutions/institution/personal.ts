import type { Member } from '../../actor.ts';
import type { Connection, Database } from '../../database/open.ts';
import { personalName } from './institution.ts';
import * as store from './store.ts';

/** Somebody who works in what is their own: they may what a developer of an institution may, in sandboxes. */
const ownMember = (accountId: string, institutionId: string): Member => ({
  ...{ kind: 'member', role: 'developer' },
  accountId,
  institutionId,
});

/**
 * R27: a person without an institution has a sandbox of their own. What keeps the sandbox of an institution keeps theirs as well, in a
 * row of institutions that is no institution to anybody: no list names it, nobody joins it, nothing in it is certified.
 */
export function createPersonal({ db }: { db: Database }) {
  return {
    /** The person as whoever works there; undefined until they have opened a sandbox. */
    async ofPerson(accountId: string, connection: Connection = db): Promise<Member | undefined> {
      const id = await store.findPersonal(connection, accountId);
      return id === undefined ? undefined : ownMember(accountId, id);
    },

    /** The same, made where there was none. */
    async ensureOfPerson(trx: Connection, accountId: string, at: Date): Promise<Member> {
      return ownMember(accountId, await store.ensurePersonal(trx, accountId, personalName, at));
    },
  };
}
