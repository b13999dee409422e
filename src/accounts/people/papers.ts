import { z } from 'zod';
import { written } from '../../fact.ts';
import { personName } from '../../fields/person-name.ts';
import { fact } from '../facts.ts';

/** Papers that carry a name, a picture and a date of birth. */
export const papers = {
  resident: '居民身份证',
  permit: '港澳台居民居住证',
  passport: '护照',
  foreigner: '外国人永久居留身份证',
} as const;
const isPaper = (name: string): name is keyof typeof papers => Object.hasOwn(papers, name);

/** The typed parts of the papers. */
export const papersForm = z.object({
  name: personName('证件上的姓名'),
  paper: z.string(written(fact('accounts.paper_missing'))).refine(isPaper, written(fact('accounts.paper_missing'))),
  birthYear: z
    .string()
    .optional()
    .transform((typed = '') => typed.normalize('NFKC').trim())
    .refine((typed) => typed === '' || /^(19|20)\d\d$/.test(typed), written(fact('accounts.birth_year_form')))
    .transform((typed) => (typed === '' ? undefined : Number(typed))),
});
