import type { Member } from '../../actor.ts';
import type { Connection, Database } from '../../database/open.ts';
import { personalName } from './institution.ts';
import * as store from './store.ts';

/** The member of a personal space: the rights of a developer of an institution, in sandboxes. */
const ownMember = (accountId: string, institutionId: string): Member => ({
  ...{ kind: 'member', role: 'developer' },
  accountId,
  institutionId,
});

/**
 * R27: a person without an institution has a sandbox of their own. The same tables hold it, under a row of institutions that is none otherwise:
 * no list names it, it has no other members, and is never certified.
 */
export function createPersonal({ db }: { db: Database }) {
  return {
    /** The person as a member of their personal space; undefined until they have opened a sandbox. */
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
