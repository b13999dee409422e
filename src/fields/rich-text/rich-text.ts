import { z } from 'zod';
import type { Fact } from '../../fact.ts';
import { written } from '../../fact.ts';
import { issue } from '../issue.ts';
import { countCharacters, missing, tooLong, unreadable } from '../text.ts';
import { plainText, writeHtml } from './blocks.ts';
import { readBlocks } from './reader.ts';

/** HTML may take four characters for each visible one; more is styles that are dropped. */
const rawOf = (max: number) => 4 * max;

/** A long text with paragraphs, headings, lists and links: plain text, or HTML of which the allowed part is kept. */
export const richText = (label: string, { max, ...meta }: z.GlobalMeta & { max: number }) =>
  z
    .string(written(missing(label)))
    .transform((typed, ctx) => {
      const say = (problem: Fact) => {
        ctx.addIssue(issue(problem));
        return z.NEVER;
      };
      const read = readBlocks(typed);
      if ('problem' in read) return say(read.problem(label));
      const words = plainText(read.blocks);
      if (words === '') return say(missing(label));
      if (hidden.test(words)) return say(unreadable(label));
      const now = countCharacters(words.replaceAll('\n', ''));
      return now > max ? say(tooLong(label, max, now)) : writeHtml(read.blocks);
    })
    .register(z.globalRegistry, { ...meta, title: label, max, raw: rawOf(max), control: 'textarea', rich: true });

const hidden = /[\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
