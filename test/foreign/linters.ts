import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, type Program } from './program.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Linters of OpenAPI. Each rule switched off is explained in the file that does it. */
export const linters: readonly Program[] = [
  {
    name: 'redocly',
    tools: ['npx'],
    async run({ product, own }) {
      cpSync(join(here, 'redocly.yaml'), join(own, 'redocly.yaml'));
      await command(['npx', '-y', '@redocly/cli@2.77.0', 'lint', product.openapi, '--max-problems', '20'], {
        cwd: own,
      });
      return 'no error';
    },
  },
  {
    name: 'spectral',
    tools: ['npx'],
    async run({ product, own }) {
      const ruleset = join(here, 'spectral.yaml');
      await command(
        [
          'npx',
          '-y',
          '@stoplight/spectral-cli@6.16.3',
          'lint',
          product.openapi,
          '--ruleset',
          ruleset,
          '--fail-severity',
          'hint',
        ],
        { cwd: own },
      );
      return 'no error, no warning';
    },
  },
];
