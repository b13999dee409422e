import { z } from 'zod';
import { missing } from './text.ts';

type Options = Readonly<Record<string, string>>;
const choose = (label: string) => `请选择${label}`;

/** One of these: value → words. */
export const select = <Choice extends Options>(label: string, options: Choice, meta: z.GlobalMeta = {}) =>
  z
    .string(choose(label))
    .refine((value): value is Extract<keyof Choice, string> => Object.hasOwn(options, value), choose(label))
    .meta({ ...meta, title: label, control: 'select', options });

/** Some of these, at least `min`. */
export const checks = <Choice extends Options>(
  label: string,
  options: Choice,
  { min = 1, ...meta }: z.GlobalMeta & { min?: number } = {},
) =>
  z
    .string(choose(label))
    .transform((value, ctx) => {
      const chosen = [...new Set(value.split('\n').filter(Boolean))];
      if (chosen.length < min || chosen.some((each) => !Object.hasOwn(options, each)))
        ctx.addIssue({ code: 'custom', message: choose(label) });
      return chosen.filter((each): each is Extract<keyof Choice, string> => Object.hasOwn(options, each));
    })
    .meta({ ...meta, title: label, control: 'checks', options });

/** A box to tick; `must` is what is said when it has to be ticked and is not. */
export const check = (label: string, must?: string, meta: z.GlobalMeta = {}) =>
  (must === undefined
    ? z
        .string()
        .optional()
        .transform((value) => value === '1')
    : z
        .string(must)
        .refine((value) => value === '1', must)
        .transform(() => true)
  ).meta({ ...meta, title: label, control: 'check' });

/** Uploads, by their ids, one a line. */
export const files = (
  label: string,
  {
    types,
    most,
    min = 1,
    least,
    ...meta
  }: z.GlobalMeta & {
    types: readonly string[];
    most: number;
    min?: number;
    least?: { width: number; height: number };
  },
) =>
  z
    .string(`请上传${label}`)
    .transform((value, ctx) => {
      const ids = [...new Set(value.split('\n').filter(Boolean))];
      if (ids.length < min || ids.some((id) => !/^[\da-f-]{36}$/.test(id)))
        ctx.addIssue({ code: 'custom', message: `请上传${label}` });
      if (ids.length > most)
        ctx.addIssue({ code: 'custom', message: `${label}最多 ${most} 个文件，现在是 ${ids.length} 个，请删去多余的` });
      return ids;
    })
    .meta({ ...meta, title: label, control: 'files', accept: { types, most, ...(least && { least }) } });

/** A day: 2026-12-05, also as people write it. */
export const date = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string(missing(label))
    .transform((value, ctx) => {
      const [, year = '', month = '', day = ''] =
        /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(value.normalize('NFKC').replace(/\s/g, '')) ?? [];
      const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      const read = new Date(`${written}T00:00:00Z`);
      if (!Number.isNaN(read.getTime()) && read.toISOString().startsWith(written)) return written;
      ctx.addIssue({ code: 'custom', message: `${label}应为日期，例如 2026-12-05` });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'date' });
