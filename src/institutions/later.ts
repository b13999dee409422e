import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Files } from '../files/service.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { Module, Questions } from '../module.ts';
import { createAnnouncements } from '../notices/announcements.ts';
import type { NotifyManagers } from '../notices/managers.ts';
import type { Notices } from '../notices/service.ts';
import type { Review } from '../review/workflow/service.ts';
import { certification, certificationProgress } from './certification/certification.ts';
import { type Closing, createClosing } from './closing.ts';
import { createInvitationLinks, type InvitationLinks } from './members/invitation-links.ts';
import { createInvitations, type Invitations } from './members/invitations.ts';
import { createHeadOf, createMembers, type Members } from './members/members.ts';
import { createInstitutionRegistration, type RegisterInstitution } from './registration/register.ts';
import type { Institutions } from './service.ts';

type Needs = {
  review: Review;
  cursors: Cursors;
  asks: Pick<Questions, 'applicationsOf' | 'endTokens'>;
  db: Database;
  clock: Clock;
  seal: Seal;
  accounts: Accounts;
  institutions: Institutions;
  notices: Notices;
  notifyManagers: NotifyManagers;
  files: Files;
  publicUrl: URL;
};

type Service = {
  registerInstitution: RegisterInstitution;
  members: Members;
  invitations: Invitations;
  invitationLinks: InvitationLinks;
  closing: Closing;
};

/** Institutions: certified, run by their members, told by letter what concerns them. All of it waits until others are answered. */
export function createLaterInstitutionsModule(needs: Needs): Module<Service> {
  const { clock, accounts, files, notices, notifyManagers, publicUrl } = needs;
  const own = { ...needs, ...needs.asks, headOf: createHeadOf({ clock, reach: accounts.reach }) };
  const registerInstitution = createInstitutionRegistration(own);
  const members = createMembers({ ...own, find: accounts.find });
  const invitations = createInvitations(own);
  const invitationLinks = createInvitationLinks(own);
  const closing = createClosing(own);
  const service = { registerInstitution, members, invitations, invitationLinks, closing };
  return {
    service,
    menu: [
      { side: 'staff', key: 'institutions', href: '/admin/institutions', label: '机构', order: 30, gap: true },
      { side: 'member', key: 'institution', href: '/console/institution', label: '机构资料', order: 100, gap: true },
      { side: 'member', key: 'members', href: '/console/members', label: '成员与权限', order: 110 },
    ],
    pages: async (doors) => (await import('./all-pages.ts')).createPages({ ...needs, ...service, ...doors }),
    progress: [certificationProgress(own)],
    kinds: () => [certification({ ...own, describe: files.describe })],
    announced: createAnnouncements({ notices, notifyManagers, publicUrl }),
  };
}

export const institutionCommands = async () => (await import('./commands.ts')).commands;
