import type { Speech } from '../../fact.ts';
import type { Examination } from './examine.ts';
import { exitCodeOf } from './examine.ts';
import { fact } from './facts.ts';

const levels = { harm: fact('doctor.level_harm'), warning: fact('doctor.level_warning') } as const;
const states = ['well', 'warnings', 'harm'] as const;

/** One document, for programs; the keys of it never change their meaning. */
export const documentOf = (found: Examination, { say, mend }: Speech) => ({
  state: states[exitCodeOf(found)],
  checks: found.checks,
  findings: found.findings.map(({ id, level, fact: what }) => {
    const { reason, advice } = mend(what);
    return {
      id,
      level,
      level_name: say(levels[level]),
      problem: reason,
      cure: advice,
      facts: what.params,
    };
  }),
  skipped: found.skipped,
});

/** The same for people: the most harmful first. */
export function inWords(found: Examination, { say, mend }: Speech): string {
  const { checks, findings, skipped } = found;
  const notLookedAt = skipped.map((each) => say(fact('doctor.skipped', each)));
  if (findings.length === 0) return [...notLookedAt, say(fact('doctor.well', { checks }))].join('\n');
  const harm = findings.filter(({ level }) => level === 'harm');
  const warnings = findings.filter(({ level }) => level === 'warning');
  const lines = [...harm, ...warnings].map(({ id, level, fact: what }) => {
    const { reason, advice } = mend(what);
    return `[${say(levels[level])}] ${reason}  (${id})\n       ${say(fact('doctor.cure', { cure: advice }))}`;
  });
  const summary = say(fact('doctor.summary', { checks, harm: harm.length, warnings: warnings.length }));
  return [...lines, ...notLookedAt, summary].join('\n');
}
