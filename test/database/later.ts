import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Migrate = typeof import('../../src/database/migrate.ts');
type Rollback = typeof import('../../src/database/rollback.ts');
type CommandLine = typeof import('../../src/command-line.ts');

export type Later = Migrate & Rollback & { commandLine(): Promise<CommandLine>; remove(): void };

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A migration as its file says it: the statements of its way forth and of its way back. */
export const migrationOf = (up: string, down: string): string => `import type { Knex } from 'knex';
export const up = (knex: Knex) => knex.raw(\`${up}\`);
export const down = (knex: Knex) => knex.raw(\`${down}\`);
`;

/** The product as it will be one day: a copy of it that has these migrations beside its own, by name. */
export async function productWithLater(files: Readonly<Record<string, string>>): Promise<Later> {
  const copy = mkdtempSync(join(tmpdir(), 'ccc-later-'));
  for (const name of readdirSync(root).filter((each) => !['.git', 'data', 'test-output'].includes(each)))
    if (['src', 'migrations'].includes(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
    else symlinkSync(join(root, name), join(copy, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(copy, 'migrations', `${name}.ts`), text);
  const load = (file: string) => import(pathToFileURL(join(copy, 'src', file)).href);
  const migrate: Migrate = await load('database/migrate.ts');
  const rollback: Rollback = await load('database/rollback.ts');
  return {
    ...migrate,
    ...rollback,
    commandLine: () => load('command-line.ts'),
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}
