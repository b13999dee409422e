import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, invalid, notFound } from '../../errors.ts';
import type { Changeable, Fact, MessageText, Words, Writing } from '../../fact.ts';
import { fact } from '../facts.ts';
import { cleaned, oneLine } from '../letter.ts';
import { may } from '../policies.ts';
import { partsOf, problemsOf } from './checks.ts';
import * as store from './store.ts';

/** The message as its reader would get it, for the sample. */
export type Preview = Writing & {
  smsSent: { text: string; length: number; parts: number } | undefined;
};

/** O11: operators put messages in words of their own. */
export interface Templates {
  /** A letter in the words in force: the operators' where there are any, else ours. The one place where messages become words. */
  compose(connection: Connection, letter: Fact): Promise<Writing>;
  /** Every message, with the version in force where operators changed it. */
  list(): Promise<readonly { message: Changeable; version: store.Version | undefined }[]>;
  /** One of them with its versions, the newest first. Throws `not_found`. */
  find(key: string): Promise<{ message: Changeable; versions: store.Version[] }>;
  /** The message for its sample, and the problems of its words by field. */
  preview(message: Changeable, text: MessageText): { preview: Preview; problems: ReturnType<typeof problemsOf> };
  /**
   * The next version after `seen`; without a text, our own words again. Throws `invalid`: every problem; `conflict` where another version came between.
   */
  change(actor: Actor, key: string, text: MessageText | undefined, seen: number): Promise<void>;
}

export function createTemplates({ db, clock, words }: { db: Database; clock: Clock; words: Words }): Templates {
  const speech = () => words('zh', 'institution');

  function mustFind(key: string): Changeable {
    const message = speech()
      .changeable()
      .find((each) => each.key === key);
    if (message === undefined) throw notFound(fact('notices.no_message'));
    return message;
  }

  const previewOf = (message: Changeable, text: MessageText) => {
    const written = speech().write(message.sample, text);
    const sent = written.sms === undefined ? undefined : speech().signed(oneLine(written.sms));
    const length = [...(sent ?? '')].length;
    const smsSent = sent === undefined ? undefined : { text: sent, length, parts: partsOf(length) };
    return { preview: { ...written, smsSent }, problems: problemsOf(message, text, sent) };
  };

  return {
    async compose(connection, letter) {
      const message = speech().messageOf(letter);
      const [newest] = message === undefined ? [] : await store.versionsOf(connection, message, 1);
      return speech().write(letter, newest?.text);
    },

    async list() {
      const changed = await store.newest(db);
      return speech()
        .changeable()
        .map((message) => ({ message, version: changed.get(message.key) }));
    },

    async find(key) {
      return { message: mustFind(key), versions: await store.versionsOf(db, key) };
    },

    preview: previewOf,

    async change(actor, key, text, seen) {
      mustOperate(actor, ...may('change the words of messages').roles);
      mustReachAll(actor);
      const message = mustFind(key);
      const { problems } = previewOf(message, text ?? message.builtIn);
      if (text !== undefined && Object.keys(problems).length > 0) throw invalid(problems);
      await db.transaction(async (trx) => {
        const at = clock.now();
        const [before] = await store.versionsOf(trx, key, 1);
        const by = actor.kind === 'staff' ? actor.accountId : '';
        const isSeen = (before?.version ?? 0) === seen;
        if (!isSeen || !(await store.add(trx, key, { version: seen + 1, text, by, at })))
          throw conflict(fact('notices.message_changed_meanwhile'));
        const details = { from: before?.text ?? message.builtIn, to: text ?? message.builtIn };
        await record(trx, at, actor, 'message.change', { kind: 'message', id: key }, details);
      });
    },
  };
}

/** From a form: a paragraph a line, without characters that turn or break a line, as a message is sent. */
export const textIn = (form: Readonly<Record<string, string>>, hasSms: boolean): MessageText => {
  const { subject, heading, paragraphs, action } = cleaned({
    ...{ to: '', because: '', details: [] },
    subject: form.subject ?? '',
    heading: form.heading ?? '',
    paragraphs: (form.body ?? '').split('\n').filter((line) => line.trim() !== ''),
    action: form.action ?? '',
  });
  return { subject, heading, paragraphs, action, sms: hasSms ? oneLine(form.sms ?? '') : undefined };
};
