import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { may as mayInReview } from '../../review/policies.ts';
import { isUnderWay } from '../../review/progress.ts';
import type { Review } from '../../review/workflow/service.ts';
import { isEditable, stateNames } from '../../review/workflow/transitions.ts';
import { may } from '../policies.ts';
import { pageKind } from './kind.ts';
import type { InstitutionPages } from './service.ts';

const path = '/console/institution/page';
type Needs = { pages: Pages; institutionPages: InstitutionPages; review: Pick<Review, 'list'> };

/** 文旅号 in the back office: the shown version, the ones before it, and the change that is under way. */
export function createPagePages({ pages, institutionPages, review }: Needs): Route[] {
  async function show(ctx: Context) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const [versions, [latest]] = await Promise.all([
      institutionPages.versions(institutionId),
      review.list({ institutionId, kinds: [pageKind] }, undefined, 1),
    ]);
    const data = {
      kind: pageKind,
      publicHref: `/i/${institutionId}`,
      versions,
      isShown: versions.some(({ shown }) => shown),
      paper: isUnderWay(latest)
        ? { id: latest.id, name: stateNames[latest.state], isEditable: isEditable(latest.state) }
        : undefined,
      maySend: permits(mayInReview('send a submission, where its kind names no others'), actor),
      mayChoose: permits(may('choose the version of the page that citizens see'), actor),
    };
    pages.show(ctx, 'institutions/page', data, { title: '文旅号', here: 'institution-page' });
  }

  async function choose(ctx: Context, { version = '' }: Form) {
    const actor = memberOf(ctx);
    await institutionPages.show(actor, actor.institutionId, /^\d{1,6}$/.test(version) ? Number(version) : undefined);
    seeOther(ctx, path);
  }

  return [
    page(path, may('see the page of the institution'), show),
    form(path, may('choose the version of the page that citizens see'), choose),
  ];
}
