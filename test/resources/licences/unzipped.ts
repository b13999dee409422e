import { fromBufferPromise } from 'yauzl';

/** The files of a ZIP by their paths, in their order. */
export async function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    found.set(entry.fileName, Buffer.concat(chunks));
  }
  return found;
}
