import { z } from 'zod';
import { foldPassword, isCommonPassword } from '../crypto/common-passwords.ts';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { missing, text, unreadable } from './text.ts';

/** A login name. It can never look like a phone number or an e-mail address, so that one box takes all three. */
export const username = (label = '用户名') =>
  z
    .string(written(missing(label)))
    .transform((typed) => typed.normalize('NFKC').toLowerCase())
    .superRefine((name, ctx) => {
      const problem = !/^[a-z\d._\-\p{Script=Han}]{4,32}$/u.test(name)
        ? fact('fields.username_form', { label })
        : !/[a-z\p{Script=Han}]/u.test(name)
          ? fact('fields.username_digits', { label })
          : undefined;
      if (problem) ctx.addIssue(issue(problem));
    })
    .register(z.globalRegistry, { title: label });

export const nickname = (label = '昵称') => text(label, { max: 20 });

const shortest = 8;
export const longestPassword = 128;

/** The problem with a chosen password; `own` are the identifiers of the account. */
export function passwordProblem(
  password: string,
  own: readonly (string | undefined)[] = [],
  label = '密码',
): Fact | undefined {
  const length = [...password.normalize('NFKC')].length;
  if (/[\p{Cc}\p{Cs}]/u.test(password)) return unreadable(label);
  if (length < shortest) return fact('fields.password_short', { label, min: shortest });
  if (length > longestPassword) return fact('fields.password_long', { label, max: longestPassword, now: length });
  if (own.some((name) => name && foldPassword(name) === foldPassword(password)))
    return fact('fields.password_own_name', { label });
  return isCommonPassword(password) ? fact('fields.password_common', { label }) : undefined;
}

/** A password to be set: long enough and not common, and no rules about its composition. */
export const newPassword = (label = '密码') =>
  z
    .string(written(missing(label)))
    .superRefine((password, ctx) => {
      const problem = passwordProblem(password, [], label);
      if (problem) ctx.addIssue(issue(problem));
    })
    .register(z.globalRegistry, { title: label, control: 'password' });

/** w***@example.cn */
export const maskEmail = (address: string): string => address.replace(/^(.).*(?=@)/, '$1***');

/** Six digits in whatever way a phone, a keyboard or a person wrote them. */
export const smsCode = (label = '验证码') =>
  z
    .string(written(missing(label)))
    .transform((typed) => typed.normalize('NFKC').replace(/[\s\u200b\-\u2010-\u2015\u2212]/g, ''))
    .refine((code) => /^\d{6}$/.test(code), written(fact('fields.code_form', { label })))
    .register(z.globalRegistry, { title: label, control: 'one-time-code' });

const address =
  /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/;

/** In lower case: mail servers that distinguish a@ from A@ exist only in the standard. */
export const email = (label = '邮箱') =>
  z
    .string(written(missing(label)))
    .transform((typed) => typed.normalize('NFKC').toLowerCase())
    .refine(
      (typed) => typed.length <= 254 && typed.indexOf('@') <= 64 && address.test(typed),
      written(fact('fields.email_form', { label })),
    )
    .register(z.globalRegistry, { title: label, control: 'email' });
