import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock } from '../../clock.ts';
import { hashToken, isId, newId, newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { notFound } from '../../errors.ts';
import { plainAddress } from '../../http/limits/throttle.ts';
import type { Job } from '../../jobs/job.ts';
import { fact } from '../facts.ts';
import { absoluteLife, type ConsoleSession, idleLife, noted } from './session.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock };
type Begin = Pick<ConsoleSession, 'accountId' | 'authTime' | 'enrolmentProvedAt' | 'address' | 'device'> & {
  requestId?: string;
};

const citizen = (accountId: string): Actor => ({ kind: 'citizen', accountId });
const subjectOf = (id: string) => ({ kind: 'console session', id });

/** Who is signed in at the back office, and where. The value of the cookie is known to its browser alone. */
export function createConsoleSessions({ db, clock }: Needs) {
  const purge: Job = {
    name: 'console.purge',
    schedule: '*/10 * * * *',
    async run() {
      while ((await store.removeOver(db, clock.now(), 1_000)) === 1_000);
    },
  };
  const idleSince = (now: Date) => after(now, -idleLife);

  return {
    jobs: [purge],

    /** A new session, and the value for its cookie; the one that this browser had before is over. */
    async begin({ requestId, ...login }: Begin, before: string | undefined): Promise<string> {
      const [value, at] = [newToken(), clock.now()];
      const session: ConsoleSession = {
        ...login,
        id: newId(),
        address: plainAddress(login.address),
        institutionId: undefined,
        secondFactorAt: undefined,
        createdAt: at,
        seenAt: at,
        endsAt: after(at, absoluteLife),
      };
      await db.transaction(async (trx) => {
        const ended = before === undefined ? undefined : await store.remove(trx, hashToken(before));
        const isSame = ended?.accountId === session.accountId; // who only proves it anew goes on for the same institution
        const institutionId = (isSame && ended.institutionId) || undefined;
        await store.insert(trx, hashToken(value), { ...session, institutionId });
        const details = { account: session.accountId, person: { address: session.address } };
        await record(trx, at, citizen(session.accountId), 'console.sign_in', subjectOf(session.id), details, requestId);
      });
      return value;
    },

    /** The living session behind a cookie; that it was asked for keeps it from being idle. */
    async find(value: string): Promise<ConsoleSession | undefined> {
      const now = clock.now();
      const session = await store.find(db, hashToken(value), now, idleSince(now));
      if (session !== undefined && after(session.seenAt, noted) <= now) await store.see(db, session.id, now);
      return session;
    },

    async end(value: string): Promise<void> {
      const at = clock.now();
      await db.transaction(async (trx) => {
        const ended = await store.remove(trx, hashToken(value));
        if (ended !== undefined)
          await record(trx, at, citizen(ended.accountId), 'console.sign_out', subjectOf(ended.id));
      });
    },

    /** Where somebody is signed in, the last used first. */
    list(accountId: string): Promise<ConsoleSession[]> {
      const now = clock.now();
      return store.list(db, accountId, now, idleSince(now));
    },

    /** Of the own sessions one; somebody else's does not exist. */
    async endOne(accountId: string, id: string): Promise<void> {
      await db.transaction(async (trx) => {
        if (!isId(id) || (await store.removeOne(trx, accountId, id)) === 0)
          throw notFound(fact('console.session_over'));
        await record(trx, clock.now(), citizen(accountId), 'console.end_session', subjectOf(id));
      });
    },

    async endOthers(accountId: string, kept: string): Promise<void> {
      await db.transaction(async (trx) => {
        const count = await store.removeOthers(trx, accountId, kept);
        if (count > 0)
          await record(trx, clock.now(), citizen(accountId), 'console.end_others', subjectOf(kept), { count });
      });
    },

    workFor: (session: ConsoleSession, institutionId: string) => store.workFor(db, session.id, institutionId),
  };
}

export type ConsoleSessions = ReturnType<typeof createConsoleSessions>;
