import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { memoized } from '../kept.ts';
import type { Example } from './call.ts';

const texts = z.record(z.string(), z.string());
const example = z.strictObject({
  request: z.strictObject({
    path: z.string(),
    headers: texts.optional(),
    body: z.unknown().optional(),
    file: z.string().optional(),
  }),
  answer: z.strictObject({ status: z.number(), headers: texts.optional(), body: z.unknown().optional() }),
});

/** An example for each call, by its operationId: recorded from the running product by test/site/docs/examples.test.ts, which holds them against it. */
export const createExamples = (file: string): (() => Promise<Readonly<Record<string, Example>>>) =>
  memoized(async () => z.record(z.string(), example).parse(JSON.parse(await readFile(file, 'utf8'))));
