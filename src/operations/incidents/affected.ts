import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import { after, days } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { maskEmail } from '../../fields/account.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { maskName } from '../../fields/person-name.ts';
import * as logs from './affected-store.ts';
import type { CountingDesk } from './counting.ts';
import * as store from './counting-store.ts';
import type { IncidentNeeds } from './needs.ts';
import type { Incident } from './store.ts';

export type Affected = {
  institutions: readonly { id: string; name: string; applications: readonly string[] }[];
  /** Undefined where the incident names no AK. */
  counted:
    | Pick<
        store.Counting,
        | 'id'
        | 'since'
        | 'until'
        | 'countedUntil'
        | 'consentsAt'
        | 'people'
        | 'calls'
        | 'isOver'
        | 'loginsKnownSince'
        | 'callsKnownSince'
        | 'clearedAt'
      >
    | undefined;
};

/** The number of people in a mass freeze: exact, or an estimate without reading all of the logs. */
export type ImpactEstimate = { people: number; certainty: 'exact' | 'most' | 'least' };

/** As many rows of a log are read for that: a tenth of a second. */
const readAtMost = 200_000;
/** Assumed beginning where it is unknown: so long ago. */
const usually = days(1);
const batch = 200;

type Times = Pick<Incident, 'clientIds' | 'beganAt' | 'foundAt' | 'containedAt'> & Partial<Pick<Incident, 'closedAt'>>;
/** From when to when an incident lasted, at which AKs. */
export const scopeOf = ({ clientIds, beganAt, foundAt, containedAt, closedAt }: Times): store.Scope => ({
  clientIds,
  since: beganAt ?? after(foundAt, -usually),
  until: containedAt ?? closedAt,
});

/**
 * The people and institutions affected by an incident: accounts that used its AKs while it lasted, their institutions, and the calls of the AKs.
 */
export function createAffected({
  db,
  accounts,
  applications,
  institutions,
  counting,
}: IncidentNeeds & { counting: CountingDesk }) {
  async function ownersOf(
    clientIds: readonly string[],
    connection: Connection = db,
  ): Promise<Affected['institutions']> {
    const found = await Promise.all(clientIds.map((clientId) => applications.find(clientId, connection)));
    const known = Map.groupBy(
      found.flatMap((application) => application ?? []),
      ({ institutionId }) => institutionId,
    );
    return Promise.all(
      [...known].map(async ([id, own]) => ({
        id,
        name: (await institutions.get(id, connection)).name,
        applications: own.map(({ name }) => name),
      })),
    );
  }

  /** From the counting if the freeze has the incident's scope; else from as much of the logs as may be read for a page. */
  async function foresee(incidentId: string, scope: logs.Scope): Promise<ImpactEstimate> {
    const counted = await counting.find(incidentId);
    const [clientId] = scope.clientIds;
    const isKept =
      counted?.consentsAt !== undefined &&
      counted.clearedAt === undefined &&
      clientId !== undefined &&
      counted.clientIds.includes(clientId) &&
      scope.since >= counted.since;
    if (isKept) {
      const isSame = counted.clientIds.length === 1 && scope.since.getTime() === counted.since.getTime();
      const isUntilThen = counted.until === undefined || scope.until.getTime() === counted.until.getTime();
      // Later logins are of the last minutes.
      const isCounted = counted.isOver || scope.until >= counted.countedUntil;
      if (isSame && isUntilThen && isCounted) {
        const more = counted.isOver ? 0 : await store.countSince(db, counted, scope.until);
        return { people: counted.people + more, certainty: 'exact' };
      }
    }
    const { people, isWhole } = await logs.count(db, scope, readAtMost);
    if (isWhole) return { people, certainty: 'exact' };
    return isKept && scope.until <= counted.countedUntil
      ? { people: counted.people, certainty: 'most' }
      : { people, certainty: 'least' };
  }

  return {
    ownersOf,
    of: async (incident: Incident): Promise<Affected> => ({
      institutions: await ownersOf(incident.clientIds),
      counted: await counting.find(incident.id),
    }),
    page: (trx: Connection, countingId: string, behind: string | undefined, limit: number) =>
      store.page(trx, countingId, behind, limit),
    foresee,

    /** A masked table: the owner is found by the account's id, not by the table. */
    async *csv(countingId: string | undefined, heading: readonly string[]): AsyncGenerator<string> {
      yield byteOrderMark + csvLine(heading);
      if (countingId === undefined) return;
      for (let behind: string | undefined; ; ) {
        const found = await store.page(db, countingId, behind, batch);
        const known = new Map(
          (
            await accounts.reachLocked(
              db,
              found.map(({ accountId }) => accountId),
            )
          ).map((account) => [account.id, account]),
        );
        for (const { accountId, times, lastAt } of found) {
          const account = known.get(accountId);
          yield csvLine([
            accountId,
            account === undefined ? '' : maskName(account.nickname),
            account?.phone === undefined ? '' : maskMobile(account.phone),
            account?.email === undefined ? '' : maskEmail(account.email),
            times,
            lastAt?.toISOString() ?? '',
          ]);
        }
        if (found.length < batch) return;
        behind = found.at(-1)?.accountId;
      }
    },
  };
}

export type AffectedPeople = ReturnType<typeof createAffected>;
