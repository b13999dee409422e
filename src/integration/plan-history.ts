import { type Fact, factsOf, readFact } from '../fact.ts';
import type { HistoryOf } from '../module.ts';
import type { Plans } from './plans.ts';

export type PlanHistoryFacts = {
  'history.cloud_wrote': { says: string };
  'history.partner_wrote': { says: string };
  'history.plan': { what: Fact };
};

const fact = factsOf<PlanHistoryFacts>();

/** 对接计划: entries of both sides, and the system's notices. */
export const planHistory = ({ plans }: { plans: Pick<Plans, 'lettersOf'> }): HistoryOf => ({
  key: 'plan',
  title: '对接计划',
  of: async ({ institutionId, clientIds, ...asked }) => {
    if (clientIds !== undefined) return []; // it is about the whole institution
    return (await plans.lettersOf(institutionId, asked)).map(({ id, at, side, says }) => {
      const told = side === 'system' ? readFact(says) : undefined;
      const line = { id, at, href: '/console/plan' };
      if (told !== undefined) return { ...line, says: fact('history.plan', { what: told }) };
      return { ...line, says: fact(side === 'cloud' ? 'history.cloud_wrote' : 'history.partner_wrote', { says }) };
    });
  },
});
