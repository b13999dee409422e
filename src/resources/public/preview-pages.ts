import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { notFound } from '../../errors.ts';
import { actorOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, param, type Route } from '../../http/route.ts';
import { allowMedia } from '../../http/security-headers.ts';
import { pageOf } from '../../institutions/page/institution-page.ts';
import { pageKind } from '../../institutions/page/kind.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import type { Channels } from '../channels/channels.ts';
import { kindOf } from '../entries/kinds.ts';
import type { Pictures } from '../entries/pictures.ts';
import { fact } from '../facts.ts';
import { presentEntry } from '../invitations/entry.ts';
import { may } from '../policies.ts';
import { createInstitutionHome } from './institution-home.ts';
import { asOpened, readable } from './preview.ts';
import type { PublicResources } from './public.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  db: Database;
  review: Pick<Review, 'read' | 'sent'>;
  pictures: Pick<Pictures, 'resolve'>;
  channels: Channels;
  publicResources: PublicResources;
};

/** A preview of the citizens' view of a draft or a submission, pictures included. */
export function createPreviewPages({ pages, clock, db, review, pictures, channels, publicResources }: Needs): Route[] {
  const homeOf = createInstitutionHome({ publicResources, channels, clock });
  const byKind = new Map(Object.values(channels).map((channel) => [kindOf(channel), channel]));

  /** 文旅号 as it would be with this draft. */
  async function showOwnPage(ctx: Context, submission: Submission, filesAt: string, isReviewer: boolean) {
    if (isReviewer && submission.state === 'draft') throw notFound(fact('resources.no_preview'));
    const page = pageOf(isReviewer ? await review.sent(submission) : submission.data);
    const at = page.picture === undefined ? undefined : `${filesAt}${page.picture}`;
    const picture = at === undefined ? undefined : { small: at, large: at, alt: page.pictureAlt ?? '' };
    const host = await publicResources.institution(submission.institutionId);
    const home = await homeOf(host, ctx.state.speech.say, { page, picture, day: undefined });
    const data = { ...home, meta: { noIndex: true }, notes: { isReviewer, missing: [] } };
    pages.show(ctx, 'resources/preview-institution', data, { layout: 'public', title: `预览：${host.name}` });
  }

  const show = (filesAt: string, isReviewer: boolean) => async (ctx: Context) => {
    const submission = await review.read(actorOf(ctx), param(ctx, 'id'));
    if (submission.kind === pageKind) return showOwnPage(ctx, submission, filesAt, isReviewer);
    const channel = byKind.get(submission.kind);
    // A draft that was never sent, or was recalled, is for its institution only.
    if (channel === undefined || (isReviewer && submission.state === 'draft'))
      throw notFound(fact('resources.no_preview'));
    const data = isReviewer ? await review.sent(submission) : submission.data;
    const values = readable(channel, data);
    const [found] = await pictures.resolve(db, submission.institutionId, channel, [values]);
    const files = found !== undefined && 'pictures' in found ? found.pictures : {};
    const opened = asOpened(channel, { ...submission, data }, { values, pictures: files, now: clock.now() });
    const entry = presentEntry(opened, (code) => channels[code], { now: clock.now(), say: ctx.state.speech.say });
    const fileAt = (file: string, alt: string) => ({ small: `${filesAt}${file}`, large: `${filesAt}${file}`, alt });
    const gallery = Array.isArray(values.gallery) ? values.gallery.map(String) : [];
    const shown = {
      ...entry,
      cover: opened.cover !== undefined ? fileAt(opened.cover, String(values.cover_alt ?? '')) : undefined,
      gallery: gallery.flatMap((line, place) =>
        files[line] === undefined ? [] : [fileAt(files[line], `图 ${place + 1}`)],
      ),
    };
    const notes = {
      isReviewer,
      missing:
        found !== undefined && 'problems' in found ? Object.values(found.problems).map(ctx.state.speech.say) : [],
    };
    const page = { layout: 'public', title: `预览：${entry.title || '未命名'}` } as const;
    pages.show(ctx, 'resources/preview', { entry: shown, further: [], meta: { noIndex: true }, notes }, page);
    if (shown.player !== undefined) allowMedia(ctx, shown.player.src);
  };

  return [
    page('/console/resources/previews/:id', may('see own entries'), show('/console/files/', false)),
    page('/admin/previews/:id', may('preview an entry under review'), show('/admin/files/', true)),
  ];
}
