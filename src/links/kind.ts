import { forbidden, notFound } from '../errors.ts';
import { day } from '../http/pages/text.ts';
import type { Institutions } from '../institutions/service.ts';
import type { ProgressLine, Standing } from '../module.ts';
import { isUnderWay, latestOf, reviewStanding } from '../review/progress.ts';
import type { Kind } from '../review/workflow/kind.ts';
import type { Review } from '../review/workflow/service.ts';
import { fact } from './facts.ts';
import { checkLink, linkData, linkFields, linkOf } from './link.ts';
import type { Links } from './service.ts';
import type { Watch } from './watch/service.ts';
import { stateWords } from './watch/shown.ts';
import { isGood, type Side, sideNames } from './watch/side.ts';
import type { SideStanding } from './watch/store.ts';

type Needs = { links: Links; institutions: Pick<Institutions, 'get' | 'profile'> };

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
    minutes: 3,
    checksInPart: true,
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
  /** A new link is to the platform that the certification names. */
  async prefill(institutionId, subjectId) {
    const known = subjectId === undefined ? undefined : await links.valuesOf(subjectId, institutionId);
    if (known !== undefined) return linkData(known);
    const { platformName = '', platformUrl = '' } = await institutions.profile(institutionId);
    return { linkName: platformName, linkPcUrl: platformUrl };
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
    const secure = [data.linkPcUrl, data.linkH5Url, data.linkWebHome, data.linkH5Home].filter((url) =>
      url?.startsWith('http:'),
    );
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

/**
 * 端口互访. A link may have come with an application (R21), and may have been taken down since. It is done once a check saw our link on each
 * page of each link, and stays so until the watch alarms.
 */
export const linkProgress = ({
  links,
  linkWatch,
  review,
}: Pick<Needs, 'links'> & { linkWatch: Pick<Watch, 'standings'>; review: Pick<Review, 'list'> }): ProgressLine => ({
  ...{ key: 'links', title: fact('links.progress_title'), part: 'integration', order: 1 },
  async of(institutionId) {
    const href = '/console/links';
    const next = { sentence: fact('links.next_add'), label: fact('links.to_add') };
    const [sent, known] = await Promise.all([latestOf(review, institutionId, 'link'), links.list(institutionId)]);
    const online = known.filter(({ state }) => state === 'online');
    if (online.length > 0) {
      const standings = await linkWatch.standings(online.map(({ id }) => id));
      return ofOnline(
        online.map(({ id }) => id),
        standings,
      );
    }
    if (sent?.state === 'draft')
      return {
        ...{ ...reviewStanding(sent), href: `/console/submissions/${sent.id}` },
        next: { sentence: fact('links.next_send'), label: fact('links.to_send') },
      };
    if (isUnderWay(sent)) return { ...reviewStanding(sent), href };
    if (known.length > 0) return { progress: 'open', note: fact('links.progress_offline'), href, next };
    return {
      progress: 'open',
      note: sent === undefined ? fact('links.progress_none') : reviewStanding(sent).note,
      href,
      next,
    };
  },
});

function ofOnline(ids: readonly string[], standings: readonly SideStanding[]): Standing {
  const count = ids.length;
  const urgent = standings.find(({ alarmedAt }) => alarmedAt !== undefined);
  const isPage = (side: Side) => side === 'web' || side === 'h5';
  const neverSeen = standings.find(
    ({ state, side, foundAt }) => isPage(side) && !isGood(state) && foundAt === undefined,
  );
  // One failed check does not undo the step: the third does.
  const bad = urgent ?? neverSeen;
  if (bad !== undefined) {
    const href = `/console/links/${bad.linkId}/watch`;
    const what = `${sideNames[bad.side]}${stateWords[bad.state]}`;
    const trouble = { since: day(bad.since), what };
    const label = fact('links.to_check');
    const wasNever = bad.foundAt === undefined && bad.state !== 'down';
    const isByScript = bad.state === 'unseen';
    return {
      ...{ progress: 'active', href },
      ...(bad.alarmedAt !== undefined && {
        tasks: [
          {
            ...{ title: fact('links.task_mend'), note: fact('links.progress_bad', trouble), label, href },
            tag: fact('links.task_broken'),
            isOver: true,
          },
        ],
      }),
      note: wasNever ? fact('links.progress_missing', { isByScript }) : fact('links.progress_bad', trouble),
      next: {
        sentence: wasNever ? fact('links.next_place', { isByScript }) : fact('links.next_mend', trouble),
        label,
      },
    };
  }
  const unchecked = ids.filter((id) => standings.every(({ linkId }) => linkId !== id));
  const [first] = unchecked;
  if (first === undefined)
    return { progress: 'done', note: fact('links.progress_online', { count }), href: '/console/links' };
  // The page of the link has the button that checks it now.
  const note = fact('links.progress_unseen', { count, unseen: unchecked.length });
  return { progress: 'active', note, href: `/console/links/${first}/watch` };
}
