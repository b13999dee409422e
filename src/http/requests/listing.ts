import { z } from 'zod';
import { isOffset } from '../../clock.ts';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';

/** How many entries a page of a list has; who asks for more gets the most there is. */
export const limit = z.coerce
  .number(written(fact('http.limit_form')))
  .int(written(fact('http.limit_form')))
  .min(1, written(fact('http.limit_form')))
  .transform((wanted) => Math.min(wanted, 200))
  .optional()
  .register(z.globalRegistry, { description: '一页多少条，默认 50，最多 200' });

/** The same under the name that the partner API has for it. */
export const pageSize = z.coerce
  .number(written(fact('http.page_size_form')))
  .int(written(fact('http.page_size_form')))
  .min(1, written(fact('http.page_size_form')))
  .transform((wanted) => Math.min(wanted, 200))
  .optional()
  .register(z.globalRegistry, { description: '一页多少条，默认 50，最多 200' });

/** A moment that narrows a list, with an offset that there is: 14:30-16:30 is none. */
export const instant = (name: string) => {
  const problem = written(fact('http.instant_form', { name }));
  return z.iso
    .datetime({ offset: true, error: problem })
    .refine((text) => isOffset(/Z$|[+-].{5}$/.exec(text)?.[0] ?? ''), problem);
};

export const cursor = z
  .string()
  .max(1_000, written(fact('http.cursor_form')))
  .optional()
  .register(z.globalRegistry, { description: '上一页的 next，筛选条件须与上一页相同' });

/** A page of a list; `next` is the cursor of the one after it. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().register(z.globalRegistry, { description: '没有下一页时为 null' }),
  });
