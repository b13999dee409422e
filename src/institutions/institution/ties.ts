import type { Account } from '../../accounts/account/account.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { normalIdNumber } from '../../fields/china/id-document.ts';
import { normalMobile } from '../../fields/china/mobile.ts';
import type { Data } from '../../fields/form.ts';
import type { LateServices } from '../../module.ts';
import type { TieOf } from '../../review/workflow/conflict.ts';
import * as members from './member-store.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  /** Also locked accounts: a lock ends no tie. */
  reachLocked: (connection: Connection, ids: readonly string[]) => Promise<Account[]>;
  asks: Pick<LateServices, 'vendorsOf'>;
};

/** A phone, an e-mail or an identity number, however it was typed. */
const normal = (typed: string): string => normalMobile(typed) ?? normalIdNumber(typed).toLowerCase();

const names = (data: Data | undefined, identifiers: ReadonlySet<string>): boolean =>
  Object.values(data ?? {}).some((typed) => identifiers.has(normal(typed)));

/** R58: the ties between a person and an institution, as far as the Cloud knows. */
export function createTies({ db, clock, seal, reachLocked, asks }: Needs): TieOf {
  /** Identifiers of a person: also the identity number under which an institution's certification names them. */
  async function identifiersOf(accountId: string, works: readonly string[], connection: Connection) {
    const [account] = await reachLocked(connection, [accountId]);
    const known = [account?.phone, account?.emailVerified === true ? account.email : undefined];
    const identifiers = new Set(known.flatMap((each) => (each === undefined ? [] : normal(each))));
    for (const institutionId of works) {
      const { agentPhone, agentEmail, idNumber } = (await store.profile(connection, seal, institutionId)) ?? {};
      if (idNumber !== undefined && names({ agentPhone: agentPhone ?? '', agentEmail: agentEmail ?? '' }, identifiers))
        identifiers.add(normal(idNumber));
    }
    return identifiers;
  }

  return async (accountId, { institutionId, since = clock.now(), hands = [], answers }, connection = db) => {
    const vendors = [
      await asks.vendorsOf(institutionId, since, connection),
      await members.vendorsOf(connection, hands.filter(isId)),
    ].flat();
    // Who leaves while a matter waits is bound by it as before.
    const kept = (await members.membershipsOf(connection, accountId, since)).map((each) => each.institutionId);
    const left = await members.leftSince(connection, [accountId], [institutionId, ...vendors], since);
    const works = [...new Set([...kept, ...left])];
    if (works.includes(institutionId)) return 'institution';
    if (works.some((each) => vendors.includes(each))) return 'vendor';
    const identifiers = await identifiersOf(accountId, works, connection);
    const isNamed =
      names(answers, identifiers) || names(await store.profile(connection, seal, institutionId), identifiers);
    return isNamed ? 'named' : undefined;
  };
}
