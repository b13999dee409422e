import { gunzipSync } from 'node:zlib';
import type { createApi } from './api.ts';

type Call = ReturnType<typeof createApi>;
type Item = Readonly<Record<string, unknown>>;

const itemsOf = (body: Readonly<Record<string, unknown>>): Item[] => (Array.isArray(body.items) ? body.items : []);

/** A list to its end, a small page at a time. */
export async function walk(call: Call, path: string, size = 3): Promise<Item[]> {
  const found: Item[] = [];
  for (let next: unknown = ''; next !== null; ) {
    const cursor = next === '' ? '' : `&cursor=${encodeURIComponent(String(next))}`;
    const { body } = await call('get', `${path}${path.includes('?') ? '&' : '?'}page_size=${size}${cursor}`);
    found.push(...itemsOf(body));
    next = body.next ?? null;
  }
  return found;
}

/** The copy of a reader that follows the changes: entries by id, from the beginning or on from a copy. */
export async function follow(
  call: Call,
  { copy = new Map<string, Item>(), cursor = '' }: { copy?: Map<string, Item>; cursor?: string } = {},
): Promise<{ copy: Map<string, Item>; cursor: string; told: string[] }> {
  const told: string[] = [];
  for (let at = cursor; ; ) {
    const more = at === '' ? '' : `&cursor=${encodeURIComponent(at)}`;
    const { body } = await call('get', `/open/changes?page_size=4${more}`);
    for (const { id, status, resource } of itemsOf(body)) {
      told.push(`${status} ${id}`);
      if (status === 'published') copy.set(String(id), Object(resource));
      else copy.delete(String(id));
    }
    at = String(body.next);
    if (body.has_more !== true) return { copy, cursor: at, told };
  }
}

/** The lines of an export. */
export const linesIn = (file: Buffer): Item[] =>
  gunzipSync(file)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
