import type { Call, Row } from './call.ts';
import { rowsIn } from './reading.ts';

/** A field of 试一试, with the value of the example. */
type TryField = { name: string; place: 'path' | 'query' | 'header'; required: boolean; value: string };
export type Trying = {
  path: string;
  fields: readonly TryField[];
  media?: string;
  /** The body of the example; undefined without one. */
  body?: string;
  isFile: boolean;
};

/** The form for making a call from its page, filled in from the example. */
export function tryingOf({ method, path, asked, media, example }: Call): Trying {
  const [bare = '', query = ''] = (example?.request.path ?? path).split('?');
  const named = new RegExp(`^${path.replaceAll(/[.:]/g, '\\$&').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)')}$`).exec(
    bare,
  )?.groups;
  const given = new URLSearchParams(query);
  const headers = new Map(Object.entries(example?.request.headers ?? {}));
  const fields = (place: TryField['place'], shownOf: (row: Row) => string) =>
    rowsIn(asked, place)
      .filter(({ name }) => name !== 'Authorization')
      .map((row) => ({ name: row.name, place, required: row.required, value: shownOf(row) }));
  const { body, file } = example?.request ?? {};
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const takesBody = method !== 'GET' && media !== undefined && file === undefined;
  return {
    path,
    fields: [
      ...fields('path', ({ name }) => decodeURIComponent(named?.[name] ?? '')),
      ...fields('query', ({ name }) => given.get(name) ?? ''),
      ...fields('header', ({ name }) => (name === 'Idempotency-Key' ? '' : (headers.get(name) ?? ''))),
    ],
    ...(media !== undefined && { media }),
    ...(takesBody && { body: text ?? '{}' }),
    isFile: file !== undefined,
  };
}
