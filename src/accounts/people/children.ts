import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Passwords } from '../../crypto/passwords.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, type Problems } from '../../errors.ts';
import { subjectOf } from '../account/logins.ts';
import { namesOf, newAccount, taken } from '../account/new-account.ts';
import * as store from '../account/store.ts';
import { fact } from '../facts.ts';
import * as children from './child-store.ts';

type Needs = { db: Database; clock: Clock; passwords: Passwords; seal: Seal; forget: (id: string) => void };

/** Checked by whoever asks for it (family). */
type NewChild = { guardianId: string; nickname: string; birthYear: number; username: string; passwordHash: string };

/** Accounts of children under 14, as far as the account goes; who may do what, and the consents, are the family's. */
export function createChildren({ db, clock, passwords, seal, forget }: Needs) {
  return {
    childrenOf: (guardianId: string, connection: Connection = db) => children.childrenOf(connection, guardianId),
    platformsOfChildren: (ids: readonly string[]) => children.platformsOf(db, ids),
    hashForChild: (password: string) => passwords.hash(password),
    /** From here on no other child of the guardian is added before the transaction ends. */
    async lockGuardian(trx: Connection, guardianId: string): Promise<void> {
      if ((await children.lockGuardian(trx, guardianId)) === undefined)
        throw conflict(fact('accounts.changed_meanwhile'));
    },

    /** It has no phone and no e-mail: it signs in by what the guardian set, and by nothing else. */
    async insertChild(
      trx: Connection,
      child: NewChild,
      requestId?: string,
    ): Promise<{ id: string } | { problems: Problems }> {
      const { guardianId, nickname, birthYear, username, passwordHash } = child;
      const at = clock.now();
      const known = { username, nickname, over14: false, termsAgreedAt: at };
      const account = { ...newAccount(known, passwordHash, at), guardianId, birthYear };
      if (!(await store.insert(trx, seal, account))) return { problems: await taken(trx, seal, account) };
      const actor: Actor = { kind: 'citizen', accountId: guardianId };
      await record(trx, at, actor, 'account.add_child', subjectOf(account.id), namesOf(account), requestId);
      return { id: account.id };
    },

    /** False where it is no child of this guardian any more. */
    setChildPassword: async (trx: Connection, guardianId: string, id: string, hash: string): Promise<boolean> =>
      (await children.setPassword(trx, guardianId, id, hash, clock.now())) > 0,

    askForChild: (id: string, clientId: string, most: number) => children.ask(db, id, clientId, clock.now(), most),
    allowChild: (trx: Connection, id: string, clientIds: readonly string[]) =>
      children.allow(trx, id, clientIds, clock.now()),
    disallowChild: (trx: Connection, id: string, clientId: string) => children.disallow(trx, id, clientId),
    disallowChildEverywhere: (trx: Connection, id: string) => children.disallowAll(trx, id),
    /** What was read of it before is read again. */
    forgetChild: forget,
  };
}
