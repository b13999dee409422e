import { type Fact, factsOf, type None } from '../../fact.ts';

export type TransparencyFacts = {
  'transparency.no_log': None;
  'transparency.nothing_yet': None;
  'transparency.no_tile': None;
  'transparency.no_entries': None;
  'transparency.not_found': None;
  'transparency.alias_needed': None;
  'transparency.not_yet': None;
  'transparency.no_own': None;
  'transparency.what_form': None;
  'transparency.proof_form': None;
  'transparency.cosignature_form': None;
  'transparency.cosignature_head': None;
  'transparency.cosignature_unknown': None;
  'transparency.cosignature_wrong': None;
  'transparency.witness_key': { path: string };
  'transparency.log_key': { text: string };
  'transparency.log_unreachable': { url: string; why: string };
  'transparency.seconds_form': None;
  'transparency.too_often': { limit: number; minutes: number };
};

/** Why a proof is none. */
export type CheckFault =
  | 'not a proof'
  | 'not a checkpoint'
  | 'other origin'
  | 'unknown key'
  | 'wrong signature'
  | 'not included'
  | 'contents differ';

/** Why a witness does not co-sign. */
export type WitnessFault =
  | 'not a checkpoint'
  | 'other origin'
  | 'unknown key'
  | 'wrong signature'
  | 'shrank'
  | 'forked';

type InLog = { log: string };

/** Results of commands. */
export type TransparencyCommandFacts = {
  'transparency.compared': { compared: number; count: number };
  'transparency.altered': { index: number | null; name: string; at: string };
  'transparency.more_altered': { count: number };
  'transparency.not_proved': { fault: CheckFault };
  'transparency.proved': { name: string; index: number; size: number; origin: string };
  'transparency.proof_says': { contents: string };
  'transparency.proof_signed': { witnesses: readonly Fact[] };
  'transparency.signed_at': { name: string; at: string };
  'transparency.witness': { key: string };
  'transparency.seen': InLog & { size: number; added: number; compared: number | undefined };
  'transparency.seen_altered': InLog & { size: number; count: number };
  'transparency.seen_fault': InLog & {
    fault: WitnessFault;
    size: number;
    before: number;
    evidence: string | undefined;
  };
  'transparency.seen_leaf': InLog & { index: number; name: string };
  'transparency.seen_correction': InLog & { name: string };
  'transparency.cosigned': InLog & { cosignature: string; wasTaken: boolean };
};

export const fact = factsOf<TransparencyFacts & TransparencyCommandFacts>();
