import { buffer } from 'node:stream/consumers';
import type { ProjectFile } from './projects.ts';

/** The same files make the same bytes: nothing of the moment is in them. */
const madeAt = new Date('2026-01-01T00:00:00Z');

/** A ZIP of a few small text files, whole. */
export async function zipOf(files: readonly ProjectFile[]): Promise<Buffer> {
  const { ZipFile } = await import('yazl'); // only those who download need it
  const zip = new ZipFile();
  for (const { path, text } of files) zip.addBuffer(Buffer.from(text), path, { mtime: madeAt, mode: 0o100644 });
  zip.end();
  return buffer(zip.outputStream);
}
