import { maskMobile } from '../../fields/china/mobile.ts';
import type { AccountNeeds } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { phoneOf } from '../identifier.ts';
import { codeLife } from '../limits.ts';
import type { CodeBudgets } from './code-budgets.ts';
import type { CodeGuess, CodeRequest } from './codes.ts';
import { createCodes } from './codes.ts';

type Needs = AccountNeeds & {
  budgets: CodeBudgets;
  deviceOf: (phone: string, known: string | undefined) => Promise<string | undefined>;
};

type ByPhone<Asked> = Omit<Asked, 'to'> & { phone: string };
export type SmsCodeRequest = ByPhone<CodeRequest>;
export type SmsCodeGuess = ByPhone<CodeGuess>;
/** The same of one purpose, which the verb names. */
export type CodeGuessByPhone = { phone: string; binding: string; code: string; address?: string };

/** Codes by short message, or spoken in a call. */
export function createSmsCodes({ sms, words, budgets, deviceOf, ...needs }: Needs) {
  const codes = createCodes(needs, {
    table: 'sms_codes',
    read: phoneOf,
    missing: fact('accounts.mobile_missing'),
    mask: maskMobile,
    life: codeLife,
    speaks: sms.speaks,
    send(trx, phone, { code, purpose, voice }) {
      const said = words('zh', 'citizen').say(fact('accounts.code_message', { code, purpose }));
      return sms.send(trx, phone, said, { code, voice });
    },
    budgets,
    deviceOf,
  });
  return {
    request: ({ phone, ...asked }: SmsCodeRequest) => codes.request({ ...asked, to: phone }),
    check: ({ phone, ...asked }: SmsCodeGuess) => codes.check({ ...asked, to: phone }),
  };
}

export type SmsCodes = ReturnType<typeof createSmsCodes>;
