import { asCitizen } from '../../actor.ts';
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

const subjectOf = (id: string) => ({ kind: 'console session', id });

/** Sessions of the back office: idle after a while, over after a day. */
export interface ConsoleSessions {
  /** A new session, and the value for its cookie; `before`: the value that this browser had, which is over. */
  begin(login: Begin, before: string | undefined): Promise<string>;
  /** The living session behind a cookie; asking keeps it from being idle. */
  find(value: string): Promise<ConsoleSession | undefined>;
  /** Signs out. */
  end(value: string): Promise<void>;
  /** Where an account is signed in, the last used first. */
  list(accountId: string): Promise<ConsoleSession[]>;
  /** Ends one of the own sessions. Throws `not_found` for one of others. */
  endOne(accountId: string, id: string): Promise<void>;
  /** Ends all but `kept`. */
  endOthers(accountId: string, kept: string): Promise<void>;
  /** From now on the session works for that institution. */
  workFor(session: ConsoleSession, institutionId: string): Promise<unknown>;
  /** Removes those that are over. */
  jobs: readonly Job[];
}

/** Who is signed in at the back office, and where. The value of the cookie is known to its browser alone. */
export function createConsoleSessions({ db, clock }: Needs): ConsoleSessions {
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

    async begin({ requestId, ...login }, before) {
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
        const isSame = ended?.accountId === session.accountId; // a repeated proof keeps the institution
        const institutionId = (isSame && ended.institutionId) || undefined;
        await store.insert(trx, hashToken(value), { ...session, institutionId });
        const details = { account: session.accountId, person: { address: session.address } };
        await record(
          trx,
          at,
          asCitizen(session.accountId),
          'console.sign_in',
          subjectOf(session.id),
          details,
          requestId,
        );
      });
      return value;
    },

    async find(value) {
      const now = clock.now();
      const session = await store.find(db, hashToken(value), now, idleSince(now));
      if (session !== undefined && after(session.seenAt, noted) <= now) await store.see(db, session.id, now);
      return session;
    },

    async end(value) {
      const at = clock.now();
      await db.transaction(async (trx) => {
        const ended = await store.remove(trx, hashToken(value));
        if (ended !== undefined)
          await record(trx, at, asCitizen(ended.accountId), 'console.sign_out', subjectOf(ended.id));
      });
    },

    list(accountId) {
      const now = clock.now();
      return store.list(db, accountId, now, idleSince(now));
    },

    async endOne(accountId, id) {
      await db.transaction(async (trx) => {
        if (!isId(id) || (await store.removeOne(trx, accountId, id)) === 0)
          throw notFound(fact('console.session_over'));
        await record(trx, clock.now(), asCitizen(accountId), 'console.end_session', subjectOf(id));
      });
    },

    async endOthers(accountId, kept) {
      await db.transaction(async (trx) => {
        const count = await store.removeOthers(trx, accountId, kept);
        if (count > 0)
          await record(trx, clock.now(), asCitizen(accountId), 'console.end_others', subjectOf(kept), { count });
      });
    },

    workFor: (session, institutionId) => store.workFor(db, session.id, institutionId),
  };
}
