import { after, type Clock, days } from '../clock.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Fact, Words, Writing } from '../fact.ts';
import { inInstitution } from '../http/in-institution.ts';
import type { RenderLetter } from '../http/pages/render.ts';
import type { Job } from '../jobs/job.ts';
import type { Mail } from '../mail/service.ts';
import type { Sms } from '../sms/service.ts';
import * as inbox from './inbox-store.ts';
import { type Contact, cleaned, type Letter, oneLine, plainText } from './letter.ts';
import { matrix, type NoticeEvent, type NoticeRoute } from './matrix.ts';
import * as store from './store.ts';
import { createTemplates, type Templates } from './templates/service.ts';

/** The contact of an application or form, or a person with an account, who has an inbox as well. */
type Recipient =
  | ({ kind: 'contact'; email: string | undefined; phone: string | undefined } & Reader)
  | ({ kind: 'account'; email?: string | undefined; phone?: string | undefined } & Reader);

/** `institutionId`: of the notice, which opens there whichever other institutions its reader works for. */
type Reader = { id: string; institutionId?: string };

/** A notice of a room to a recipient. */
export interface Notice {
  event: NoticeEvent;
  /** Names the occasion: one notice per key and recipient, however many nodes run and die. */
  key: string;
  recipient: Recipient;
  /** The text: a letter of the room, written out by its words. */
  letter: Fact;
  /** The name in the greeting. */
  to: string;
  /** Why the recipient gets it. */
  because: Fact;
  /** The one link. */
  href?: string;
}

type Needs = {
  db: Database;
  clock: Clock;
  mail: Pick<Mail, 'send'>;
  sms: Pick<Sms, 'send'>;
  words: Words;
  render: RenderLetter;
  /** The operators' contact in a letter. */
  contact: Contact;
};

/** How long a notice and its message are kept. */
export const noticeRetention = days(400);
const batch = 1_000;

/** The verbs of the room: one occasion is told once, by the ways that the matrix (matrix.ts) has for it. */
export interface Notices {
  /** Within the caller's transaction; false where the key was told before, or no way leads to the recipient. */
  send(trx: Connection, notice: Notice): Promise<boolean>;
  /** 站内信, newest first; `before` is the id of the last message of the page before. */
  inbox(accountId: string, before?: number, limit?: number): Promise<inbox.InboxMessage[]>;
  /** How many messages are unread. */
  unread(accountId: string): Promise<number>;
  /** Of this account only; all where no ids are given. */
  markRead(accountId: string, ids?: readonly number[]): Promise<void>;
  /** A letter in the words in force, as it would be sent now. */
  compose(letter: Fact): Promise<Writing>;
  /** The words of messages, which operators change. */
  templates: Templates;
  /** Its scheduled work: messages go after 400 days. */
  jobs: readonly Job[];
}

/** Sends notices, by the routes of the matrix. */
export function createNotices({ db, clock, mail, sms, words, render, contact }: Needs): Notices {
  const templates = createTemplates({ db, clock, words });
  const purge: Job = {
    name: 'notices.purge',
    schedule: '53 3 * * *',
    async run() {
      const before = after(clock.now(), -noticeRetention);
      while ((await store.remove(db, before, batch)) === batch);
      while ((await inbox.remove(db, before, batch)) === batch);
    },
  };

  const post = (trx: Connection, accountId: string, institutionId: string | undefined, event: string, said: Letter) =>
    inbox.insert(trx, accountId, {
      institutionId,
      event,
      title: titleOf(said),
      body: said.paragraphs.join('\n'),
      href: pathOf(said.href),
      at: clock.now(),
    });

  return {
    jobs: [purge],
    templates,

    async send(trx, { event, key, recipient, letter, to, because, href }) {
      const { email, phone } = recipient;
      const speech = words('zh', 'institution');
      const { sms: text, ...parts } = await templates.compose(trx, letter);
      const { institutionId } = recipient;
      const link = href === undefined || institutionId === undefined ? href : inInstitution(href, institutionId);
      const said = cleaned({ ...parts, to, href: link, because: speech.say(because) });
      const open: Record<NoticeRoute, (() => Promise<void>) | undefined> = {
        site:
          recipient.kind === 'account'
            ? () => post(trx, recipient.id, institutionId, event, { ...said, href })
            : undefined,
        mail:
          email === undefined
            ? undefined
            : () =>
                mail.send(trx, {
                  to: email,
                  subject: said.subject,
                  text: plainText(said, contact, speech),
                  html: render('notices/letter', { letter: said, contact }),
                }),
        sms: phone === undefined || text === undefined ? undefined : () => sms.send(trx, phone, oneLine(text)),
      };
      const ways = matrix[event].filter((way) => open[way] !== undefined);
      if (ways.length === 0) return false;
      if (!(await store.insert(trx, { key, event, recipient, ways, at: clock.now() }))) return false;
      for (const way of ways) await open[way]?.();
      return true;
    },

    compose: (letter) => templates.compose(db, letter),
    inbox: (accountId, before, limit = 20) => inbox.newest(db, accountId, before, limit),
    unread: (accountId) => inbox.countUnread(db, accountId),
    markRead: async (accountId, ids) => {
      await inbox.markRead(db, accountId, ids, clock.now());
    },
  };
}

/** A message names its thing, which a letter tells in its first detail. */
const titleOf = ({ heading, details: [thing] }: Letter): string =>
  thing === undefined || heading.includes(thing.value) ? heading : `${heading}：${thing.value}`;

/** In the back office one stays on this site, whatever the mail calls it. */
function pathOf(href: string | undefined): string | undefined {
  const url = href === undefined ? null : URL.parse(href);
  return url === null || url.pathname.startsWith('//') ? undefined : `${url.pathname}${url.search}${url.hash}`;
}
