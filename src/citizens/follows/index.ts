import type { Module } from '../../module.ts';
import type { PublicResources } from '../../resources/public/public.ts';
import { fact } from './facts.ts';
import { createFollowPages } from './pages.ts';
import { personal } from './personal-data.ts';
import { createFollows, type FollowNeeds, type Follows } from './service.ts';

type Needs = FollowNeeds & { publicResources: PublicResources };

const named = 3;

/** 我的关注: institutions that a person follows. */
export function createFollowsModule(needs: Needs): Module<{ follows: Follows }> {
  const follows = createFollows(needs);
  return {
    service: { follows },
    menu: [
      { side: 'citizen', key: 'follows', href: '/account/follows', label: fact('follows.menu_follows'), order: 52 },
    ],
    cards: [
      {
        ...{ key: 'follows', href: '/account/follows', title: fact('follows.menu_follows'), order: 35 },
        note: async (accountId) => {
          const all = await follows.list(accountId);
          return fact('follows.card_note', { names: all.slice(0, named).map(({ name }) => name), count: all.length });
        },
      },
    ],
    personal,
    pages: (services) => createFollowPages({ ...needs, ...services, follows }),
  };
}
