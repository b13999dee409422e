import type { Accept } from './file.ts';
import { inspectHere } from './inspection.ts';
import type { CoverWidth, Crop, Size } from './sizes.ts';

/** The picture library comes with the first picture, which a PDF does without. */
const rendering = () => import('./rendering.ts');

/** The tasks of the picture process, by name. Only picture-program.ts runs them; all others ask by picture-process.ts. */
export const work = {
  inspect: (bytes: Buffer, accept: Accept) => inspectHere(bytes, accept),
  linkPictures: async (bytes: Buffer, crop?: Crop) => (await rendering()).linkPictures(bytes, crop),
  part: async (bytes: Buffer, crop: Crop, least: Size) => (await rendering()).part(bytes, crop, least),
  logo: async (bytes: Buffer) => (await rendering()).logo(bytes),
  portrait: async (bytes: Buffer) => (await rendering()).portrait(bytes),
  code: async (bytes: Buffer) => (await rendering()).code(bytes),
  cover: async (bytes: Buffer, width: CoverWidth) => (await rendering()).cover(bytes, width),
  found: async (bytes: Buffer) => (await rendering()).evidencePicture(bytes),
  drawnAt: async (svg: Buffer, width: number) => (await rendering()).drawnAt(svg, width),
  readCode: async (bytes: Buffer) => (await import('./qr-reader.ts')).readCode(bytes),
};

export type Work = typeof work;

/** A task of the process, and its result. */
export type PictureRequest = { [Name in keyof Work]: { name: Name; args: Parameters<Work[Name]> } }[keyof Work];
export type Answered = { answer: unknown } | { failed: string } | { tooMuchMemory: true };
