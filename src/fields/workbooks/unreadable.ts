import { type Fact, written } from '../../fact.ts';

/** A file that nothing can be read from, and why. */
export class Unreadable extends Error {
  readonly problem: Fact;

  constructor(problem: Fact, options: ErrorOptions = {}) {
    super(written(problem), options);
    this.problem = problem;
    this.name = 'Unreadable';
  }
}
