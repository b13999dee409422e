import type { Module } from '../../module.ts';
import { type Advisories, type AdvisoryNeeds, createAdvisories } from './service.ts';

/** 漏洞与底线: which known holes the versions that run have, by a list that the project signs. */
export function createAdvisoriesModule(needs: AdvisoryNeeds): Module<{ advisories: Advisories }> {
  const { service, start, stop } = createAdvisories(needs);
  return { service: { advisories: service }, start, stop };
}
