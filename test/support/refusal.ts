import { Problem } from '../../src/errors.ts';

/** The Problem with which something ends; anything else fails the test. */
export async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => 'not refused',
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw error instanceof Error ? error : new Error(String(error));
}
