/** How it stands, in one word for lists, filters and programs. */
export const standings = {
  draft: '草稿',
  in_review: '审核中',
  returned: '退回修改',
  rejected: '不予通过',
  scheduled: '定时发布',
  published: '已发布',
  withdrawn: '已撤回',
  expired: '已过期',
} as const;

export type Standing = keyof typeof standings;
export const isStanding = (value: string): value is Standing => Object.hasOwn(standings, value);
