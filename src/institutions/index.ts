import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Module, Questions } from '../module.ts';
import { createAnnouncements } from '../notices/announcements.ts';
import { createTellHeads, type TellHeads } from '../notices/heads.ts';
import type { Notices } from '../notices/service.ts';
import { certification } from './certification.ts';
import { type Closing, createClosing } from './closing.ts';
import { createHeadOf } from './heads.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createMembers, type Members } from './members.ts';
import { createInstitutionRegistration, type RegisterInstitution } from './register.ts';
import { createInstitutions, type Institutions } from './service.ts';

type Needs = {
  asks: Pick<Questions, 'applicationsOf' | 'endTokens'>;
  db: Database;
  clock: Clock;
  seal: Seal;
  accounts: Accounts;
  notices: Notices;
  files: Files;
  publicUrl: URL;
};

type Service = Pick<Questions, 'isMember'> & {
  institutions: Institutions;
  registerInstitution: RegisterInstitution;
  members: Members;
  invitations: Invitations;
  closing: Closing;
  tellHeads: TellHeads;
};

/** Institutions: certified, run by their members, told by letter what concerns them. */
export function createInstitutionsModule(needs: Needs): Module<Service> {
  const { clock, accounts, files, notices, publicUrl } = needs;
  const institutions = createInstitutions(needs);
  const tellHeads = createTellHeads({ notices, accounts, headsOf: institutions.headsOf });
  const own = { ...needs, ...needs.asks, institutions, headOf: createHeadOf({ clock, reach: accounts.reach }) };
  return {
    service: {
      institutions,
      registerInstitution: createInstitutionRegistration(own),
      members: createMembers({ ...own, find: accounts.find }),
      invitations: createInvitations(own),
      closing: createClosing(own),
      tellHeads,
      isMember: institutions.isMember,
    },
    kinds: [certification({ ...own, describe: files.describe })],
    announced: createAnnouncements({ notices, tellHeads, publicUrl }),
  };
}

export const institutionCommands = async () => (await import('./commands.ts')).commands;
