import { factsOf, type None } from '../../fact.ts';

export type SealingFacts = {
  'sealing.nodes_behind': { name: string; nodes: string };
  'sealing.nodes_seal': { names: string; nodes: string };
  'sealing.nothing_former': None;
  'sealing.still_sealed': { places: string };
  'sealing.too_early': { until: string };
  'sealing.under_way': { percent: number };
  'sealing.not_run': None;
};
/** Why a data key cannot be used yet, or not be removed. */
export const fact = factsOf<SealingFacts>();
