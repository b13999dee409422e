import { factsOf, type None } from '../../fact.ts';

export type DistributionFacts = {
  'distribution.unfit': None;
  'distribution.citus_missing': None;
  'distribution.citus_old': { found: string; needed: string };
  'distribution.coordinator_missing': None;
  'distribution.workers_missing': None;
  'distribution.worker_away': { why: string };
  'distribution.worker_version': { found: string; needed: string };
  'distribution.setting': { value: string; wanted: string };
  'distribution.running': { nodes: string };
  'distribution.already': None;
  'distribution.not_distributed': None;
  'distribution.spread': { table: string; rows: number };
  'distribution.together': { table: string; rows: number };
};

export const fact = factsOf<DistributionFacts>();
