import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import type { Notices } from '../notices/service.ts';
import { certification } from './certification.ts';
import type { Describe } from './certification-checks.ts';
import { createClosing } from './closing.ts';
import { createHeadOf } from './heads.ts';
import { createInvitations } from './invitations.ts';
import { createMembers } from './members.ts';
import { createInstitutionRegistration } from './register.ts';
import type { Institutions } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  institutions: Institutions;
  accounts: Pick<Accounts, 'find' | 'findByIdentifier' | 'reach'>;
  notices: Pick<Notices, 'send'>;
  files: { describe: Describe };
  applicationsOf: (institutionId: string) => Promise<readonly { clientId: string; name: string }[]>;
  endTokens: (trx: Connection, institutionId: string, at: Date) => Promise<unknown>;
  publicUrl: URL;
};

/** What one does with institutions, once everything else that this takes is there. */
export function furnishInstitutions(needs: Needs) {
  const { clock, accounts, files } = needs;
  const headOf = createHeadOf({ clock, reach: accounts.reach });
  return {
    registerInstitution: createInstitutionRegistration({ ...needs, headOf }),
    certification: certification({ ...needs, headOf, describe: files.describe }),
    members: createMembers({ ...needs, find: accounts.find }),
    invitations: createInvitations(needs),
    closing: createClosing(needs),
  };
}
