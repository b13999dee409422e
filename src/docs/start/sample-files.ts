import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kept } from '../kept.ts';
import { type Sample, samples } from './samples.ts';

/** A file of a sample, word by word as it stands in docs/samples. */
export type SampleFile = { path: string; text: string };
export type ReadSample = Omit<Sample, 'files'> & { files: readonly SampleFile[] };

/** Reads the samples when somebody asks for the first time. */
export function createSampleFiles({ dir }: { dir: string }) {
  const readAll = () =>
    Promise.all(
      samples.map(async (sample: Sample) => ({
        ...sample,
        files: await Promise.all(
          sample.files.map(async (path) => ({ path, text: await readFile(join(dir, sample.id, path), 'utf8') })),
        ),
      })),
    );

  return kept<readonly ReadSample[]>(readAll);
}

export type SampleFiles = ReturnType<typeof createSampleFiles>;
