import { z } from 'zod';
import { days, hours, startOf, timeOfDay } from '../../clock.ts';
import { written } from '../../fact.ts';
import { newPassword, nickname, passwordProblem, username } from '../../fields/account.ts';
import { missing } from '../../fields/text.ts';
import type { Rule } from '../../http/limits/throttle.ts';
import { fact } from './facts.ts';

/** Of one guardian: managed, waiting, and handed over or taken back within a year, so that no row of them becomes a row of grown-ups. */
export const mostChildren = 5;
export const childrenCounted = days(365);
/** Unanswered requests of a child for platforms, at most. */
export const mostAsked = 20;
/** The words above the form that a guardian agrees by: another number with every change of them (views/family/new.ejs). */
export const textVersion = '2026-11';

export const limits = {
  added: { limit: 20, per: hours(1) },
  takenOver: { limit: 20, per: hours(1) },
} as const satisfies Record<string, Rule>;

/** The claims of a child for platforms, whatever is requested: there is no phone, e-mail or region. */
export const platformScopes = ['profile', 'age_range'] as const;
/** The hours of children at the Cloud: by day, in Beijing. */
const wakes = '06:00';
const rests = '22:00';
export const isChildsHour = (now: Date): boolean => timeOfDay(now) >= wakes && timeOfDay(now) < rests;
/** The stored data of a child. */
export const childFields = ['nickname', 'birth_year', 'username'] as const;

const birthYear = () =>
  z
    .string(written(fact('family.year_form')))
    .transform((typed) => typed.normalize('NFKC'))
    .refine((typed) => /^(19|20)\d\d$/.test(typed), written(fact('family.year_form')))
    .transform(Number)
    .meta({ title: '出生年份' });

export const added = z.object({
  nickname: nickname('孩子的昵称'),
  birthYear: birthYear(),
  username: username('孩子的用户名'),
  password: newPassword('孩子的密码'),
});
const nextPassword = '新密码';
export const changedPassword = z.object({ password: newPassword(nextPassword) });
/** The problem with a new password for a child of that name. */
export const nextPasswordProblem = (password: string, own: string) => passwordProblem(password, [own], nextPassword);

/** The problem with the password that a child chooses for itself. */
export const ownPasswordProblem = (password: string, own: string | undefined) =>
  password === '' ? missing(nextPassword) : passwordProblem(password, [own], nextPassword);

/** Days before the date when guardian and child are notified. */
export const soonDays = 30;
/** Only the year of birth is kept: from this moment on a child is certainly 14, and belongs to itself. */
export const handoverDay = (birthYear: number): Date => startOf(`${birthYear + 15}-01-01`);
/** The last year of birth that is certainly 14 in this one. */
export const lastYear = (thisYear: number): number => thisYear - 15;

/** Under 14, or in the year of the fourteenth birthday, where the guardian knows best. */
export const isChild = (year: number, thisYear: number): boolean => year <= thisYear && thisYear - year <= 14;
