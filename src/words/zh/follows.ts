import type { FollowFacts } from '../../citizens/follows/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'follows.menu_follows': '我的关注',
  'follows.card_note': ({ names, count }) =>
    count === 0
      ? '在文化馆、图书馆的页面上点“关注”，近期的活动就列在这里'
      : count > names.length
        ? `${names.join('、')}等 ${count} 家`
        : names.join('、'),
  'follows.not_found': '没有这家机构的页面，可能已经停用。',
  'follows.max_reached': ({ max }) => `最多关注 ${max} 家，请先取消一些不常看的`,
} satisfies Catalogue<FollowFacts>;
