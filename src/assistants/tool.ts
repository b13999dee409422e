import type { z } from 'zod';
import type { Member } from '../actor.ts';
import type { Application } from '../applications/aksk/application.ts';
import type { Fact } from '../fact.ts';
import { readAs } from '../http/operation.ts';
import type { Worker } from './assistant-token.ts';

/** A fact in the language of the caller. */
export type Say = (fact: Fact) => string;
type Answer = Promise<Record<string, unknown>>;

/** One thing that an assistant can do, as it reads it. */
export type Tool = {
  name: string;
  title: Fact;
  description: Fact;
  /** The description of each parameter is a fact as text. */
  input: z.ZodObject;
  /** Arguments by the names that a release had for them, which no schema tells. */
  formerly?: Readonly<Record<string, string>>;
  /** Changes nothing. */
  isReading: boolean;
  /** Other sites are asked, not only the Cloud. */
  asksOthers?: boolean;
  /** `given` is the parsed input. */
  run: (worker: Worker, given: unknown, say: Say) => Answer;
};

/** A sandbox of the worker, and the actor in it. */
export type OwnSandbox = (worker: Worker, clientId: string) => Promise<{ member: Member; application: Application }>;

/** A tool whose work gets its input parsed by its own schema. */
export function tool<Input extends z.ZodObject>(
  described: Omit<Tool, 'run' | 'input'> & { input: Input },
  run: (worker: Worker, given: z.output<Input>, say: Say) => Answer,
): Tool {
  return {
    ...described,
    run: async (worker, given = {}, say) => {
      const { formerly } = described;
      const isRenamed = formerly !== undefined && typeof given === 'object' && given !== null && !Array.isArray(given);
      const now = isRenamed
        ? Object.fromEntries(Object.entries(given).map(([name, value]) => [formerly[name] ?? name, value]))
        : given;
      return run(worker, readAs(described.input, now, { whole: 'arguments', isClosed: true }), say);
    },
  };
}
