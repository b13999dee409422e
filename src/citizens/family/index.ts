import type { Connection } from '../../database/open.ts';
import { isolated } from '../../fields/person-name.ts';
import type { Module } from '../../module.ts';
import type { Deletions } from '../privacy/deletions.ts';
import type { Exports } from '../privacy/exports.ts';
import { fact } from './facts.ts';
import { createHandoverNotices, type HandoverNoticeNeeds } from './handover-notices.ts';
import { createHandoverPages } from './handover-pages.ts';
import { createHandovers, type HandoverNeeds, type Handovers } from './handovers.ts';
import { createFamilyPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createFamily, type Family, type FamilyNeeds } from './service.ts';

type Needs = Omit<FamilyNeeds & HandoverNeeds, 'deletions' | 'handovers' | 'forgetConsents' | 'notices'> &
  HandoverNoticeNeeds & {
    privacy: {
      deletions: Deletions;
      exports: Exports;
      forgetConsents: (trx: Connection, accountId: string) => Promise<void>;
    };
  };

/** 家庭账号: children under 14 through their guardians, until each takes its account over. */
export function createFamilyModule(needs: Needs): Module<{ family: Family; handovers: Handovers }> {
  const { deletions, exports, forgetConsents } = needs.privacy;
  const notices = createHandoverNotices(needs);
  const handovers = createHandovers({ ...needs, notices, forgetConsents });
  const family = createFamily({ ...needs, notices, deletions, handovers });
  return {
    service: { family, handovers },
    menu: [{ side: 'citizen', key: 'family', href: '/account/family', label: fact('family.menu_family'), order: 55 }],
    cards: [
      {
        ...{ key: 'family', href: '/account/family', title: fact('family.menu_family'), order: 45 },
        note: async (guardianId) => {
          const children = await family.list(guardianId);
          const asked = children.flatMap(({ platforms }) =>
            platforms.filter(({ allowedAt }) => allowedAt === undefined),
          );
          return fact('family.card_note', {
            names: children.map(({ nickname }) => isolated(nickname)),
            asked: asked.length,
          });
        },
      },
    ],
    personal,
    pages: (services) => [
      ...createHandoverPages({ ...needs, ...services, family, handovers }),
      ...createFamilyPages({ ...needs, ...services, family, handovers, exports }),
    ],
    jobs: [handovers.job],
  };
}
