import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Runner, reporters, type Suite } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Says what mocha's own reporter says, and notes beside it how long each file took, hooks included: milliseconds, file. */
export default class Reporter extends reporters.Spec {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const began = new Map<Suite, number>();
    runner.on('suite', (suite) => {
      if (suite.parent?.root === true) began.set(suite, performance.now());
    });
    runner.on('suite end', (suite) => {
      const start = began.get(suite);
      const to = process.env.TEST_TIMES;
      if (start !== undefined && to !== undefined && suite.file !== undefined)
        appendFileSync(to, `${Math.round(performance.now() - start)} ${relative(root, suite.file)}\n`);
    });
  }
}
