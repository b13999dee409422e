import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Runner, reporters, type Suite } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Milliseconds for which a run that is over may still hold something open. */
const leaving = 30_000;

/** The report of a file of tests, a line of JSON each. */
export type Failure = { file: string; title: string; message: string };

/**
 * Prints as mocha's own reporter, and notes the failures, and the duration of each file, hooks included: milliseconds, file. A run that is over
 * and does not end, because a hook that failed left a server open, is ended.
 */
export default class Reporter extends reporters.Spec {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const began = new Map<Suite, number>();
    runner.on('suite', (suite) => {
      if (suite.parent?.root === true) began.set(suite, performance.now());
    });
    runner.once('end', () => {
      setTimeout(() => {
        const open = process.getActiveResourcesInfo().join(', ');
        process.stderr.write(`the tests are over, and something that they opened is still open: ${open}\n`);
        process.exit(1);
      }, leaving).unref();
    });
    const failed = new Set<string>();
    runner.on('fail', (test, error) => {
      const to = process.env.TEST_FAILURES;
      if (to === undefined) return;
      const file = relative(root, test.file ?? test.parent?.file ?? '');
      // After a failure the end finds things half made, or open: it tells nothing new, and would be taken for a defect of its own.
      const isEnd = test.title.startsWith('"after all" hook');
      if (isEnd && (file === '' ? failed.size > 0 : failed.has(file))) return;
      failed.add(file);
      const failure: Failure = { file, title: test.titlePath().join(' › '), message: String(error.message ?? error) };
      appendFileSync(to, `${JSON.stringify(failure)}\n`);
    });
    runner.on('suite end', (suite) => {
      const start = began.get(suite);
      const to = process.env.TEST_TIMES;
      if (start !== undefined && to !== undefined && suite.file !== undefined)
        appendFileSync(to, `${Math.round(performance.now() - start)} ${relative(root, suite.file)}\n`);
    });
  }
}
