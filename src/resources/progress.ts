import type { ProgressLine } from '../module.ts';
import type { Count } from './entry-list-store.ts';
import type { Resources } from './service.ts';

const home = '/console/resources';

/** R41: what an institution shares, and what is left to do about it. */
export const resourceProgress = (resources: Pick<Resources, 'counts'>): ProgressLine => ({
  ...{ key: 'resources', title: '资源', part: 'integration', order: 3 },
  async of(institutionId) {
    const counts = await resources.counts(institutionId);
    const sum = (standing: Count['standing']) =>
      counts.filter((each) => each.standing === standing).reduce((all, { count }) => all + count, 0);
    if (counts.length === 0)
      return { progress: 'open', note: '把活动、场馆、课程等发布到国家公共文化云', href: `${home}/new` };
    const [published, waiting, returned, drafts] = [sum('published'), sum('in_review'), sum('returned'), sum('draft')];
    const note = [
      published > 0 ? `已发布 ${published} 条` : '',
      waiting > 0 ? `${waiting} 条审核中` : '',
      returned > 0 ? `${returned} 条退回修改` : '',
      drafts > 0 ? `${drafts} 条草稿` : '',
    ].filter(Boolean);
    const progress = returned > 0 ? 'returned' : published > 0 ? 'done' : waiting > 0 ? 'reviewing' : 'active';
    return { progress, note: note.join('，') || '没有正在发布的内容', href: home };
  },
});
