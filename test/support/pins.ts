import { readFileSync } from 'node:fs';
import { z } from 'zod';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const all = (path: string, pattern: RegExp) => Array.from(read(path).matchAll(pattern), ([, version = '']) => version);
const { optionalDependencies } = z
  .object({ optionalDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

/** The versions that images, compose and chart run, as they are written there. */
export const pins = {
  node: [
    ...new Set([
      ...all('Dockerfile', /^FROM node:(\S+?)-slim\b/gm),
      ...Object.entries(optionalDependencies).flatMap(([name, version]) => (name.startsWith('node-') ? [version] : [])),
    ]),
  ],
  postgresql: [
    ...all('compose.yaml', /image: postgres:(\S+)/g),
    ...all('deploy/helm/cloud/values.yaml', /image: ghcr\.io\/cloudnative-pg\/postgresql:(\S+)/g),
  ],
} as const;
