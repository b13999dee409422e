import { email, smsCode } from '../fields/account.ts';
import { normalMobile } from '../fields/china/mobile.ts';

/** Input of the one box of the login form. */
export type Identifier = { kind: 'phone' | 'email' | 'username'; value: string };

/** Never refuses: anything else is a user name that does not exist. */
export function identify(typed: string): Identifier {
  const phone = phoneOf(typed);
  if (phone !== undefined) return { kind: 'phone', value: phone };
  // Control characters go because PostgreSQL takes no NUL; no name holds one.
  const value = typed.normalize('NFKC').replace(/\p{C}/gu, '').trim().toLowerCase().slice(0, 254);
  return { kind: value.includes('@') ? 'email' : 'username', value };
}

export const phoneOf = (typed: string): string | undefined => normalMobile(typed.slice(0, 64));

/** An e-mail as accounts have it. */
export const emailOf = (typed: string): string | undefined => email().safeParse(typed.slice(0, 512).trim()).data;

/** The six digits, however they were written. */
export const codeOf = (typed: string): string | undefined => smsCode().safeParse(typed.slice(0, 64)).data;
