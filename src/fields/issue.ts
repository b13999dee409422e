import { type Fact, written } from '../fact.ts';

/** A zod issue for an invalid value; `readFields` turns it into the fact again. */
export const issue = (problem: Fact) => ({ code: 'custom' as const, message: written(problem) });
