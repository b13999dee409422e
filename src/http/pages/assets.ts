import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { transportSecurity } from '../security-headers.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
};

const encodings = ['br', 'gzip', 'identity'] as const;
type Encoding = (typeof encodings)[number];

type File = { type: string; hash: string; body: (encoding: Encoding) => Buffer };

/** The files of `dir`, held in memory and answered before the application: they need neither session nor database. */
export function createAssets({ dir, publicUrl }: { dir: string; publicUrl: URL }) {
  const secure = transportSecurity(publicUrl);
  const files = new Map(readdirSync(dir).flatMap((name) => read(dir, name)));
  const fileOf = (path: string) => {
    if (path === '/favicon.ico') return files.get('mark.svg');
    return path.startsWith('/public/') ? files.get(path.slice('/public/'.length)) : undefined;
  };

  return {
    /** The address of a file for a view. It carries the hash of the content, so browsers may keep it for ever. */
    href(name: string): string {
      const file = files.get(name);
      if (file === undefined) throw new Error(`There is no public file ${name}`);
      return `/public/${name}?v=${file.hash}`;
    },
    /** Answers `/public/…` and `/favicon.ico`; false for every other path. */
    handle(req: IncomingMessage, res: ServerResponse): boolean {
      const { url = '' } = req;
      if (!url.startsWith('/public/') && !url.startsWith('/favicon.ico')) return false;
      const [path = '', query = ''] = url.split('?', 2);
      if (!path.startsWith('/public/') && path !== '/favicon.ico') return false;
      const file = fileOf(path);
      if (file === undefined) refuse(res, 404, secure, '没有这个文件。\n');
      else if (req.method !== 'GET' && req.method !== 'HEAD')
        refuse(res, 405, { ...secure, allow: 'GET, HEAD' }, '这个文件只能读取。\n');
      else answer(req, res, file, { isVersioned: query === `v=${file.hash}`, secure });
      return true;
    },
  };
}

export type Assets = ReturnType<typeof createAssets>;

function read(dir: string, name: string): [string, File][] {
  const type = types[extname(name)];
  if (type === undefined) return [];
  const file = readFileSync(join(dir, name));
  const plain = type.startsWith('text/css') ? Buffer.from(withoutComments(file.toString())) : file;
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 16);
  const made = new Map<Encoding, Buffer>([['identity', plain]]);
  // Compressed when first asked for: the start of a node does not wait for it.
  const body = (encoding: Encoding) => {
    const known = made.get(encoding) ?? compress(plain, encoding);
    made.set(encoding, known);
    return known;
  };
  return [[name, { type, hash, body }]];
}

/** A stylesheet without comments and indents: nothing is painted before it has come. Strings stay as they are. */
const withoutComments = (css: string): string =>
  css.replace(/("[^"\n]*"|'[^'\n]*')|\/\*[\s\S]*?\*\//g, (_, text: string = '') => text).replace(/\n\s*/g, '\n');

const compress = (plain: Buffer, encoding: Encoding) =>
  encoding === 'br'
    ? brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
    : gzipSync(plain, { level: 9 });

type Headers = { isVersioned: boolean; secure: Record<string, string> };

function answer(req: IncomingMessage, res: ServerResponse, file: File, { isVersioned, secure }: Headers) {
  const encoding = file.type.startsWith('image/png')
    ? 'identity'
    : preferred(String(req.headers['accept-encoding'] ?? ''));
  // Strong: each encoding is another sequence of bytes.
  const etag = encoding === 'identity' ? `"${file.hash}"` : `"${file.hash}-${encoding}"`;
  const headers = {
    ...fixed,
    ...secure,
    etag,
    'cache-control': isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (matches(req.headers['if-none-match'], etag)) {
    res.writeHead(304, headers).end();
    return;
  }
  const body = file.body(encoding);
  res.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': body.length,
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
}

/** An SVG opened by its own address is a document: it may run and load nothing. Partners may show our button from here. */
const fixed = {
  vary: 'Accept-Encoding',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** The best encoding that the client accepts; a quality of 0 is a refusal (RFC 9110, 12.5.3). */
function preferred(header: string): Encoding {
  const accepted = new Set(
    header
      .toLowerCase()
      .split(',')
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
      .map((part) => part.split(';', 1)[0]?.trim()),
  );
  return encodings.find((encoding) => accepted.has(encoding)) ?? 'identity';
}

const matches = (header: string | undefined, etag: string) =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));

function refuse(res: ServerResponse, status: number, headers: Record<string, string>, text: string) {
  res
    .writeHead(status, {
      ...headers,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}
