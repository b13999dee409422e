import { createHash } from 'node:crypto';
import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
import { createPictureProcess, Unfinished } from './picture-process.ts';
import type { LinkPictures } from './rendering.ts';
import type { CoverWidth, Crop, Size } from './sizes.ts';

/** For inspected and stored pictures: they never wait behind uploads. */
const kept = createPictureProcess({ name: 'kept', queue: 60 }); // a page shows some thirty covers

const linkPictures = createCache<LinkPictures | { problem: Fact }>();
const small = createCache<Buffer>();
const own = createCache<Buffer>(200);
const codes = createCache<string | undefined>();

/** Both pictures; without a crop the middle is taken. Nothing is ever blown up. */
export const renderPictures = (bytes: Buffer, crop?: Crop): Promise<LinkPictures | { problem: Fact }> =>
  linkPictures([bytes, crop], () => kept('linkPictures', bytes, crop)).catch(tooMuch);

/** A part of a picture as one of its own, or why it cannot be cut out. */
export const cutOut = (bytes: Buffer, crop: Crop, least: Size): Promise<Buffer | { problem: Fact }> =>
  kept('part', bytes, crop, least).catch(tooMuch);

/** The square that stands for an application beside its name. */
export const renderLogo = (bytes: Buffer): Promise<Buffer> => small(['logo', bytes], () => kept('logo', bytes));

/** A code to scan, small enough for a page. */
export const renderCode = (bytes: Buffer): Promise<Buffer> => small(['code', bytes], () => kept('code', bytes));

/** A cover at 16:9; of one that is a little higher or wider the middle. */
export const renderCover = (bytes: Buffer, width: CoverWidth): Promise<Buffer> => kept('cover', bytes, width);

/** The text of a QR code in a picture; undefined without a readable one. */
export const readCode = (bytes: Buffer): Promise<string | undefined> =>
  codes(['read', bytes], () => kept('readCode', bytes)).catch(unread);

/** A drawing of our own as a PNG of this width. */
export const renderOwn = (svg: Buffer, width: number): Promise<Buffer> =>
  own(['own', svg, width], () => kept('drawnAt', svg, width));

function unread(error: unknown): undefined {
  if (!(error instanceof Unfinished)) throw error;
}

/**
 * The last few drawn pictures, by their sources: they are drawn before a transaction and needed again within it, where drawing would hold a
 * connection.
 */
function createCache<Drawn>(max = 16) {
  const drawn = new Map<string, Promise<Drawn>>();
  return (of: readonly unknown[], draw: () => Promise<Drawn>): Promise<Drawn> => {
    const hash = createHash('sha256');
    for (const each of of) hash.update(Buffer.isBuffer(each) ? each : JSON.stringify(each ?? null)).update('|');
    const key = hash.digest('base64url');
    const found = drawn.get(key) ?? draw();
    drawn.delete(key);
    drawn.set(key, found);
    found.catch(() => drawn.delete(key));
    const [oldest] = drawn.keys();
    if (drawn.size > max && oldest !== undefined) drawn.delete(oldest);
    return found;
  };
}

function tooMuch(error: unknown): { problem: Fact } {
  if (error instanceof Unfinished) return { problem: fact('files.picture_too_much') };
  throw error;
}
