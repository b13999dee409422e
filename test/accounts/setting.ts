import { randomBytes } from 'node:crypto';
import { createAccounts } from '../../src/accounts/service.ts';
import type { Actor } from '../../src/actor.ts';
import { createPasswords, type Passwords } from '../../src/crypto/passwords.ts';
import { createSeal } from '../../src/crypto/seal.ts';
import { createThrottle } from '../../src/http/limits/throttle.ts';
import { createJobs } from '../../src/jobs/service.ts';
import { createMail } from '../../src/mail/service.ts';
import { createNotices } from '../../src/notices/service.ts';
import { createSms } from '../../src/sms/service.ts';
import { testClock } from '../support/clock.ts';
import { silent, testDatabase } from '../support/database.ts';
import { cheap } from '../support/passwords.ts';
import { words } from '../support/words.ts';
import { light, worked } from '../support/work.ts';

export const operator: Actor = { kind: 'operator', name: 'test' };
export const password = 'correct-horse-5';
export const device = 'Firefox on Linux';

export interface AuditRow {
  verb: string;
  actor_kind: string;
  actor_id: string | null;
  subject_kind: string;
  subject_id: string;
  details: object;
}

/** For tests that guess the same password hundreds of times: the result for a password is cached. */
export function rememberedPasswords(): Passwords {
  const passwords = createPasswords({ cost: cheap });
  const answers = new Map<string, Promise<boolean>>();
  return {
    ...passwords,
    verify(hash, password) {
      const key = `${hash} ${password}`;
      const answer = answers.get(key) ?? passwords.verify(hash, password);
      answers.set(key, answer);
      return answer;
    },
  };
}

/** The room on its real floors: a database of its own, the development outbox, a clock that stands; hashes of today's cost are given where they matter. */
export async function accountsSetting(
  start = '2026-11-24T10:00:00Z',
  passwords: Passwords = createPasswords({ cost: cheap }),
) {
  const { db, drop } = await testDatabase();
  const clock = testClock(start);
  const keys = { sealing: [randomBytes(32)], index: randomBytes(32) };
  const seal = createSeal(() => keys);
  const jobs = createJobs({ db, clock, log: silent });
  const sms = createSms({ db, clock, words, jobs, seal, url: undefined, log: silent });
  const throttle = createThrottle({ db, clock, lifted: false });
  const mail = createMail({ db, clock, jobs, seal, url: undefined, from: 'cloud@example.cn', log: silent });
  const origin = 'https://cloud.example.cn';
  const contact = { phone: '400-0596-087', email: '' };
  const notices = createNotices({ db, clock, mail, sms, words, contact, render: () => '' });
  const needs = { db, clock, passwords, seal, sms, mail, notices, words, throttle, origin, workHardness: light };
  const accounts = createAccounts(needs);
  let made = 0;

  /** The messages to a phone, oldest first. */
  async function textsTo(phone: string): Promise<string[]> {
    const messages = await sms.recent();
    return messages
      .filter(({ to }) => to === phone)
      .map(({ text }) => text)
      .reverse();
  }

  /** The code in the last message that has one. */
  async function codeFor(phone: string): Promise<string> {
    const codes = (await textsTo(phone)).flatMap((text) => /(?<!\d)(\d{6})(?!\d)/.exec(text)?.[1] ?? []);
    const code = codes.at(-1);
    if (code === undefined) throw new Error(`no code was sent to ${phone}`);
    return code;
  }

  const newPhone = () => `139${String(++made).padStart(8, '0')}`;

  /** As a browser does it: where work is wanted it is done, and then the form is sent. */
  async function requestCode(asked: Parameters<typeof accounts.requestCode>[0], by = accounts) {
    const answer = await by.requestCode(asked);
    return 'work' in answer ? by.requestCode({ ...asked, worked: worked(answer.work) }) : answer;
  }
  async function authenticate(asked: Parameters<typeof accounts.authenticate>[0], by = accounts) {
    const answer = await by.authenticate(asked);
    const mustWork = 'work' in answer && answer.work !== undefined && !('problem' in answer);
    const after = mustWork ? await by.authenticate({ ...asked, worked: worked(answer.work) }) : answer;
    if (!('problem' in after)) return after;
    const { work: _, ...rest } = after; // for the next one
    return rest;
  }

  return {
    ...needs,
    accounts,
    requestCode,
    authenticate,
    jobs,
    drop,
    textsTo,
    codeFor,
    newPhone,
    newUsername: () => `citizen${++made}`,
    /** From documentation ranges, a /32 of its own. */
    newAddress: () => `198.51.${100 + Math.floor(++made / 250)}.${made % 250}`,

    /** Asks for a code and reads it from the outbox. */
    async send(asked: Parameters<typeof accounts.requestCode>[0]): Promise<string> {
      const answer = await requestCode(asked);
      if (!('masked' in answer)) throw new Error(JSON.stringify(answer));
      return codeFor(asked.phone);
    },

    audit: (subjectId: string) =>
      db.rows<AuditRow>(
        `select verb, actor_kind, actor_id, subject_kind, subject_id, details::jsonb || coalesce(person::jsonb, '{}') as details
           from audit_events where subject_id = $1 order by id`,
        [subjectId],
      ),
  };
}

export type AccountsSetting = Awaited<ReturnType<typeof accountsSetting>>;

/** The digits with one changed: wrong for sure. */
export const otherThan = (code: string) => code.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10));
