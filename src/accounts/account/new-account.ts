import { epoch } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { newId, sixDigits } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Problems } from '../../errors.ts';
import { maskMobile } from '../../fields/china/mobile.ts';
import { fact } from '../facts.ts';
import { type Account, maskUsername } from './account.ts';
import * as store from './store.ts';

export const phoneTaken = fact('accounts.phone_taken');
export const usernameTaken = fact('accounts.username_taken');
const emailTaken = fact('accounts.email_taken');

/** 文化用户 and four digits: a name that says nothing of the person. */
const defaultNickname = () => `文化用户${sixDigits().slice(2)}`;

type Known = Partial<
  Pick<
    Account,
    'username' | 'phone' | 'email' | 'nickname' | 'regionCode' | 'over14' | 'termsAgreedAt' | 'termsVersion' | 'testOf'
  >
>;

/** Its first session may begin in the very second in which it is made. */
export const newAccount = (
  known: { [Key in keyof Known]: Known[Key] | undefined },
  passwordHash: string | undefined,
  at: Date,
): store.NewAccount => ({
  id: newId(),
  username: known.username,
  phone: known.phone,
  email: known.email,
  nickname: known.nickname ?? defaultNickname(),
  regionCode: known.regionCode,
  over14: known.over14,
  termsAgreedAt: known.termsAgreedAt,
  testOf: known.testOf,
  ...(known.termsVersion !== undefined && { termsVersion: known.termsVersion }),
  sessionsValidFrom: new Date(epoch(at) * 1000),
  createdAt: at,
  passwordHash,
});

export const asAccount = ({ passwordHash: _, ...account }: store.NewAccount): Account => ({
  ...account,
  emailVerified: false,
  lockedAt: undefined,
  deletedAt: undefined,
  updatedAt: account.createdAt,
});

/** Why the insert found no room. */
export async function taken(trx: Connection, seal: Seal, account: store.NewAccount): Promise<Problems> {
  const found = await store.findTaken(trx, seal, account);
  return {
    ...(found.username && { username: usernameTaken }),
    ...(found.phone && { phone: phoneTaken }),
    ...(found.email && { email: emailTaken }),
  };
}

/** The names of an account as an audit row may hold them, which stays when the account is deleted: masked. */
export const namesOf = ({ username, phone }: Pick<Account, 'username' | 'phone'>) => ({
  ...(username === undefined ? {} : { username: maskUsername(username) }),
  ...(phone === undefined ? {} : { phone: maskMobile(phone) }),
});
