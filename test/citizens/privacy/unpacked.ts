import type { Readable } from 'node:stream';
import { fromBuffer } from 'yauzl';

/** The files of a ZIP, by path. */
export async function unpacked(bytes: Readable): Promise<Map<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const files = new Map<string, string>();
  await new Promise<void>((resolve, reject) =>
    fromBuffer(Buffer.concat(chunks), { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject).on('end', () => resolve());
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, (problem, stream) => {
          if (problem) return reject(problem);
          const parts: Buffer[] = [];
          stream
            .on('data', (part) => parts.push(part))
            .on('end', () => {
              files.set(entry.fileName, Buffer.concat(parts).toString('utf8'));
              zip.readEntry();
            });
        }),
      );
      zip.readEntry();
    }),
  );
  return files;
}
