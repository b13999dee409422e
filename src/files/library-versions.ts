import { createRequire } from 'node:module';

/**
 * The versions of the libraries that draw pictures, libvips among them, by the file that `sharp.versions` reads: the libraries themselves are
 * loaded by the processes that draw (picture-process.ts) and by no other. Undefined where the system's own libvips is used.
 */
export function libraryVersions(): Readonly<Record<string, string>> | undefined {
  const inSharp = createRequire(createRequire(import.meta.url).resolve('sharp'));
  for (const system of [process.platform, `${process.platform}musl`])
    for (const kind of ['sharp', 'sharp-libvips'])
      try {
        return inSharp(`@img/${kind}-${system}-${process.arch}/versions`);
      } catch {
        // another one is installed
      }
  return undefined;
}
