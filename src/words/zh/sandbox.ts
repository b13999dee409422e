import type { SandboxFacts } from '../../sandbox/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'sandbox.full': ({ most }) => `沙箱里最多保留 ${most} 条，请删除一些，或等 30 天后自动清除`,
} satisfies Catalogue<SandboxFacts>;
