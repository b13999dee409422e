import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { epoch } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { libraryVersions } from '../../files/library-versions.ts';
import { quiet } from '../nodes/service.ts';
import * as nodeStore from '../nodes/store.ts';
import type { Loaded } from './judge.ts';
import { serverVersion } from './server-version-store.ts';

const installed = new URL('../../../node_modules/.package-lock.json', import.meta.url);
const lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().optional() })),
});

let ofProgram: Promise<readonly (readonly [string, string])[]> | undefined;

/** That never changes while a process runs: the runtime with its parts, the libraries of pictures, and the packages as they are installed. */
async function readProgram(): Promise<[string, string][]> {
  const { packages } = lock.parse(JSON.parse(await readFile(installed, 'utf8').catch(() => '{"packages":{}}')));
  const ofPackages = Object.entries(packages).flatMap(([path, { version, dev }]): [string, string][] =>
    version === undefined || dev === true
      ? []
      : [[path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version]],
  );
  const known = { ...libraryVersions(), ...process.versions };
  return [
    ...ofPackages,
    ...Object.entries(known).flatMap(([name, of]): [string, string][] => (of ? [[name, of]] : [])),
  ];
}

type From = {
  /** Without it the server and other nodes are left out. */
  db?: Connection | undefined;
  now: Date;
  /** Versions that stand for the real ones, by component. */
  pretended?: Readonly<Record<string, string>> | undefined;
};

/** The versions that run: of this process, of the database server, of every node that tells of itself. */
export async function loadedVersions({ db, now, pretended = {} }: From): Promise<Loaded> {
  ofProgram ??= readProgram();
  const found = new Map<string, Set<string>>();
  const add = (component: string, version: string) =>
    found.set(component, (found.get(component) ?? new Set()).add(version));
  for (const [component, version] of await ofProgram) add(component, version);
  if (db !== undefined) {
    add('postgresql', await serverVersion(db));
    const nodes = await nodeStore.all(db).catch(() => []); // before the first migration there is no such table
    for (const { nodeVersion, seenAt } of nodes) if (epoch(now) - epoch(seenAt) <= quiet) add('node', nodeVersion);
  }
  for (const [component, version] of Object.entries(pretended)) found.set(component, new Set([version]));
  return found;
}
