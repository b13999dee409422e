import { after, type Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { hashToken, newId, sixDigits } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import type { Fact, Words } from '../../fact.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import type { Sms } from '../../sms/service.ts';
import { fact } from '../facts.ts';
import { codeOf, phoneOf } from '../identifier.ts';
import { codeLife, codeTries, limits } from '../limits.ts';
import type { Worked } from '../work.ts';
import type { CodeBudgets, CodeRefused } from './code-budgets.ts';
import * as store from './code-store.ts';

type Purpose = store.Purpose;
type CodeSubject = { purpose: Purpose; phone: string; binding: string };
type Request = CodeSubject & {
  address: string;
  /** The cookie of the browser, where it has one. */
  knownDevice?: string | undefined;
  worked?: Worked | undefined;
  /** 语音播报: by a call instead of a message. */
  voice?: boolean;
};
export type CodeRequested =
  | {
      masked: string;
      secondsLeft: number;
      spoken: boolean;
      /** The second one for the same: whoever asks may not have got the first. */
      again: boolean;
      /** Whether it can be said aloud. */
      speaks: boolean;
    }
  | CodeRefused;
export type CodeChecked =
  | { correct: true }
  | { problem: Fact /** A guess was spent. */; wrong?: true /** A new one is on its way. */; resent?: true };

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  sms: Pick<Sms, 'send' | 'speaks'>;
  words: Words;
  budgets: CodeBudgets;
  /** The id of a browser on which the owner of the number has signed in before. */
  deviceOf: (phone: string, known: string | undefined) => Promise<string | undefined>;
};

const noPhone = fact('accounts.mobile_missing');
const wrongCode = fact('accounts.wrong_code');
const spent = fact('accounts.code_spent', { tries: codeTries });

/**
 * Codes by short message. A request looks up no account: it answers and sends the same for every number, and only who reads the
 * message learns, after a right code, whether the number is registered.
 */
export function createSmsCodes({ db, clock, seal, sms, words, budgets, deviceOf }: Needs) {
  const keyOf = (phone: string, { purpose, binding }: CodeSubject): store.CodeKey => ({
    phone: seal.index(phone, 'sms_codes phone'),
    purpose,
    binding: hashToken(binding),
  });
  const hashOf = (code: string, phone: string, { purpose, binding }: CodeSubject) =>
    seal.index([code, phone, purpose, binding].join('\0'), 'sms_codes code');

  async function request(asked: Request): Promise<CodeRequested> {
    const phone = phoneOf(asked.phone);
    if (phone === undefined) return { problem: noPhone, retryAfter: 0 };
    const { purpose, binding, address, knownDevice, worked } = asked;
    const device = await deviceOf(phone, knownDevice);
    const refused = await budgets.refusal({ purpose, phone, binding, address, device, worked });
    if (refused) return refused;
    const code = sixDigits();
    const at = clock.now();
    const voice = asked.voice === true && sms.speaks;
    const said = words('zh', 'citizen').say(fact('accounts.code_message', { code, purpose }));
    const before = await db.transaction(async (trx) => {
      const hash = hashOf(code, phone, asked);
      const made = await store.insert(trx, {
        ...keyOf(phone, asked),
        id: newId(),
        hash,
        at,
        expiresAt: after(at, codeLife),
      });
      await sms.send(trx, phone, said, { code, voice });
      return made;
    });
    return {
      ...{ masked: maskMobile(phone), secondsLeft: limits.codeCooling.per },
      ...{ spoken: voice, again: before > 0, speaks: sms.speaks },
    };
  }

  /** Why the newest code takes no guess. With the address of who asks, an expired one is replaced at once. */
  async function whyNot(asked: CodeSubject & { address?: string | undefined }, phone: string): Promise<CodeChecked> {
    const newest = await store.findNewest(db, keyOf(phone, asked));
    if (newest === undefined) return { problem: fact('accounts.code_not_asked') };
    if (newest.used_at !== null) return { problem: fact('accounts.code_used') };
    if (newest.tries >= codeTries) return { problem: spent };
    const { address } = asked;
    if (address === undefined || !('masked' in (await request({ ...asked, address }))))
      return { problem: fact('accounts.code_expired') };
    return { problem: fact('accounts.code_sent_again'), resent: true };
  }

  return {
    request,

    /** A right code is right once, for the phone, purpose and binding that it was asked for. */
    async check(asked: CodeSubject & { code: string; address?: string | undefined }): Promise<CodeChecked> {
      const phone = phoneOf(asked.phone);
      if (phone === undefined) return { problem: noPhone };
      const code = codeOf(asked.code);
      if (code === undefined) return { problem: fact('accounts.code_form') };
      const guessed = await store.guess(db, keyOf(phone, asked), hashOf(code, phone, asked), clock.now(), codeTries);
      if (guessed === undefined) return whyNot(asked, phone);
      if (guessed.correct) return { correct: true };
      return { problem: guessed.tries < codeTries ? wrongCode : spent, wrong: true };
    },
  };
}

export type SmsCodes = ReturnType<typeof createSmsCodes>;
