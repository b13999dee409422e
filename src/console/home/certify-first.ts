import type { MemberRole } from '../../actor.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { ProgressLine } from '../../module.ts';

type Of = { institutionId: string; institution: string; role: MemberRole };
type Needs = { pages: Pages; progress: readonly ProgressLine[] };

/** R14: replaces a page that requires certification: the progress so far, the next step, and the pages already open. */
export function createCertifyFirst({ pages, progress }: Needs) {
  const certification = progress.find(({ key }) => key === 'certification');
  return async (ctx: Context, { institutionId, institution, role }: Of) => {
    const standing = await certification?.of(institutionId);
    pages.show(
      ctx,
      'console/certify-first',
      {
        institution,
        isReviewing: standing?.progress === 'reviewing',
        href: standing?.href ?? '/console/institution',
        isDeveloper: role === 'developer',
      },
      { title: '认证通过后开放', status: 403 },
    );
  };
}
