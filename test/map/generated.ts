import { fileURLToPath } from 'node:url';
import { decisionIndex } from './decisions.ts';

/** What `npm run map` writes: files that are made of others, and compared with them by map.test.ts. Adding one is an entry here. */
export const generated: readonly { file: string; make: () => string }[] = [
  { file: 'docs/adr/README.md', make: decisionIndex },
];

export const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
