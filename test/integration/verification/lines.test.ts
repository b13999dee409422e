import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { checks } from '../../../src/integration/verification/checks/checks.ts';
import { linesFor } from '../../../src/integration/verification/judging/lines.ts';
import { frameworkOf } from '../../../src/integration/verification/runs/run.ts';
import { breaks } from '../../foreign/broken.ts';
import { paste } from '../../support/paste.ts';

const dir = fileURLToPath(new URL('../../../docs/samples/', import.meta.url));
const programOf = (stack: string): string => {
  const found = readdirSync(join(dir, stack), { recursive: true, encoding: 'utf8' }).find((path) =>
    /(login\.mjs|Login\.java|login\.py|login\.php|main\.go|main\.rs)$/.test(path),
  );
  return readFileSync(join(dir, stack, found ?? ''), 'utf8');
};

/** A copy of a sample with a mistake, and the lines to change for the check that finds it. */
describe('lines to change, pasted into the broken copy of a sample', () => {
  for (const stack of ['node', 'python', 'php', 'go', 'rust', 'java'])
    for (const [name, copy] of Object.entries(breaks[stack]?.copies ?? {})) {
      if (name === 'any claims in the id_token') continue; // a bean that the cure takes away
      it(`make the ${stack} sample whole again: ${name}`, () => {
        const whole = programOf(stack);
        const broken = copy.changes.reduce((now, [from, to]) => now.replace(from, to), whole);
        expect(broken).to.not.equal(whole);
        const fails = 'stops' in copy ? 'pkce' : copy.fails;
        const check = checks.find(({ code }) => code === fails);
        const lines = check && linesFor(check.code, frameworkOf(stack)).own;
        expect(paste(broken, lines?.code ?? '')).to.equal(whole);
      });
    }
});
