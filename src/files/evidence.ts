import { createHash } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { heavy } from '../turns.ts';
import { fact } from './facts.ts';
import { createPictureProcess, Unfinished } from './picture-process.ts';

/** Separate: neither uploads nor published pictures wait behind pictures of partners' pages. */
const strangers = createPictureProcess({ name: 'strangers', queue: 40, turns: heavy });

const types = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'];
const problems = {
  time: fact('files.took_too_long'),
  memory: fact('files.took_too_much'),
  broken: fact('files.broken'),
};

type Evidence = { bytes: Buffer } | { problem: Fact };

/** Most partners show one of a few files of ours, every day the same. */
const known = new Map<string, Evidence>();
const mostKnown = 200;

/** A picture from a partner's page: inspected like an upload, and rendered as a small PNG; or the problem. */
export async function renderEvidence(bytes: Buffer): Promise<Evidence> {
  const key = createHash('sha256').update(bytes).digest('base64url');
  const evidence = known.get(key) ?? (await render(bytes));
  known.delete(key);
  if (!('problem' in evidence) || evidence.problem.code !== 'files.busy') known.set(key, evidence);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  return evidence;
}

async function render(bytes: Buffer): Promise<Evidence> {
  try {
    const inspected = await strangers('inspect', bytes, { types });
    return 'problem' in inspected ? inspected : { bytes: await strangers('found', inspected.bytes) };
  } catch (error) {
    if (error instanceof Unfinished) return { problem: problems[error.why] };
    if (error instanceof Problem) return { problem: fact('files.busy') };
    throw error;
  }
}
