import type { Accounts } from '../accounts/service.ts';
import type { Applications } from '../applications/service.ts';
import { byteOrderMark, csvLine } from '../audit/csv.ts';
import { after, type Clock, days } from '../clock.ts';
import { timed } from '../database/deadline.ts';
import type { Database } from '../database/open.ts';
import { maskEmail } from '../fields/account.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import { maskName } from '../fields/person-name.ts';
import type { Institutions } from '../institutions/service.ts';
import * as store from './affected-store.ts';
import type { Incident } from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'find'>;
  applications: Pick<Applications, 'find'>;
  institutions: Pick<Institutions, 'get'>;
};

export type Affected = {
  scope: store.Scope;
  people: number;
  institutions: readonly { id: string; name: string; applications: readonly string[] }[];
  calls: readonly store.Calls[];
};

/** Where nobody knows when it began: so far back. */
const usually = days(1);
const batch = 200;

/** Who was affected by an incident, by the logs: whoever signed in at its AKs while it lasted, their institutions, what the AKs called. */
export function createAffected({ db, clock, accounts, applications, institutions }: Needs) {
  const scopeOf = ({ clientIds, beganAt, foundAt, containedAt }: Incident): store.Scope => ({
    clientIds,
    since: beganAt ?? after(foundAt, -usually),
    until: containedAt ?? clock.now(),
  });

  async function ownersOf(clientIds: readonly string[]): Promise<Affected['institutions']> {
    const found = await Promise.all(clientIds.map((clientId) => applications.find(clientId)));
    const known = Map.groupBy(
      found.flatMap((application) => application ?? []),
      ({ institutionId }) => institutionId,
    );
    return Promise.all(
      [...known].map(async ([id, own]) => ({
        id,
        name: (await institutions.get(id)).name,
        applications: own.map(({ name }) => name),
      })),
    );
  }

  return {
    scopeOf,
    ownersOf,
    /** In a table of logins of a large country it takes its time. */
    async of(incident: Incident): Promise<Affected> {
      const scope = scopeOf(incident);
      if (scope.clientIds.length === 0) return { scope, people: 0, institutions: [], calls: [] };
      return timed('export', async () => ({
        scope,
        people: await store.count(db, scope),
        institutions: await ownersOf(scope.clientIds),
        calls: await store.calls(db, scope),
      }));
    },
    page: (scope: store.Scope, behind: string | undefined, limit: number) =>
      timed('export', () => store.page(db, scope, behind, limit)),
    count: (scope: store.Scope) => timed('export', () => store.count(db, scope)),

    /** As a table, masked: whoever it is of can be found by the number of the account, and not by the table. */
    async *csv(scope: store.Scope, heading: readonly string[]): AsyncGenerator<string> {
      yield byteOrderMark + csvLine(heading);
      for (let behind: string | undefined; ; ) {
        const [ids] = [await this.page(scope, behind, batch)];
        const seen = await timed('export', () => store.logins(db, scope, ids));
        const byId = new Map(seen.map((login) => [login.accountId, login]));
        for (const id of ids) {
          const account = await accounts.find(id);
          const login = byId.get(id);
          yield csvLine([
            id,
            account === undefined ? '' : maskName(account.nickname),
            account?.phone === undefined ? '' : maskMobile(account.phone),
            account?.email === undefined ? '' : maskEmail(account.email),
            login?.times ?? 0,
            login?.last.toISOString() ?? '',
          ]);
        }
        if (ids.length < batch) return;
        behind = ids.at(-1);
      }
    },
  };
}

export type AffectedPeople = ReturnType<typeof createAffected>;
