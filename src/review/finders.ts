import type { Member, Staff } from '../actor.ts';
import type { Clock } from '../clock.ts';
import { patternsOf, type SearchQuery } from '../fields/search-query.ts';
import type { Finder } from '../http/search.ts';
import { due } from './days/waiting-words.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { Review } from './workflow/service.ts';
import { type State, stateNames } from './workflow/transitions.ts';

/** The next step of one. */
const steps: Readonly<Partial<Record<State, string>>> = { submitted: 'claim', returned: 'correct', draft: 'continue' };

/** Submissions by title, kind, institution or id: an institution's own, and for reviewers the waiting ones of their regions. */
export function submissionFinders({ review, clock }: { review: Review; clock: Clock }): Finder[] {
  const find = (home: string) => async (actor: Member | Staff, asked: SearchQuery, limit: number) =>
    (await review.named(actor, patternsOf(asked), limit)).map((each) => ({
      title: each.title,
      notes: [
        ...[review.kind(each.kind).title, actor.kind === 'staff' ? each.institution : '', stateNames[each.state]],
        actor.kind === 'staff' && each.dueAt !== undefined ? due(each.dueAt, clock.now()).words : '',
      ],
      href: `${home}/${each.id}`,
      can: [steps[each.state] ?? ''],
    }));
  const kind = fact('review.found_kind');
  return [
    {
      kind,
      policy: may('write and send submissions'),
      side: 'member',
      actions: {
        correct: { policy: may('write and send submissions'), label: fact('review.do_correct') },
        continue: { policy: may('write and send submissions'), label: fact('review.do_continue') },
      },
      find: find('/console/submissions'),
    },
    {
      kind,
      policy: may('see and claim submissions'),
      side: 'staff',
      actions: { claim: { policy: may('see and claim submissions'), label: fact('review.do_claim') } },
      find: find('/admin/review'),
    },
  ];
}
