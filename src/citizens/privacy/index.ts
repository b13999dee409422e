import type { Accounts } from '../../accounts/service.ts';
import type { Connection } from '../../database/open.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Module, PageServices } from '../../module.ts';
import type { PersonalTable } from '../../personal.ts';
import { actions } from './actions.ts';
import { createDeletions, type DeletionNeeds, type Deletions, type Logins } from './deletions.ts';
import { createExports, type ExportNeeds, type Exports } from './exports.ts';
import { fact } from './facts.ts';
import { createPrivacyPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createPurge } from './purge.ts';
import { createReport, type Report } from './report.ts';
import { createReportPages } from './report-pages.ts';
import { sealed } from './sealed.ts';
import { createTermsAdminPages } from './terms-admin-pages.ts';
import { createTermsPages } from './terms-pages.ts';
import { createTermsTexts } from './terms-texts.ts';

type Needs = Omit<DeletionNeeds & ExportNeeds, 'tables' | 'logins' | 'wording'> & {
  accounts: Pick<Accounts, 'terms'>;
  institutions: Pick<Institutions, 'get'>;
  contact: { phone: string; email: string };
  asks: { personal: () => readonly PersonalTable[] };
};

/** The verbs of the room. */
interface Privacy {
  /** Copies of all that is kept. */
  exports: Exports;
  /** 注销. */
  deletions: Deletions;
  /** 个人信息保护年报. */
  report: Report;
  /** The account changes hands: every platform is notified of the logout, and has to ask for consent again. */
  forgetConsents(trx: Connection, accountId: string): Promise<void>;
  /** The provider, which stands above the rooms, registers its tables and the end of logins once. */
  connect(logins: Logins): void;
}

/** The rights of 个人信息保护法: to have a copy of all that is kept, and to have it erased. It knows no room: each declares its tables. */
export function createPrivacyModule({ asks, ...needs }: Needs): Module<{ privacy: Privacy }> {
  let provider: Logins | undefined;
  const logins = (): Logins => {
    if (provider === undefined) throw new Error('the provider is not there yet');
    return provider;
  };
  const tables = () => [...asks.personal(), ...logins().personal];
  let spoken: Pick<PageServices, 'auditWords' | 'clientNames'> | undefined;
  const exports = createExports({
    ...{ ...needs, tables },
    wording() {
      if (spoken === undefined) throw new Error('the pages are not there yet');
      const { auditWords, clientNames } = spoken;
      return {
        names: clientNames,
        institutions: async (ids) =>
          new Map(await Promise.all(ids.map(async (id) => [id, (await needs.institutions.get(id)).name] as const))),
        verb: auditWords.verb,
        abilities: (scopes) => auditWords.value('granted', scopes),
      };
    },
  });
  const deletions = createDeletions({ ...needs, tables, logins });
  const report = createReport(needs);
  const { terms } = needs.accounts;
  const editions = createTermsTexts({ ...needs, terms });
  return {
    service: {
      privacy: {
        exports,
        deletions,
        report,
        forgetConsents: (trx, accountId) => logins().forgetAll(trx, accountId),
        connect(given) {
          provider = given;
        },
      },
    },
    actions,
    menu: [
      { side: 'citizen', key: 'privacy', href: '/account/privacy', label: fact('privacy.menu_privacy'), order: 60 },
      { side: 'staff', key: 'privacy', href: '/admin/privacy', label: fact('privacy.menu_privacy_staff'), order: 135 },
      { side: 'staff', key: 'terms', href: '/admin/terms', label: fact('privacy.menu_terms'), order: 136 },
    ],
    cards: [
      {
        ...{ key: 'privacy', href: '/account/privacy', title: fact('privacy.card'), order: 50 },
        note: async () => fact('privacy.card_note'),
      },
    ],
    personal,
    sealed,
    pages: (services) => {
      spoken = services;
      return [
        ...createPrivacyPages({ ...needs, ...services, exports, deletions }),
        ...createReportPages({ ...needs, ...services, report }),
        ...createTermsPages({ ...needs, ...services, editions }),
        ...createTermsAdminPages({ ...services, editions, terms }),
      ];
    },
    jobs: [...exports.jobs, deletions.job, createPurge({ ...needs, tables })],
  };
}
