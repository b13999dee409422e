import { z } from 'zod';
import { written } from '../fact.ts';
import { fact } from './facts.ts';
import { firstCharacter, missing, text } from './text.ts';

/** A person's name: the dot of translated names in its one spelling (U+00B7), no digits. */
export const personName = (label = '姓名') =>
  z
    .string(written(missing(label)))
    .transform((typed) =>
      typed
        .split(/[\u2022\u30fb\uff0e\u2027]/)
        .map((part) => part.trim())
        .join('·'),
    )
    .pipe(text(label, { max: 50 }).refine((name) => !/\d/.test(name), written(fact('fields.name_digits', { label }))))
    .register(z.globalRegistry, { title: label, max: 50 });

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name within a line: one that is written from the right, as Uyghur ones are, else draws the numbers and brackets beside it to its side. */
export const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name);

/** 张*, however long the name is: its length would reveal too much. */
export const maskName = (name: string): string => isolated(`${firstCharacter(name)}*`);
