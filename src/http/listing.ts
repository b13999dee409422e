import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../errors.ts';

/** How many entries a page of a list has; who asks for more gets the most there is. */
export const limit = z.coerce
  .number('limit 应为 1 到 200 的整数')
  .int('limit 应为 1 到 200 的整数')
  .min(1, 'limit 应为 1 到 200 的整数')
  .transform((wanted) => Math.min(wanted, 200))
  .optional()
  .meta({ description: '一页多少条，默认 50，最多 200' });

/** The same under the name that the partner API has for it. */
export const pageSize = z.coerce
  .number('page_size 应为 1 到 200 的整数')
  .int('page_size 应为 1 到 200 的整数')
  .min(1, 'page_size 应为 1 到 200 的整数')
  .transform((wanted) => Math.min(wanted, 200))
  .optional()
  .meta({ description: '一页多少条，默认 50，最多 200' });

export const cursor = z
  .string()
  .max(1_000, 'cursor 应原样取自上一页的 next')
  .optional()
  .meta({ description: '上一页的 next，筛选条件须与上一页相同' });

/** A page of a list; `next` is the cursor of the one after it. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().meta({ description: '没有下一页时为 null' }) });

/** Where a page ends, bound to what was asked for: with another filter it is refused. */
export const writeCursor = (filter: object, place: readonly string[]): string =>
  Buffer.from(JSON.stringify([fingerprint(filter), ...place])).toString('base64url');

const stored = z.array(z.string()).min(1);

export function readCursor(filter: object, text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    value = undefined;
  }
  const [made, ...place] = stored.safeParse(value).data ?? [];
  if (made !== fingerprint(filter)) throw strange();
  return place;
}

const strange = () => new Problem('bad_request', 'cursor 应原样取自上一页的 next，筛选条件须与上一页相同');

const placed = z.tuple([z.iso.datetime(), z.uuid()]);

/** Where a list by time and id goes on; anybody can write a cursor, so that nothing of it is taken for granted. */
export function readPlace(filter: object, text: string): { at: Date; id: string } {
  const found = placed.safeParse(readCursor(filter, text));
  if (!found.success) throw strange();
  const [at, id] = found.data;
  return { at: new Date(at), id };
}

/** The same for a list by number. */
export function readNumber(filter: object, text: string): number {
  const [number = ''] = readCursor(filter, text);
  if (!/^\d{1,15}$/.test(number)) throw strange();
  return Number(number);
}

const fingerprint = (filter: object) =>
  createHash('sha256').update(JSON.stringify(filter)).digest('base64url').slice(0, 8);
