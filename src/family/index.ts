import type { Module } from '../module.ts';
import type { Deletions } from '../privacy/deletions.ts';
import { createFamilyPages } from './pages.ts';
import { createFamily, type Family, type FamilyNeeds } from './service.ts';

type Needs = Omit<FamilyNeeds, 'deletions'> & { privacy: { deletions: Deletions } };

/** 家庭账号: children under 14 through their guardians. */
export function createFamilyModule(needs: Needs): Module<{ family: Family }> {
  const family = createFamily({ ...needs, deletions: needs.privacy.deletions });
  return {
    service: { family },
    menu: [{ side: 'citizen', key: 'family', href: '/account/family', label: '家庭账号', order: 55 }],
    personal: async () => (await import('./personal-data.ts')).personal,
    pages: (doors) => createFamilyPages({ ...needs, ...doors, family }),
  };
}
