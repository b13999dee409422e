import { may as mayInAccounts } from '../accounts/policies.ts';
import type { Member } from '../actor.ts';
import { permits } from '../http/access.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { page, type Route } from '../http/route.ts';
import type { Institutions } from '../institutions/service.ts';
import { may as mayInReview } from '../review/policies.ts';
import type { Review } from '../review/workflow/service.ts';
import { openStates, stateNames } from '../review/workflow/transitions.ts';
import { presented } from './aksk/presented.ts';
import { mayManage } from './aksk/rights.ts';
import type { DetailNeeds } from './detail-needs.ts';
import { createDetail, createDetailPages } from './detail-pages.ts';
import { may } from './policies.ts';
import { createSandboxPages } from './sandbox-pages.ts';
import { createSecretPages } from './secret-pages.ts';
import { createSecurityPages } from './security-pages.ts';

type Needs = DetailNeeds & { review: Pick<Review, 'list'>; institutions: Pick<Institutions, 'get'> };

/** A hired developer sees the changes of the named applications only. */
const isOwn = ({ applications }: Member, subjectId: string | undefined) =>
  applications === undefined || (subjectId !== undefined && applications.includes(subjectId));

/** 应用与密钥: an institution's applications, and everything about one of them. */
export function createApplicationPages(needs: Needs): Route[] {
  const { pages, clock, applications, integrationLog, review, institutions } = needs;
  const detail = createDetail(needs);

  async function list(ctx: Context) {
    const actor = memberOf(ctx);
    const own = await applications.ofInstitution(actor);
    const { certifiedAt } = await institutions.get(actor.institutionId);
    const isCertified = certifiedAt !== undefined;
    const [recent, pending] = await Promise.all([
      integrationLog.recent(own.map(({ clientId }) => clientId)),
      review.list({ institutionId: actor.institutionId, kinds: ['application'], states: openStates }),
    ]);
    const now = clock.now();
    const data = {
      apps: own.map((application) => ({
        ...presented(application, now),
        lastCall: recent.get(application.clientId)?.lastAt,
        mayRenew: mayManage(actor, application) && application.disabledAt === undefined,
      })),
      pending: pending
        .filter(({ subjectId }) => isOwn(actor, subjectId))
        .map(({ id, title, state, subjectId, submittedAt, dueAt }) => ({
          href: `/console/submissions/${id}`,
          title,
          state: stateNames[state],
          isOpen: state !== 'draft' && state !== 'returned',
          isReturned: state === 'returned',
          isChange: subjectId !== undefined,
          submittedAt,
          dueAt,
        })),
      maySend: isCertified && permits(mayInReview('send a submission, where its kind names no others'), actor),
      isCertified,
      mayTry: permits(mayInAccounts('work in the sandboxes of the institution'), actor),
    };
    pages.show(ctx, 'applications/list', data, { title: '应用与密钥', here: 'applications' });
  }

  return [
    page('/console/applications', may('see the AKs of the institution'), list),
    ...createDetailPages(detail, needs),
    ...createSecretPages(detail, needs),
    ...createSecurityPages(detail, needs),
    ...createSandboxPages(detail, needs),
  ];
}
