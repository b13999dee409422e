import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { mustReadSm2File, openSm2Signer } from './sm2.ts';

/** Signs a file of any size; the signature lies beside it. */
export async function signFile(dir: string, path: string): Promise<{ signature: string; publicKeys: string }> {
  const { begin, sign, publicKeys } = await openSm2Signer(await mustReadSm2File(dir));
  const hash = begin();
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const signature = `${path}.sm2`;
  await writeFile(signature, sign(hash));
  return { signature, publicKeys };
}
