import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decisionIndex } from './decisions.ts';
import { withLines } from './lines.ts';
import { withPolicies } from './policies.ts';
import { withTree } from './rooms.ts';

export const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const made = (file: string, from: (text: string) => string) => ({
  file,
  make: () => from(readFileSync(pathOf(file), 'utf8')),
});

/**
 * Files written by `npm run map`: they are made of others, wholly or in a part of them, and compared with them by map.test.ts. Adding one is an
 * entry here.
 */
export const generated: readonly { file: string; make: () => string }[] = [
  { file: 'docs/adr/README.md', make: decisionIndex },
  made('README.md', withTree),
  made('docs/request.md', withLines),
  made('docs/who-may-what.md', (text) => withPolicies(withLines(text))),
];
