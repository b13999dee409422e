import type { SandboxFacts } from '../../sandbox/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'sandbox.full': ({ most }) => `A sandbox keeps at most ${most} of a kind; delete some, or wait 30 days`,
} satisfies Catalogue<SandboxFacts>;
