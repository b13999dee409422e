import type { Staff } from '../../actor.ts';
import { daysLeft } from '../../applications/aksk/lifetime.ts';
import { may as mayInApplications } from '../../applications/policies.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import type { Speech } from '../../fact.ts';
import { permits } from '../../http/access.ts';
import { leadingTo, staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, type Route } from '../../http/route.ts';
import { age, due, lastly } from '../../review/days/waiting-words.ts';
import { may as mayInReview } from '../../review/policies.ts';
import type { Review } from '../../review/workflow/service.ts';
import { may } from '../policies.ts';
import { type Visit, type Visitor, visitorWith } from '../visitor.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  review: Pick<Review, 'counts' | 'waiting' | 'newest' | 'kind'>;
  applications: Pick<Applications, 'search'>;
  visit: Visit;
  /** The pages where this person does something. */
  search: { offers(visitor: Visitor, side: 'staff', say: Speech['say']): { title: string; href: string }[] };
};

/** O1 工作台: the queues and their age, one's own claims, the AKs that end; for staff without a queue the actions that are theirs. */
export function createDeskPages({ pages, clock, review, applications, visit, search }: Needs): Route[] {
  const visitorOf = visitorWith(visit);
  async function queuesOf(actor: Staff, now: Date) {
    const counted = await review.counts(actor);
    const kinds = Map.groupBy(counted, ({ kind }) => kind);
    return [...kinds].map(([kind, parts]) => {
      const oldest = parts.flatMap((part) => part.oldest ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0];
      return {
        title: review.kind(kind).title,
        href: `/admin/review?${new URLSearchParams({ kind })}`,
        count: parts.reduce((sum, { count }) => sum + count, 0),
        late: parts.reduce((sum, { late }) => sum + late, 0),
        oldest: oldest && age(oldest, now),
      };
    });
  }

  async function mineOf(actor: Staff, now: Date) {
    const found = await review.waiting(actor, { claimedBy: actor.accountId, states: ['claimed'] }, undefined, 10);
    return found.map(({ id, kind, title, institution, dueAt }) => ({
      href: `/admin/review/${id}`,
      title,
      kind: review.kind(kind).title,
      institution,
      due: dueAt === undefined ? undefined : due(dueAt, now),
    }));
  }

  async function lastDecision(actor: Staff, now: Date): Promise<string | undefined> {
    const states = ['approved', 'returned', 'rejected'] as const;
    const found = await review.newest(actor, { states }, undefined, 20);
    const times = found.flatMap(({ decidedAt }) => decidedAt ?? []).toSorted((a, b) => b.getTime() - a.getTime());
    return times[0] && lastly(times[0], now);
  }

  async function expiring(ctx: Context, actor: Staff, now: Date) {
    const { found } = await applications.search(actor, { show: 'expiring' }, undefined, 50);
    return found
      .flatMap(({ clientId, name, institution, expiresAt }) =>
        expiresAt === undefined
          ? []
          : [
              {
                href: leadingTo(ctx, `/admin/applications/${encodeURIComponent(clientId)}`),
                ...{ name, institution, expiresAt, left: daysLeft(expiresAt, now) },
              },
            ],
      )
      .toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime())
      .slice(0, 10);
  }

  async function showAdmin(ctx: Context) {
    const actor = staffOf(ctx);
    const now = clock.now();
    const [queues, mine, last] = permits(mayInReview('see and claim submissions'), actor)
      ? await Promise.all([queuesOf(actor, now), mineOf(actor, now), lastDecision(actor, now)])
      : [undefined, [], undefined];
    const keys = permits(mayInApplications('see every AK'), actor) ? await expiring(ctx, actor, now) : undefined;
    const waiting = queues?.reduce((sum, { count }) => sum + count, 0) ?? 0;
    const late = queues?.reduce((sum, queue) => sum + queue.late, 0) ?? 0;
    const ending = leadingTo(ctx, '/admin/applications?show=expiring');
    const offers = queues === undefined ? search.offers(await visitorOf(ctx), 'staff', ctx.state.speech.say) : [];
    const data = { queues, mine, last, keys, ending, waiting, late, offers };
    pages.show(ctx, 'console/desk', data, { title: '工作台', here: 'desk' });
  }

  return [page('/admin', may('see the desk of the staff'), showAdmin)];
}
