import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { hashToken, newId, sixDigits } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import { fact } from '../facts.ts';
import { codeOf } from '../identifier.ts';
import { codeTries, limits } from '../limits.ts';
import type { Worked } from '../work.ts';
import type { CodeBudgets, CodeRefused } from './code-budgets.ts';
import { type CodeKey, type CodeTable, codesIn, type Purpose } from './code-store.ts';

type CodeSubject = { purpose: Purpose; to: string; binding: string };
export type CodeRequest = CodeSubject & {
  address: string;
  /** The cookie of the browser, where it has one. */
  knownDevice?: string | undefined;
  worked?: Worked | undefined;
  /** 语音播报: by a call instead of a message. */
  voice?: boolean;
};
export type CodeGuess = CodeSubject & { code: string; address?: string | undefined };
export type CodeRequested =
  | {
      masked: string;
      secondsLeft: number;
      spoken: boolean;
      /** A repeated request: the first code may not have arrived. */
      again: boolean;
      /** Whether it can be spoken. */
      speaks: boolean;
    }
  | CodeRefused;
export type CodeChecked =
  | { correct: true }
  | { problem: Fact /** A guess was spent. */; wrong?: true /** A new one is on its way. */; resent?: true };

type Channel = {
  table: CodeTable;
  /** The typed address in the form by which accounts are found. */
  read: (typed: string) => string | undefined;
  missing: Fact;
  mask: (to: string) => string;
  /** In seconds. */
  life: number;
  speaks: boolean;
  send: (trx: Connection, to: string, code: { code: string; purpose: Purpose; voice: boolean }) => Promise<unknown>;
  budgets: CodeBudgets;
  /** The id of a browser on which the owner of the number or e-mail has signed in before. */
  deviceOf: (to: string, known: string | undefined) => Promise<string | undefined>;
};

type Needs = { db: Database; clock: Clock; seal: Seal };

const wrongCode = fact('accounts.wrong_code');
const spent = fact('accounts.code_spent', { tries: codeTries });

/**
 * Codes sent to a phone or e-mail and typed in by the reader. A request looks up no account: it answers and sends the same for every number or
 * e-mail, and only the reader of the message learns, after a right code, whether it belongs to an account.
 */
export function createCodes({ db, clock, seal }: Needs, channel: Channel) {
  const { table, speaks, life, missing, budgets, deviceOf } = channel;
  const store = codesIn(table);
  const keyOf = (to: string, { purpose, binding }: CodeSubject): CodeKey => ({
    to: indexOf(seal, table, to),
    purpose,
    binding: hashToken(binding),
  });
  const hashOf = (code: string, to: string, { purpose, binding }: CodeSubject) =>
    seal.index([code, to, purpose, binding].join('\0'), `${table} code`);
  const minutes = life / 60;

  async function request(asked: CodeRequest): Promise<CodeRequested> {
    const to = channel.read(asked.to);
    if (to === undefined) return { problem: missing, retryAfter: 0 };
    const { purpose, binding, address, knownDevice, worked } = asked;
    const device = await deviceOf(to, knownDevice);
    const refused = await budgets.refusal({ purpose, to, binding, address, device, worked });
    if (refused) return refused;
    const code = sixDigits();
    const at = clock.now();
    const voice = asked.voice === true && speaks;
    const before = await db.transaction(async (trx) => {
      const hash = hashOf(code, to, asked);
      const made = await store.insert(trx, {
        ...keyOf(to, asked),
        id: newId(),
        hash,
        at,
        expiresAt: after(at, life),
      });
      await channel.send(trx, to, { code, purpose, voice });
      return made;
    });
    return {
      ...{ masked: channel.mask(to), secondsLeft: limits.codeCooling.per },
      ...{ spoken: voice, again: before > 0, speaks },
    };
  }

  /** Why the newest code takes no guess. With the address of who asks, an expired one is replaced at once. */
  async function whyNot(asked: CodeSubject & { address?: string | undefined }, to: string): Promise<CodeChecked> {
    const newest = await store.findNewest(db, keyOf(to, asked));
    if (newest === undefined) return { problem: fact('accounts.code_not_asked') };
    if (newest.used_at !== null) return { problem: fact('accounts.code_used') };
    if (newest.tries >= codeTries) return { problem: spent };
    const { address } = asked;
    if (address === undefined || !('masked' in (await request({ ...asked, address }))))
      return { problem: fact('accounts.code_expired', { minutes }) };
    return { problem: fact('accounts.code_sent_again', { minutes }), resent: true };
  }

  return {
    request,

    /** A right code is right once, for its recipient, its purpose and its binding. */
    async check(asked: CodeGuess): Promise<CodeChecked> {
      const to = channel.read(asked.to);
      if (to === undefined) return { problem: missing };
      const code = codeOf(asked.code);
      if (code === undefined) return { problem: fact('accounts.code_form') };
      const guessed = await store.guess(db, keyOf(to, asked), hashOf(code, to, asked), clock.now(), codeTries);
      if (guessed === undefined) return whyNot(asked, to);
      if (guessed.correct) return { correct: true };
      return { problem: guessed.tries < codeTries ? wrongCode : spent, wrong: true };
    },
  };
}

const kept = { sms_codes: 'sms_codes phone', email_codes: 'email_codes email' } as const;

/** The index by which codes to a phone or an e-mail are found. */
export const indexOf = (seal: Seal, table: CodeTable, to: string): Buffer => seal.index(to, kept[table]);
