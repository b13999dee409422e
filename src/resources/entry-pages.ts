import type Router from '@koa/router';
import { Problem } from '../errors.ts';
import { type Data, fieldsIn, shown, typed } from '../fields/form.ts';
import type { Files } from '../files/service.ts';
import { frameOf, type Guards, memberOf } from '../http/access.ts';
import { readForm } from '../http/body.ts';
import type { Context, State } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { PageOptions, Pages } from '../http/page.ts';
import { presentAnswers, uploadsByField, uploadsIn } from '../review/answers.ts';
import type { Review } from '../review/service.ts';
import type { Names } from '../review/timeline-of.ts';
import { isEditable } from '../review/transitions.ts';
import { dataIn, formOf } from './canonical.ts';
import type { Channels } from './channels.ts';
import { channelNamed } from './channels.ts';
import { presentOwn } from './presented.ts';
import type { Resources } from './service.ts';

export type EntryNeeds = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  resources: Resources;
  review: Pick<Review, 'find'>;
  files: Pick<Files, 'describe'>;
  names: Names;
};

type Needs = EntryNeeds & {
  channels: Channels;
  options: (ctx: Context, title: string) => PageOptions;
  mayWrite: (ctx: Context) => boolean;
};

type Typed = { why?: string; live?: Data; problems?: Readonly<Record<string, string>> };

const endings = { superseded: '由新版替换', withdrawn: '已撤回', expired: '到期下线' } as const;

/** One entry: what it says, how it stands, its versions, and what can be done with it. */
export function addEntryPages(router: Router<State>, needs: Needs): void {
  const { pages, formTokens, guards, resources, review, files, channels, options, mayWrite } = needs;
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const posted = async (ctx: Context) => {
    const form = await readForm(ctx);
    formTokens.verify(ctx, form);
    return form;
  };
  const idIn = (ctx: Context): string => ctx.params.id ?? '';

  async function show(ctx: Context, { why = '', live: given, problems = {} }: Typed = {}) {
    const actor = memberOf(ctx);
    const { entry, published, values, submission, live } = await resources.contents(actor, idIn(ctx));
    const channel = channelNamed(entry.channel, channels);
    const form = formOf(channel);
    const data = values === undefined ? (submission?.data ?? {}) : dataIn(channel, values);
    const [versions, withdrawal, kept] = await Promise.all([
      resources.versions(entry.id),
      entry.withdrawalId === undefined ? undefined : review.find(entry.withdrawalId),
      files.describe(uploadsIn(form, data), entry.institutionId),
    ]);
    const liveFields = fieldsIn(channel.live ?? {});
    const liveData = live === undefined ? {} : dataIn(channel, live.data);
    const isMine = mayWrite(ctx);
    const presented = presentOwn(entry, channels, isMine);
    const isWithdrawing =
      withdrawal !== undefined && withdrawal.state !== 'approved' && withdrawal.state !== 'rejected';
    pages.show(
      ctx,
      'resources/entry',
      {
        entry: presented,
        published: published && { at: published.publishedAt, until: published.expiresAt, version: published.version },
        answers: presentAnswers(form, { data, uploads: uploadsByField(form, data, kept), masked: false }),
        versions: versions.map(({ version, publishedAt, endedAt, why }) => ({
          version,
          publishedAt,
          endedAt,
          ending: why && endings[why],
        })),
        submission: submission && {
          href: `/console/submissions/${submission.id}`,
          isEditable: isEditable(submission.state),
          reason: submission.state === 'returned' || submission.state === 'rejected' ? submission.reason : undefined,
        },
        withdrawal: isWithdrawing && { href: `/console/submissions/${withdrawal.id}` },
        may: {
          revise: isMine && presented.isPublic && entry.reviewState === 'approved' && !isWithdrawing,
          withdraw: isMine && presented.isPublic && !isWithdrawing,
          remove:
            isMine &&
            entry.publicationState === undefined &&
            (isEditable(entry.reviewState) || entry.reviewState === 'rejected'),
          live: isMine && liveFields.length > 0 && presented.isPublic,
        },
        live: {
          fields: liveFields,
          rows: liveFields.map((field) => ({ title: field.title, text: shown(field, liveData[field.name]) })),
          at: live?.updatedAt,
        },
        values: { ...liveData, ...given, why },
      },
      { ...options(ctx, presented.title), problems },
    );
  }

  /** What a verb refuses stands on the page again, with what was typed. */
  const trying = async (ctx: Context, typedIn: Typed, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      const { reason, ...others } = error.fields; // a live state has a reason of its own
      const problems = typedIn.why === undefined || reason === undefined ? error.fields : { ...others, why: reason };
      return show(ctx, { ...typedIn, problems });
    }
    go(ctx, `/console/resources/${idIn(ctx)}`);
  };

  router.get('/:id', guards.certified(), (ctx) => show(ctx));

  router.post('/:id/revise', guards.certified('owner', 'agent'), async (ctx) => {
    await posted(ctx);
    const { id } = await resources.revise(memberOf(ctx), idIn(ctx));
    go(ctx, `/console/submissions/${id}`);
  });

  router.post('/:id/withdraw', guards.certified('owner', 'agent'), async (ctx) => {
    const { why = '' } = await posted(ctx);
    await trying(ctx, { why }, () => resources.withdraw(memberOf(ctx), idIn(ctx), why));
  });

  router.post('/:id/live', guards.certified('owner', 'agent'), async (ctx) => {
    const form = await posted(ctx);
    const actor = memberOf(ctx);
    const { channel } = await resources.get(actor, idIn(ctx));
    const fields = channelNamed(channel, channels).live ?? {};
    const live = typed([{ name: 'live', title: '', fields }], form);
    await trying(ctx, { live }, () => resources.setLive(actor, idIn(ctx), live));
  });

  router.get('/:id/remove', guards.certified('owner', 'agent'), async (ctx) => {
    const entry = presentOwn(await resources.get(memberOf(ctx), idIn(ctx)), channels, true);
    pages.show(ctx, 'resources/remove', { entry, action: ctx.path }, { ...frameOf(ctx), ...options(ctx, '删除草稿') });
  });
  router.post('/:id/remove', guards.certified('owner', 'agent'), async (ctx) => {
    await posted(ctx);
    await resources.remove(memberOf(ctx), idIn(ctx));
    go(ctx, '/console/resources');
  });
}
