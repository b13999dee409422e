import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sample, samples } from './samples.ts';

/** A file of a sample, word by word as it stands in docs/samples. */
export type SampleFile = { path: string; text: string };
export type ReadSample = Omit<Sample, 'files'> & { files: readonly SampleFile[] };

/** Reads the samples when somebody asks for the first time. */
export function createSampleFiles({ dir }: { dir: string }) {
  let read: Promise<readonly ReadSample[]> | undefined;

  const readAll = () =>
    Promise.all(
      samples.map(async (sample: Sample) => ({
        ...sample,
        files: await Promise.all(
          sample.files.map(async (path) => ({ path, text: await readFile(join(dir, sample.id, path), 'utf8') })),
        ),
      })),
    );

  return async (): Promise<readonly ReadSample[]> => {
    read ??= readAll().catch((error: unknown) => {
      read = undefined; // asked again next time
      throw error;
    });
    return read;
  };
}

export type SampleFiles = ReturnType<typeof createSampleFiles>;
