import type { Fact } from '../fact.ts';
import { heavy } from '../turns.ts';
import { fact } from './facts.ts';
import type { Accept, Inspected } from './file.ts';
import { createPictureProcess, Unfinished } from './picture-process.ts';
import type { Portrait } from './rendering.ts';
import { portraitSides } from './sizes.ts';

/** For uninspected uploads: apart from published pictures, which never wait behind them. */
const uploads = createPictureProcess({ name: 'uploads', turns: heavy });

const problems = {
  time: fact('files.took_too_long'),
  memory: fact('files.took_too_much'),
  broken: fact('files.broken'),
};

/** Inspects an upload: its kind, its integrity and its safety. The name is not used. */
export async function inspect(bytes: Buffer, accept: Accept): Promise<Inspected> {
  try {
    return await uploads('inspect', bytes, accept);
  } catch (error) {
    if (error instanceof Unfinished) return { problem: problems[error.why] };
    throw error;
  }
}

const { large } = portraitSides;
const portraits: Accept = {
  types: ['image/jpeg', 'image/png', 'image/webp'],
  least: { width: large, height: large },
};

/** A person's own picture: inspected as every upload, then cut to squares. */
export async function portraitOf(bytes: Buffer): Promise<Portrait | { problem: Fact }> {
  const inspected = await inspect(bytes, portraits);
  if ('problem' in inspected) return inspected;
  try {
    return await uploads('portrait', inspected.bytes);
  } catch (error) {
    if (error instanceof Unfinished) return { problem: problems[error.why] };
    throw error;
  }
}
