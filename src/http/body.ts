import { Problem } from '../errors.ts';
import { isReadable } from '../fields/text.ts';
import type { Context } from './context.ts';

export type Form = Readonly<Record<string, string>>;

const kilobytes = (n: number) => n * 1024;

/** The fields of a posted form. UTF-8 or nothing, no NUL, no field twice, at most `limit` bytes. */
export async function readForm(ctx: Context, limit = kilobytes(64)): Promise<Form> {
  if (!ctx.is('application/x-www-form-urlencoded')) {
    throw new Problem('unsupported_media_type', '请用页面上的表单提交');
  }
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(await readText(ctx, limit))) {
    if (name in form) throw new Problem('bad_request', `“${name}”出现了两次，请返回页面重新提交`);
    if (!isReadable(name) || !isReadable(value))
      throw new Problem('bad_request', '内容中有不能识别的字符，请删去后再提交');
    form[name] = value;
  }
  return form;
}

/** At most `limit` bytes; more is refused before it is read. */
export async function readBody(ctx: Context, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving a `for await` early would destroy the request, and no answer could be sent.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) throw new Problem('payload_too_large', `提交的内容太长，最多 ${Math.floor(limit / 1024)} KB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readText(ctx: Context, limit: number): Promise<string> {
  const text = (await readBody(ctx, limit)).toString('latin1');
  try {
    // Percent-encoded bytes that are not UTF-8 would otherwise silently become replacement characters.
    decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Problem('bad_request', '内容不是 UTF-8 编码，请用页面上的表单提交');
  }
  return text;
}
