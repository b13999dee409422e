import { maskEmail } from '../../fields/account.ts';
import type { AccountNeeds } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { emailOf } from '../identifier.ts';
import { emailCodeLife } from '../limits.ts';
import type { CodeBudgets } from './code-budgets.ts';
import { createCodes } from './codes.ts';

type Needs = AccountNeeds & {
  budgets: CodeBudgets;
  deviceOf: (email: string, known: string | undefined) => Promise<string | undefined>;
};

/** Codes by e-mail. Typed in and no link: programs that read mail open links, and a code counts only in the browser that asked. */
export const createEmailCodes = ({ mail, words, budgets, deviceOf, ...needs }: Needs) =>
  createCodes(needs, {
    table: 'email_codes',
    read: emailOf,
    missing: fact('accounts.email_missing'),
    mask: maskEmail,
    life: emailCodeLife,
    speaks: false,
    send(trx, to, { code }) {
      const { say } = words('zh', 'citizen');
      const subject = say(fact('accounts.email_code_subject'));
      return mail.send(trx, { to, subject, text: say(fact('accounts.email_code', { code })) });
    },
    budgets,
    deviceOf,
  });

export type EmailCodes = ReturnType<typeof createEmailCodes>;
