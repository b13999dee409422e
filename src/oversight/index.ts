import type { Accounts } from '../accounts/service.ts';
import type { Audit } from '../audit/service.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Cursors } from '../http/cursors.ts';
import type { Module } from '../module.ts';
import { type AdminTokens, createAdminTokens } from './admin-tokens.ts';
import { createOversightApi } from './api.ts';

type Needs = { db: Database; clock: Clock; cursors: Cursors; audit: Audit; accounts: Accounts };

/** What those look at who guard the platform: the audit log, and what programs of operators call with. */
export function createOversightModule(needs: Needs): Module<{ adminTokens: AdminTokens }> {
  const adminTokens = createAdminTokens(needs);
  return { service: { adminTokens }, operations: createOversightApi(needs), jobs: adminTokens.jobs };
}
