import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Access } from '../../src/http/access.ts';
import { floors } from '../floors.ts';

type Policies = Readonly<Record<string, Access & { sentence: string }>>;

const fileOf = (room: string) => fileURLToPath(new URL(`../../src/${room}/policies.ts`, import.meta.url));

/** The sentences of each room that has some, in the order of the floors. */
export const policies: ReadonlyMap<string, Policies> = new Map(
  await Promise.all(
    floors
      .filter((room) => existsSync(fileOf(room)))
      .map(async (room): Promise<[string, Policies]> => {
        const { may }: { may: { policies: Policies } } = await import(fileOf(room));
        return [room, may.policies];
      }),
  ),
);
