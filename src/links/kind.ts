import { forbidden, notFound } from '../errors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { ProgressLine } from '../module.ts';
import { isUnderWay, latestOf, reviewStanding } from '../review/progress.ts';
import type { Kind } from '../review/workflow/kind.ts';
import type { Review } from '../review/workflow/service.ts';
import { fact } from './facts.ts';
import { checkLink, linkData, linkFields, linkOf } from './link.ts';
import type { Links } from './service.ts';

type Needs = { links: Links; institutions: Pick<Institutions, 'get'> };

/** 端口对接: a link with two pictures on the Cloud's pages. */
export const linkKind = ({ links, institutions }: Needs): Kind => ({
  name: 'link',
  title: '端口链接',
  form: {
    groups: [
      {
        name: 'link',
        title: '端口对接（友情链接）',
        lead: '审核通过后显示在国家公共文化云首页的合作平台区。',
        fields: linkFields,
      },
    ],
    check: checkLink,
  },
  dueInWorkingDays: 3,
  titleOf: ({ linkName = '' }) => linkName,
  async mayStart(institutionId, subjectId) {
    const { certifiedAt } = await institutions.get(institutionId);
    if (certifiedAt === undefined) throw forbidden(fact('links.certified_first'));
    if (subjectId !== undefined && (await links.valuesOf(subjectId, institutionId)) === undefined)
      throw notFound(fact('links.not_found'));
  },
  async prefill(institutionId, subjectId) {
    const known = subjectId === undefined ? undefined : await links.valuesOf(subjectId, institutionId);
    return known === undefined ? {} : linkData(known);
  },
  async draw({ institutionId }, values) {
    const link = linkOf(values);
    if (link !== undefined) await links.mustRender(institutionId, link);
  },
  async maySubmit(trx, { institutionId }, values) {
    const link = linkOf(values);
    if (link !== undefined) await links.mustRender(institutionId, link, trx);
  },
  async checks({ data }) {
    const secure = [data.linkPcUrl, data.linkH5Url].filter((url) => url?.startsWith('http:'));
    return secure.length > 0
      ? [{ field: 'linkPcUrl', verdict: 'warn', says: fact('links.not_https') }]
      : [{ verdict: 'ok', says: fact('links.https') }];
  },
  async onApproved(trx, { submission, values, actor }) {
    const link = linkOf(values);
    if (link === undefined) return undefined;
    const { institutionId, subjectId } = submission;
    return links.open(trx, { institutionId, values: link, actor, ...(subjectId !== undefined && { id: subjectId }) });
  },
  hrefOf: () => '/console/links',
});

/** 端口互访. A link may have come with an application (R21), and may have been taken down since. */
export const linkProgress = ({
  links,
  review,
}: Pick<Needs, 'links'> & { review: Pick<Review, 'list'> }): ProgressLine => ({
  ...{ key: 'links', title: '端口互访', part: 'integration', order: 1 },
  async of(institutionId) {
    const href = '/console/links';
    const next = { sentence: '下一件事：登记端口链接，双方首页互相放上链接。', label: '登记端口链接' };
    const [sent, known] = await Promise.all([latestOf(review, institutionId, 'link'), links.list(institutionId)]);
    if (isUnderWay(sent)) return { ...reviewStanding(sent), href };
    const online = known.filter(({ state }) => state === 'online').length;
    if (online > 0) return { progress: 'done', note: `${online} 个链接已上线`, href };
    if (known.length > 0) return { progress: 'open', note: '链接已下线，可以重新上线', href, next };
    return {
      progress: 'open',
      note: sent === undefined ? '还没有登记贵方的网站链接' : reviewStanding(sent).note,
      href,
      next,
    };
  },
});
