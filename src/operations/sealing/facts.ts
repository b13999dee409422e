import type { DataKeyPhase } from '../../crypto/rotation.ts';
import { factsOf, type None } from '../../fact.ts';
import type { Run } from './run-store.ts';

export type SealingFacts = {
  'sealing.nodes_behind': { name: string; nodes: string };
  'sealing.nodes_seal': { names: string; nodes: string };
  'sealing.nothing_former': None;
  'sealing.still_sealed': { places: readonly string[] };
  'sealing.too_early': { until: string };
  'sealing.under_way': { percent: number };
  'sealing.not_run': None;
  'sealing.removed': { names: readonly string[] };
  'sealing.run': {
    state: Run['state'];
    percent: number;
    begun: string;
    finished: string;
    changed: number;
    failed: number;
  };
  'sealing.data_key': { name: string; phase: DataKeyPhase; since: string; values: number };
  'sealing.lost': None;
  'sealing.rotated': { did: 'publish' | 'promote' | undefined; next: string | undefined; due: string };
};
/** Results of commands, and why a data key cannot be used yet, or not be removed. */
export const fact = factsOf<SealingFacts>();
