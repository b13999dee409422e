import { z } from 'zod';
import { isId } from '../crypto/secrets.ts';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { partsOf, problemOfLines, tooMany } from './list.ts';

type Options = Readonly<Record<string, string>>;
const choose = (label: string) => fact('fields.choose', { label });

/** One of these: value → words. */
export const select = <Choice extends Options>(label: string, options: Choice, meta: z.GlobalMeta = {}) =>
  z
    .string(written(choose(label)))
    .refine((value): value is Extract<keyof Choice, string> => Object.hasOwn(options, value), written(choose(label)))
    .register(z.globalRegistry, { ...meta, title: label, control: 'select', options });

/** Some of these, at least `min`. */
export const checks = <Choice extends Options>(
  label: string,
  options: Choice,
  { min = 1, ...meta }: z.GlobalMeta & { min?: number } = {},
) =>
  z
    .string(written(choose(label)))
    .transform((value, ctx) => {
      const list = partsOf(value, { most: Object.keys(options).length });
      const chosen = 'parts' in list ? list.parts : [];
      if ('now' in list || chosen.length < min || chosen.some((each) => !Object.hasOwn(options, each)))
        ctx.addIssue(issue(choose(label)));
      return chosen.filter((each): each is Extract<keyof Choice, string> => Object.hasOwn(options, each));
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'checks', options });

/** A checkbox; `must` is the problem if it has to be ticked and is not. */
export const check = (label: string, must?: Fact, meta: z.GlobalMeta = {}) =>
  (must === undefined
    ? z
        .string()
        .optional()
        .transform((value) => value === '1')
    : z
        .string(written(must))
        .refine((value) => value === '1', written(must))
        .transform(() => true)
  ).register(z.globalRegistry, { ...meta, title: label, control: 'check' });

/** The content of a field of uploads: the id of one, or the address of a picture to fetch. */
export const isFetched = (line: string) =>
  line.length <= 255 && URL.canParse(line) && new URL(line).protocol === 'https:';

/** The problem with a line that is neither an upload nor a usable address. */
function fileProblem(label: string, line: string, orAddress: boolean): Fact {
  if (/^http:\/\//i.test(line)) return fact('fields.not_https', { label });
  if (line.length > 255) return fact('fields.address_long', { label });
  const words = [...line].slice(0, 40).join('');
  return orAddress
    ? fact('fields.not_an_address', { label, typed: words })
    : fact('fields.not_an_upload', { label, typed: words });
}

/** Uploads, by their ids, one a line; `orAddress`: or where a picture is fetched from. */
export const files = (
  label: string,
  {
    types,
    most,
    min = 1,
    least,
    orAddress = false,
    ...meta
  }: z.GlobalMeta & {
    orAddress?: boolean;
    types: readonly string[];
    most: number;
    min?: number;
    least?: { width: number; height: number };
  },
) =>
  z
    .string(written(fact('fields.upload', { label })))
    .transform((value, ctx) => {
      const list = partsOf(value, { most });
      if ('now' in list) {
        ctx.addIssue(issue(tooMany(label, most, list.now, 'file')));
        return z.NEVER;
      }
      const ids = list.parts;
      const wrong = problemOfLines(
        ids.filter((id) => !isId(id) && !(orAddress && isFetched(id))).map((id) => fileProblem(label, id, orAddress)),
      );
      if (ids.length < min) ctx.addIssue(issue(fact('fields.upload', { label })));
      else if (wrong !== undefined) ctx.addIssue(issue(wrong));
      return ids;
    })
    .register(z.globalRegistry, {
      ...meta,
      title: label,
      control: 'files',
      accept: { types, most, ...(least && { least }) },
      raw: 400 * (most + 1),
    });
