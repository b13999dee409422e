import { z } from 'zod';
import { partsOf, tooMany } from './list.ts';
import { missing } from './text.ts';

type Options = Readonly<Record<string, string>>;

const choose = (label: string) => `请选择${label}`;
const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/** By its code, or by its words as a workbook's drop-down list writes them. */
function codeOf(options: Options, typed: string): string | undefined {
  if (Object.hasOwn(options, typed)) return typed;
  const wanted = plain(typed);
  return Object.entries(options).find(([code, words]) => plain(code) === wanted || plain(words) === wanted)?.[0];
}

const among = (label: string, options: Options, typed: string) =>
  `${label}没有“${[...typed].slice(0, 20).join('')}”，可以选：${Object.values(options).join('、')}`;

/** One of these: code → words. */
export const option = (label: string, options: Options, meta: z.GlobalMeta = {}) =>
  z
    .string(choose(label))
    .transform((typed, ctx) => {
      const code = codeOf(options, typed);
      if (code !== undefined) return code;
      ctx.addIssue({ code: 'custom', message: among(label, options, typed) });
      return z.NEVER;
    })
    .meta({ ...meta, title: label, control: 'select', options });

const separator = /[\n,，、;；]/;

/** Some of these, in the order of the list. */
export function someOf(label: string, options: Options, meta: z.GlobalMeta = {}) {
  const most = Object.keys(options).length;
  return z
    .string(choose(label))
    .transform((typed, ctx) => {
      const say = (message: string) => ctx.addIssue({ code: 'custom', message });
      const list = partsOf(typed, { separator, most });
      if ('now' in list) {
        say(tooMany(label, most, list.now));
        return z.NEVER;
      }
      const chosen = new Set<string>();
      for (const each of list.parts) {
        const code = codeOf(options, each);
        if (code === undefined) say(among(label, options, each));
        else chosen.add(code);
      }
      return Object.keys(options).filter((code) => chosen.has(code));
    })
    .meta({ ...meta, title: label, control: 'checks', options, as: { type: 'list', most } });
}

const yes = new Set(['1', 'true', 'yes', 'y', '是', '√', '有']);
const no = new Set(['0', 'false', 'no', 'n', '否', '×', '无']);

/** A box to tick: what says nothing means no. */
export const yesNo = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string()
    .optional()
    .transform((typed, ctx) => {
      const word = plain(typed ?? '0');
      if (!yes.has(word) && !no.has(word)) ctx.addIssue({ code: 'custom', message: `${label}请填 是 或 否` });
      return yes.has(word);
    })
    .meta({ ...meta, title: label, control: 'check', as: { type: 'boolean' } });

/** Words of one's own, one a line or with commas between them. */
export const keywords = (label: string, { most, max, ...meta }: z.GlobalMeta & { most: number; max: number }) =>
  z
    .string(missing(label))
    .transform((typed, ctx) => {
      const list = partsOf(typed, { separator, most });
      if ('now' in list) {
        ctx.addIssue({ code: 'custom', message: tooMany(label, most, list.now, '个') });
        return z.NEVER;
      }
      const words = list.parts;
      const long = words.find((word) => [...word].length > max);
      if (long !== undefined)
        ctx.addIssue({
          code: 'custom',
          message: `${label}“${[...long].slice(0, 20).join('')}”太长，每个最多 ${max} 个字`,
        });
      return words;
    })
    .meta({ ...meta, title: label, control: 'lines', as: { type: 'list', most } });
