import { after } from '../clock.ts';
import type { ScheduledJob } from '../jobs/job.ts';
import type { LateServices, Module } from '../module.ts';
import { createAnnouncements } from '../notices/announcements.ts';
import { createNotifyManagers, type NotifyManagers } from '../notices/managers.ts';
import { paperRetention } from '../review/workflow/papers.ts';
import { actions } from './actions.ts';
import { createInstitutionAdminPages } from './admin-pages.ts';
import { certification, certificationProgress } from './certification/certification.ts';
import { createMailedCertificationPages } from './certification/mailed-pages.ts';
import { createProfilePages } from './certification/profile-pages.ts';
import { type Closing, createClosing } from './closing.ts';
import { fact } from './facts.ts';
import { institutionFinder, memberFinders } from './finders.ts';
import { endPapers } from './institution/store.ts';
import { createTies } from './institution/ties.ts';
import { createInvitationLinks, type InvitationLinks } from './members/invitation-links.ts';
import { createInvitations, type Invitations } from './members/invitations.ts';
import { createInviteLinkPages } from './members/invite-link-pages.ts';
import { createHeadOf, createMembers, type Members } from './members/members.ts';
import { createMemberPages } from './members/pages.ts';
import type { InstitutionNeeds } from './needs.ts';
import { institutionPageKind } from './page/kind.ts';
import { createPagePages } from './page/pages.ts';
import { createInstitutionPages, type InstitutionPages } from './page/service.ts';
import { personal } from './personal-data.ts';
import { createJoinPages } from './registration/pages.ts';
import { createInstitutionRegistration, type RegisterInstitution } from './registration/register.ts';
import { sealed } from './sealed.ts';
import { createInstitutions, type Institutions } from './service.ts';

type Service = Pick<LateServices, 'tieOf' | 'mustBeOpen'> & {
  /** Institutions: read, entered, and who works there. */
  institutions: Institutions;
  /** A letter to the 管理员 and 经办人 of one, within the caller's transaction; returns its recipients. */
  notifyManagers: NotifyManagers;
  /** R11: a person registers one and becomes its owner. */
  registerInstitution: RegisterInstitution;
  /** 成员与权限. */
  members: Members;
  /** Invitations by phone number. */
  invitations: Invitations;
  /** Invitations by a link. */
  invitationLinks: InvitationLinks;
  /** 文旅号. */
  institutionPages: InstitutionPages;
  /** 停用 and 恢复. */
  closing: Closing;
};

/** Institutions: certified, run by their members, notified by letter. */
export function createInstitutionsModule(needs: InstitutionNeeds): Module<Service> {
  const { clock, accounts, notices, publicUrl } = needs;
  const tieOf = createTies({ ...needs, reachLocked: accounts.reachLocked });
  const institutions = createInstitutions({ ...needs, tieOf });
  const notifyManagers = createNotifyManagers({ ...institutions, notices, accounts });
  const headOf = createHeadOf({ clock, reach: accounts.reach });
  const own = { ...needs, institutions, notifyManagers, headOf };
  const service = {
    ...{ institutions, notifyManagers, tieOf, mustBeOpen: institutions.mustBeOpen },
    registerInstitution: createInstitutionRegistration(own),
    members: createMembers(needs),
    invitations: createInvitations(own),
    invitationLinks: createInvitationLinks(own),
    institutionPages: createInstitutionPages(needs),
    closing: createClosing(own),
  };
  return {
    service,
    personal,
    sealed,
    actions,
    finders: [institutionFinder(service), ...memberFinders(service)],
    menu: [
      {
        side: 'staff',
        key: 'institutions',
        href: '/admin/institutions',
        label: fact('institutions.menu_institutions'),
        order: 30,
        gap: true,
      },
      {
        side: 'member',
        key: 'institution',
        href: '/console/institution',
        label: fact('institutions.menu_institution'),
        order: 100,
        gap: true,
      },
      {
        side: 'member',
        key: 'members',
        href: '/console/members',
        label: fact('institutions.menu_members'),
        order: 110,
      },
      {
        side: 'member',
        key: 'institution-page',
        href: '/console/institution/page',
        label: fact('institutions.menu_page'),
        order: 105,
      },
    ],
    pages(services) {
      const all = { ...needs, ...service, ...services };
      return [
        ...createJoinPages(all),
        ...createProfilePages(all),
        ...createPagePages(all),
        ...createMemberPages(all),
        ...createInviteLinkPages(all),
        ...createMailedCertificationPages(all),
        ...createInstitutionAdminPages(all),
      ];
    },
    progress: [certificationProgress(own)],
    kinds: [certification(own), institutionPageKind({ ...own, ...service })],
    jobs: [endsPapers(needs)],
    ...createAnnouncements({ notices, notifyManagers, publicUrl }),
  };
}

/** A closed institution has no agent; until then it may come back. */
const endsPapers = ({ db, clock, seal }: Pick<InstitutionNeeds, 'db' | 'clock' | 'seal'>): ScheduledJob => ({
  name: 'institutions.papers',
  schedule: '49 3 * * *',
  async run() {
    const before = after(clock.now(), -paperRetention);
    let beyond: string | undefined;
    do {
      const asked = { before, beyond, limit: 200 };
      beyond = await db.transaction((trx) => endPapers(trx, seal, asked));
    } while (beyond !== undefined);
  },
});

export const institutionCommands = async () => (await import('./commands.ts')).commands;
