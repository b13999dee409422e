import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { loginErrors } from '../../../src/applications/log/login-errors.ts';
import { explained } from '../../../src/words/pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Tests alone: helpers, and the samples of pages, trigger nothing. */
const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(
    (path) => path.endsWith('.test.ts') && !/^(site\/docs\/errors-triggered|words\/|http\/pages\/render)/.test(path),
  )
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const isNamed = (code: string) => texts.some(({ text }) => new RegExp(`(['"\`\\s/=])${code}(['"\`\\s,&])`).test(text));

/** Codes that no call can bring about: each with the reason. */
const beyond: Readonly<Record<string, string>> = {
  interaction_required: 'what the library says for a prompt that has no error of its own; each of ours has one',
};

describe('every documented error code', () => {
  for (const [what, codes] of Object.entries({
    'problems of a call': Object.keys(explained.zh.problems),
    'problems of a field': Object.keys(explained.zh.fields),
    'errors of a login': [...loginErrors],
  }))
    it(`is produced by a test that names it: ${what}`, () => {
      expect(codes.length).to.be.above(5);
      expect(codes.filter((code) => beyond[code] === undefined && !isNamed(code))).to.deep.equal([]);
    });
});
