import { type Fact, written } from '../fact.ts';

/** What zod is told of a value that will not do; `readFields` makes the fact of it again. */
export const issue = (problem: Fact) => ({ code: 'custom' as const, message: written(problem) });
