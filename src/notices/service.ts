import { after, type Clock, days } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import type { RenderLetter } from '../http/render.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Mail } from '../mail/service.ts';
import type { Sms } from '../sms/service.ts';
import { type Contact, cleaned, type Letter, oneLine, plainText } from './letter.ts';
import { matrix, type NoticeEvent, type Way } from './matrix.ts';
import * as store from './store.ts';

/** What a room wants somebody to know. */
export interface Notice {
  event: NoticeEvent;
  /** Names the occasion: for one key somebody is told once, however many nodes run and die. */
  key: string;
  recipient: { kind: 'contact'; id: string; email: string | undefined; phone: string | undefined };
  letter: Letter;
  /** Left out where the event goes by mail only. */
  sms?: string;
}

type Needs = {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'schedule'>;
  mail: Pick<Mail, 'send'>;
  sms: Pick<Sms, 'send'>;
  render: RenderLetter;
  /** The operators, whom a letter names. */
  contact: Contact;
};

const kept = days(400);
const batch = 1_000;

/** Tells people what happened, by the ways that the matrix has for it. */
export function createNotices({ db, clock, jobs, mail, sms, render, contact }: Needs) {
  jobs.schedule('notices.purge', '53 3 * * *', async () => {
    while ((await store.remove(db, after(clock.now(), -kept), batch)) === batch);
  });

  return {
    /** Within the caller's transaction; false where this was said before, or there is no way to the recipient. */
    async send(trx: Connection, { event, key, recipient, letter, sms: text }: Notice): Promise<boolean> {
      const { email, phone } = recipient;
      const words = cleaned(letter);
      const open: Record<Way, (() => Promise<void>) | undefined> = {
        mail:
          email === undefined
            ? undefined
            : () =>
                mail.send(trx, {
                  to: email,
                  subject: words.subject,
                  text: plainText(words, contact),
                  html: render('notices/letter', { letter: words, contact }),
                }),
        sms: phone === undefined || text === undefined ? undefined : () => sms.send(trx, phone, oneLine(text)),
      };
      const ways = matrix[event].filter((way) => open[way] !== undefined);
      if (ways.length === 0) return false;
      if (!(await store.insert(trx, { key, event, recipient, ways, at: clock.now() }))) return false;
      for (const way of ways) await open[way]?.();
      return true;
    },
  };
}

export type Notices = ReturnType<typeof createNotices>;
