import type { Sample } from './sample.ts';
import { accountPage } from './sample-values.ts';
import { comingEvents } from './samples-public.ts';

const page = accountPage('我的关注', 'follows');
const [hall, library] = ['0192d3a0-0000-7000-8000-000000000001', '0192d3a0-0000-7000-8000-000000000002'] as const;

export const followSamples = {
  'follows-none': { view: 'follows/list', data: { asked: undefined, followed: [] }, page },
  'follows-list': {
    view: 'follows/list',
    data: {
      asked: { id: '0192d3a0-0000-7000-8000-000000000003', name: '青溪县博物馆', isFollowed: false },
      followed: [
        { id: hall, name: '青溪县文化馆', href: `/i/${hall}`, listings: comingEvents },
        { id: library, name: '青溪县图书馆', href: `/i/${library}`, listings: [] },
      ],
    },
    page,
  },
} as const satisfies Record<string, Sample>;
