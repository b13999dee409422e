import type { createGrowing } from '../../../src/oversight/transparency/growing.ts';
import { newSigner } from '../../../src/oversight/transparency/note.ts';
import { clock, key } from '../../audit/setting.ts';

const name = (log: string) => `cloud.example.cn/transparency/${log}`;
/** The same in every process. */
export const ownSeed = Buffer.alloc(32, 'a key for tests');

export const stranger = newSigner('somebody else').seed;

/** Nodes of one cloud, signing with `seeds`, the active one first. */
export const growingNeeds = (
  seeds: readonly Buffer[] = [ownSeed],
): Omit<Parameters<typeof createGrowing>[0], 'db' | 'log'> => ({
  clock,
  saltKey: key,
  signersOf: async (log) => seeds.map((own) => ({ name: name(log), seed: own })),
  origin: name,
  standingOf: async () => ({ unproved: [], isWhole: true, proved: new Map() }),
});
