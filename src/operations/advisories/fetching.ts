import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { createOutgoing } from '../../http/outgoing.ts';
import { type AdvisoryList, listName, newestList, projectKey, readSigned, signatureName } from './list.ts';

type From = Pick<Config, 'DATA_DIR' | 'ADVISORIES_URL' | 'OUTGOING_HOSTS'>;

/** Bytes of a list. */
const most = 4 * 1024 * 1024;

/** Takes a newer list from ADVISORIES_URL into the folder of data, with its signature; an unsigned one throws, and nothing is written. */
export async function fetchList(
  { DATA_DIR: folder, ADVISORIES_URL: url, OUTGOING_HOSTS: allowedHosts }: From,
  key?: string,
): Promise<AdvisoryList | undefined> {
  if (url === undefined) return undefined;
  const outgoing = createOutgoing({ allowedHosts, most, timeout: 10_000 });
  const get = async (address: string): Promise<Buffer> => {
    const answer = await outgoing(address);
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const [text, signature] = [await get(url), await get(`${url}.minisig`)];
  const read = readSigned(text, signature.toString('utf8'), key ?? (await projectKey()));
  if (typeof read === 'string') throw new Error(`the list at ${url} is refused: ${read}`);
  if (read.issued <= (await newestList(folder, key)).list.issued) return undefined;
  await mkdir(folder, { recursive: true });
  await replace(join(folder, signatureName), signature);
  await replace(join(folder, listName), text);
  return read;
}

/** Whole or not at all: several processes may fetch at once. */
async function replace(path: string, content: Buffer): Promise<void> {
  const made = `${path}.${randomUUID()}`;
  await writeFile(made, content, { mode: 0o644 });
  await rename(made, path);
}
