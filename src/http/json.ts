import { Problem } from '../errors.ts';
import { readBody } from './body.ts';
import type { Context } from './context.ts';

const unreadable = () => new Problem('bad_request', '请求体应为 UTF-8 编码的 JSON 对象');

/** The object that a program posted; no body counts as an empty one. No text of it holds what cannot be stored. */
export async function readJson(ctx: Context, limit = 64 * 1024): Promise<unknown> {
  const bytes = await readBody(ctx, limit);
  if (bytes.length === 0) return {};
  if (!ctx.is('application/json', 'application/merge-patch+json'))
    throw new Problem('unsupported_media_type', '请求体应为 application/json');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), (name, each: unknown) => {
      if (!isStorable(name) || (typeof each === 'string' && !isStorable(each))) throw unreadable();
      return each;
    });
  } catch {
    throw unreadable();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable();
  return value;
}

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();
