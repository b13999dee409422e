import type { Accounts } from '../accounts/service.ts';
import type { AuditWords } from '../audit/audit-words.ts';
import type { Clock } from '../clock.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { LateServices } from '../module.ts';
import type { IntegrationLog } from './log/service.ts';
import type { Applications } from './service.ts';

/** Needs of the page of an AK and of its forms. */
export type DetailNeeds = {
  pages: Pages;
  clock: Clock;
  applications: Applications;
  accounts: Pick<Accounts, 'testCitizens'>;
  integrationLog: Pick<IntegrationLog, 'read' | 'recent'>;
  /** Masked names of people by account id. */
  names: (accountIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  membersOf: (institutionId: string) => Promise<readonly { accountId: string; role: string }[]>;
  cursors: Cursors;
  auditWords: Pick<AuditWords, 'verb'>;
  /** How an AK stands with 在线验证. */
  sealOf: LateServices['sealOf'];
};

/** Forms of the page that have just been saved, as its address names them. */
export const doneNames = [
  'saved',
  'ended',
  'addresses',
  'security',
  'take-over',
  'citizen',
  'password',
  'start',
  'handed',
  'claimed',
] as const;

export type Done = (typeof doneNames)[number];
