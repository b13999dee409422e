import type { Accounts } from '../accounts/service.ts';
import type { Audit } from '../audit/service.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Module } from '../module.ts';
import type { Names } from '../review/api-answers.ts';
import type { Review } from '../review/workflow/service.ts';
import { actions } from './actions.ts';
import { type AdminTokens, createAdminTokens } from './admin-tokens.ts';
import { createOversightApi } from './api.ts';
import { createAuditPages } from './audit-pages.ts';
import { fact } from './facts.ts';
import { createLookPages } from './look-pages.ts';
import { personal } from './personal-data.ts';
import { createTokenPages } from './token-pages.ts';

type Needs = {
  db: Database;
  clock: Clock;
  cursors: Cursors;
  audit: Audit;
  accounts: Accounts;
  names: Names;
  files: Files;
  review: Review;
  throttle: Throttle;
  publicUrl: URL;
};

/** Supervision of the platform: the audit log, and tokens of operators' programs. */
export function createOversightModule(needs: Needs): Module<{ adminTokens: AdminTokens }> {
  const adminTokens = createAdminTokens(needs);
  return {
    personal,
    service: { adminTokens },
    actions,
    menu: [
      { side: 'staff', key: 'audit', href: '/admin/audit', label: fact('oversight.menu_audit'), order: 130 },
      { side: 'staff', key: 'tokens', href: '/admin/tokens', label: fact('oversight.menu_tokens'), order: 140 },
    ],
    pages(services) {
      const all = { ...needs, ...services, adminTokens };
      return [...createAuditPages(all), ...createLookPages(all), ...createTokenPages(all)];
    },
    operations: createOversightApi(needs),
    jobs: adminTokens.jobs,
  };
}
