import { readFileSync } from 'node:fs';
import { notFound } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { fact } from '../facts.ts';

const types: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mp3: 'audio/mpeg',
  vtt: 'text/vtt; charset=utf-8',
  epub: 'application/epub+zip',
};
const kept = new Map<string, Buffer>();

/** A film, a recording, captions or the sample of a book; in parts where a player asks for them (RFC 9110 14), as iPhones do. */
export function sendMedium(ctx: Context, name: string): void {
  const [, ending = ''] = /^[a-z]+\.([a-z0-9]+)$/.exec(name) ?? [];
  const type = types[ending];
  const bytes = type === undefined ? undefined : read(name);
  if (type === undefined || bytes === undefined) throw notFound(fact('demo.no_such_page'));
  ctx.set({
    ...{ 'Accept-Ranges': 'bytes', 'Cache-Control': 'public, max-age=3600', 'Content-Type': type },
    'Cross-Origin-Resource-Policy': 'cross-origin', // played on the pages of the Cloud
  });
  const [, from = '', until = ''] = /^bytes=(\d*)-(\d*)$/.exec(ctx.get('range')) ?? [];
  if (from === '' && until === '') {
    ctx.status = 200;
    ctx.body = bytes;
    return;
  }
  const start = from === '' ? Math.max(0, bytes.length - Number(until)) : Number(from);
  const end = from === '' || until === '' ? bytes.length - 1 : Math.min(Number(until), bytes.length - 1);
  if (start > end) {
    ctx.status = 416;
    ctx.set('Content-Range', `bytes */${bytes.length}`);
    return;
  }
  ctx.status = 206;
  ctx.set('Content-Range', `bytes ${start}-${end}/${bytes.length}`);
  ctx.body = bytes.subarray(start, end + 1);
}

function read(name: string): Buffer | undefined {
  const known = kept.get(name);
  if (known !== undefined) return known;
  try {
    const bytes = readFileSync(new URL(`media/${name}`, import.meta.url));
    kept.set(name, bytes);
    return bytes;
  } catch {
    return undefined;
  }
}
