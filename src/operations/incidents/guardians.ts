import type { Account } from '../../accounts/account/account.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Connection } from '../../database/open.ts';

/**
 * Guardians, who get notices in the place of children, which have neither phone nor e-mail, also where they are locked themselves: by their ids.
 */
export async function guardiansOf(
  trx: Connection,
  accounts: Pick<Accounts, 'reachLocked'>,
  people: readonly Pick<Account, 'guardianId'>[],
): Promise<ReadonlyMap<string, Account>> {
  const ids = [...new Set(people.flatMap(({ guardianId }) => guardianId ?? []))];
  const found = ids.length === 0 ? [] : await accounts.reachLocked(trx, ids);
  return new Map(found.map((guardian) => [guardian.id, guardian]));
}
