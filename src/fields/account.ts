import { z } from 'zod';
import { foldPassword, isCommonPassword } from '../crypto/common-passwords.ts';
import { missing, shouldBe, text, unreadable } from './text.ts';

/** A login name. It can never look like a phone number or an e-mail address, so that one box takes all three. */
export const username = (label = '用户名') =>
  z
    .string(missing(label))
    .transform((typed) => typed.normalize('NFKC').toLowerCase())
    .superRefine((name, ctx) => {
      const problem = !/^[a-z\d._\-\p{Script=Han}]{4,32}$/u.test(name)
        ? shouldBe(label, ' 4 到 32 个字母、数字、汉字或 . _ -')
        : !/[a-z\p{Script=Han}]/u.test(name)
          ? `${label}不能全是数字，请加上字母或汉字`
          : undefined;
      if (problem) ctx.addIssue({ code: 'custom', message: problem });
    })
    .meta({ title: label });

export const nickname = (label = '昵称') => text(label, { max: 20 });

const [shortest, longest] = [8, 128];

/** What is wrong with a password that somebody chooses; `own` are the names by which the account is found. */
export function passwordProblem(
  password: string,
  own: readonly (string | undefined)[] = [],
  label = '密码',
): string | undefined {
  const length = [...password.normalize('NFKC')].length;
  if (/[\p{Cc}\p{Cs}]/u.test(password)) return unreadable(label);
  if (length < shortest) return `${label}至少 ${shortest} 位`;
  if (length > longest) return `${label}最多 ${longest} 位，现在是 ${length} 位`;
  if (own.some((name) => name && foldPassword(name) === foldPassword(password)))
    return `${label}不能与用户名、手机号相同，请换一个`;
  return isCommonPassword(password) ? `这个${label}太常见，容易被猜中，请换一个` : undefined;
}

/** A password to be set: long enough and not common, and no rules about its composition. */
export const newPassword = (label = '密码') =>
  z
    .string(missing(label))
    .superRefine((password, ctx) => {
      const problem = passwordProblem(password, [], label);
      if (problem) ctx.addIssue({ code: 'custom', message: problem });
    })
    .meta({ title: label, control: 'password' });

type OwnNames = Partial<Record<'password' | 'username' | 'phone' | 'email', string | undefined>>;

/** For `superRefine` on a form that sets a password beside the names of the account. */
export function passwordIsNotOwnName({ password, username, phone, email }: OwnNames, ctx: z.RefinementCtx): void {
  const problem = password && passwordProblem(password, [username, phone, email]);
  if (problem) ctx.addIssue({ code: 'custom', path: ['password'], message: problem });
}

/** w***@example.cn */
export const maskEmail = (address: string): string => address.replace(/^(.).*(?=@)/, '$1***');

/** A password to be compared: whatever its owner once chose, within reason. */
export const enteredPassword = (label = '密码') =>
  z.string(missing(label)).max(1024, `${label}最多 ${longest} 位`).meta({ title: label, control: 'password' });

/** Six digits in whatever way a phone, a keyboard or a person wrote them. */
export const smsCode = (label = '验证码') =>
  z
    .string(missing(label))
    .transform((typed) => typed.normalize('NFKC').replace(/[\s\u200b\-\u2010-\u2015\u2212]/g, ''))
    .refine((code) => /^\d{6}$/.test(code), `${label}是 6 位数字`)
    .meta({ title: label, control: 'one-time-code' });

const address =
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/;

/** In lower case: mail servers that tell a@ from A@ exist only in the standard. */
export const email = (label = '邮箱') =>
  z
    .string(missing(label))
    .transform((typed) => typed.normalize('NFKC').toLowerCase())
    .refine(
      (typed) => typed.length <= 254 && typed.indexOf('@') <= 64 && address.test(typed),
      shouldBe(label, ' name@example.cn 这样的地址'),
    )
    .meta({ title: label, control: 'email' });
