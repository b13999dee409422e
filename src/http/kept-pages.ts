import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Clock, minutes } from '../clock.ts';
import { isBehindAllowed } from '../database/behind.ts';
import type { Changes } from '../database/subjects.ts';
import { isPage, sendShared, tagOf } from './cached.ts';
import type { Context } from './context.ts';
import { createKept } from './pages/kept.ts';
import { type Sharing, sharedRegion } from './route.ts';

type Needs = {
  changes: Pick<Changes, 'standOf'>;
  clock: Clock;
  /** How much may be kept. */
  maxBytes?: number;
};
type Kept = { tag: string; body: Buffer; policy: string; compressed: Map<Encoding, Promise<Buffer>> };
type Encoding = keyof typeof compressing;

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
/** Encodings that browsers accept, the smallest result first. */
const compressing = {
  br: (body: Buffer): Promise<Buffer> => promisify(brotliCompress)(body, quality),
  gzip: (body: Buffer): Promise<Buffer> => promisify(gzip)(body),
};
const encodings = ['br', 'gzip'] as const satisfies readonly Encoding[];

/** Addresses that are longer are of programs that try something. */
const longestAddress = 300;

/**
 * Cache of public pages in this process, each valid until a subject changes that it shows: a repeated request, with an ETag or without, costs no
 * query and no view. Changes by time alone are shown to the minute, so no entry is older than its minute.
 */
export function createKeptPages({ changes, clock, maxBytes = 12_000_000 }: Needs) {
  const kept = createKept<Kept>({ changes, clock, maxBytes, lasts: minutes(1) });

  return async (ctx: Context, sharing: Sharing, make: () => Promise<void>): Promise<void> => {
    const [key, stand] = [keyOf(ctx, sharing), kept.standOf(sharing.tells)];
    const found = key === undefined ? undefined : kept.find(key, stand);
    if (found !== undefined) {
      ctx.status = 200;
      ctx.type = 'html';
      ctx.body = found.body;
      ctx.set('Content-Security-Policy', found.policy);
      sendShared(ctx, found.tag);
      return sendCompressed(ctx, found);
    }
    await make();
    if (!isPage(ctx)) return;
    const { body } = ctx;
    const tag = tagOf(body);
    // A change meanwhile may have come too late for it.
    if (key !== undefined && stand !== undefined && stand === kept.standOf(sharing.tells)) {
      const bytes = Buffer.from(body);
      const policy = ctx.response.get('content-security-policy');
      // Compressed it is a third and less.
      kept.keep(key, stand, { tag, body: bytes, policy, compressed: new Map() }, 2 * bytes.length);
    }
    sendShared(ctx, tag);
  };
}

export type KeptPages = ReturnType<typeof createKeptPages>;

/** Compressing costs more than all else that is done for a page that is kept: it is done once for each encoding that is asked for. */
async function sendCompressed(ctx: Context, { body, compressed }: Kept): Promise<void> {
  const encoding = encodings.find((each) => ctx.acceptsEncodings(each) === each);
  if (encoding === undefined || ctx.status !== 200 || ctx.method === 'HEAD') return;
  const made = compressed.get(encoding) ?? compressing[encoding](body);
  compressed.set(encoding, made);
  ctx.body = await made;
  ctx.set('Content-Encoding', encoding);
}

/**
 * All that the answer depends on; undefined where something is to be remembered with it. Who has just written something gets no page that was
 * made from a standby.
 */
function keyOf(ctx: Context, { region }: Sharing): string | undefined {
  if (ctx.url.length > longestAddress || ctx.response.headers['set-cookie'] !== undefined) return undefined;
  const { theme, elder, language, offersEnglish } = ctx.state;
  const where = region ? (ctx.cookies.get(sharedRegion, { signed: false }) ?? '').slice(0, 10) : '';
  return [theme, elder, language, offersEnglish, where, isBehindAllowed(), ctx.url].join(' ');
}
