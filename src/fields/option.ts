import { z } from 'zod';
import type { Fact } from '../fact.ts';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { issue } from './issue.ts';
import { partsOf, problemOfLines, tooMany } from './list.ts';
import { missing } from './text.ts';

type Options = Readonly<Record<string, string>>;

const choose = (label: string) => fact('fields.choose', { label });
const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/** By its code, or by its words as a workbook's drop-down list writes them. */
function codeOf(options: Options, typed: string): string | undefined {
  if (Object.hasOwn(options, typed)) return typed;
  const wanted = plain(typed);
  return Object.entries(options).find(([code, words]) => plain(code) === wanted || plain(words) === wanted)?.[0];
}

const among = (label: string, options: Options, typed: string) =>
  fact('fields.not_an_option', {
    label,
    typed: [...typed].slice(0, 20).join(''),
    options: Object.values(options),
  });

/** One of these: code → words. */
export const option = (label: string, options: Options, meta: z.GlobalMeta = {}) =>
  z
    .string(written(choose(label)))
    .transform((typed, ctx) => {
      const code = codeOf(options, typed);
      if (code !== undefined) return code;
      ctx.addIssue(issue(among(label, options, typed)));
      return z.NEVER;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'select', options });

const separator = /[\n,，、;；]/;

/** Some of these, in the order of the list. */
export function someOf(label: string, options: Options, meta: z.GlobalMeta = {}) {
  const most = Object.keys(options).length;
  return z
    .string(written(choose(label)))
    .transform((typed, ctx) => {
      const say = (problem: Fact) => ctx.addIssue(issue(problem));
      const list = partsOf(typed, { separator, most });
      if ('now' in list) {
        say(tooMany(label, most, list.now));
        return z.NEVER;
      }
      const chosen = new Set<string>();
      const unknown: Fact[] = [];
      for (const each of list.parts) {
        const code = codeOf(options, each);
        if (code === undefined) unknown.push(among(label, options, each));
        else chosen.add(code);
      }
      const problem = problemOfLines(unknown);
      if (problem !== undefined) say(problem);
      return Object.keys(options).filter((code) => chosen.has(code));
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'checks', options, as: { type: 'list', most } });
}

const yes = new Set(['1', 'true', 'yes', 'y', '是', '√', '有']);
const no = new Set(['0', 'false', 'no', 'n', '否', '×', '无']);

/** A checkbox: an empty value means no. */
export const yesNo = (label: string, meta: z.GlobalMeta = {}) =>
  z
    .string()
    .optional()
    .transform((typed, ctx) => {
      const word = plain(typed ?? '0');
      if (!yes.has(word) && !no.has(word)) ctx.addIssue(issue(fact('fields.yes_or_no', { label })));
      return yes.has(word);
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'check', as: { type: 'boolean' } });

/** Words of one's own, one a line or with commas between them. */
export const keywords = (label: string, { most, max, ...meta }: z.GlobalMeta & { most: number; max: number }) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const list = partsOf(typed, { separator, most });
      if ('now' in list) {
        ctx.addIssue(issue(tooMany(label, most, list.now, 'piece')));
        return z.NEVER;
      }
      const words = list.parts;
      const long = words.filter((word) => [...word].length > max);
      const problem = problemOfLines(
        long.map((word) => fact('fields.word_long', { label, typed: [...word].slice(0, 20).join(''), max })),
      );
      if (problem !== undefined) ctx.addIssue(issue(problem));
      return words;
    })
    .register(z.globalRegistry, { ...meta, title: label, control: 'lines', as: { type: 'list', most } });
