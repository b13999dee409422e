import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Refusal, verifySignature } from './minisign.ts';

const version = z.string().regex(/^\d+(\.\d+){0,3}$/);
const both = z.strictObject({ zh: z.string().min(4), en: z.string().min(4) });
/** As `process.versions` and `sharp.versions` call it, a package of npm by its name, or postgresql. libvips is vips there. */
const component = z.string().min(1);

const floor = z.strictObject({
  component,
  /** How many numbers of a version make a line that is mended on its own: 18.7 is one number, 3.5.7 two. */
  line: z.int().min(1).max(2),
  /** The lowest of each such line. */
  least: z.array(version).min(1),
});
const hole = z.strictObject({
  id: z.string().regex(/^(CVE-\d{4}-\d{4,}|GHSA(-[2-9cfghjmpqrvwx]{4}){3})$/),
  also: z.array(z.string()).default([]),
  component,
  severity: z.enum(['critical', 'high', 'moderate', 'low']),
  affected: z.array(z.strictObject({ from: version, below: version })).min(1),
  /** Whether a stranger gets there through this product as it is installed by its manual. */
  reached: z.boolean(),
  /** The way there, or why there is none. */
  reaches: both,
  cure: both,
  source: z.url({ protocol: /^https$/ }),
});
const form = z.strictObject({
  format: z.literal(1),
  issued: z.iso.date(),
  floors: z.array(floor),
  holes: z.array(hole),
});

export type Floor = z.infer<typeof floor>;
export type Hole = z.infer<typeof hole>;
/** Floors of the parts that the product runs on, and the holes that are known in them. */
export type AdvisoryList = z.infer<typeof form>;

const here = fileURLToPath(new URL('.', import.meta.url));
/** In the folder of data: a newer list, put there by hand or fetched. Its signature lies beside it. */
export const listName = 'advisories.json';
export const signatureName = `${listName}.minisig`;

const readList = (text: string): AdvisoryList => form.parse(JSON.parse(text));
export const shippedList = (): AdvisoryList => readList(readFileSync(join(here, listName), 'utf8'));
/** The public key of the project, as `minisign -G` writes it. */
export const projectKey = (): Promise<string> => readFile(join(here, 'minisign.pub'), 'utf8');

export type Unusable = Refusal | 'unreadable' | 'unsigned' | 'malformed';

/** A list with its signature: read only if the project signed it. */
export function readSigned(text: Buffer, signature: string, key: string): AdvisoryList | Unusable {
  const refusal = verifySignature(text, signature, key);
  if (refusal !== undefined) return refusal;
  try {
    return readList(text.toString('utf8'));
  } catch {
    return 'malformed';
  }
}

/** The newest list there is, and why one that was put into the folder is not believed. An older one than the shipped is left aside. */
export async function newestList(
  folder: string,
  key?: string,
): Promise<{ list: AdvisoryList; isShipped: boolean; refused: Unusable | undefined }> {
  const shipped = shippedList();
  const put = await putList(folder, key ?? (await projectKey()));
  if (put === undefined || typeof put === 'string') return { list: shipped, isShipped: true, refused: put };
  return put.issued > shipped.issued
    ? { list: put, isShipped: false, refused: undefined }
    : { list: shipped, isShipped: true, refused: undefined };
}

async function putList(folder: string, key: string): Promise<AdvisoryList | Unusable | undefined> {
  try {
    const text = await readFile(join(folder, listName));
    const signature = await readFile(join(folder, signatureName), 'utf8').catch(() => undefined);
    return signature === undefined ? 'unsigned' : readSigned(text, signature, key);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : 'unreadable';
  }
}
