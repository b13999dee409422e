import { Problem, type Problems } from '../../errors.ts';
import { type Data, displayValue, fieldsIn, typed } from '../../fields/form.ts';
import { type Files, mayReadUploads } from '../../files/service.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { presentAnswers, uploadsByField, uploadsIn } from '../../review/workflow/answers.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Names } from '../../review/workflow/timeline-of.ts';
import { isEditable } from '../../review/workflow/transitions.ts';
import { dataIn, formOf } from '../channels/canonical.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import type { FailingAddress } from '../channels/watched-addresses.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { presentOwn } from './presented.ts';
import type { Resources } from './service.ts';

export type EntryNeeds = {
  pages: Pages;
  resources: Resources;
  review: Pick<Review, 'find'>;
  files: Pick<Files, 'describe'>;
  names: Names;
  addressWatch: { ofEntry(entryId: string): Promise<readonly FailingAddress[]> };
};

type Needs = EntryNeeds & {
  channels: Channels;
  mayWrite: (ctx: Context) => boolean;
};

type Typed = { why?: string; live?: Data; problems?: Readonly<Problems> };

/** How a version went offline. */
const endings = { superseded: '由新版替换', withdrawn: '已撤回', expired: '到期下线' };

/** One entry: its data, its state, its versions, and its actions. */
export function createEntryPages(needs: Needs): Route[] {
  const { pages, resources, review, files, channels, mayWrite, addressWatch } = needs;
  const idIn = (ctx: Context): string => param(ctx, 'id');

  async function show(ctx: Context, { why = '', live: given, problems = {} }: Typed = {}) {
    const actor = memberOf(ctx);
    const { entry, published, values, submission, live } = await resources.contents(actor, idIn(ctx));
    const channel = channelNamed(entry.channel, channels);
    const form = formOf(channel);
    const data = values === undefined ? (submission?.data ?? {}) : dataIn(channel, values);
    const [versions, withdrawal, kept, failing] = await Promise.all([
      resources.versions(entry.id),
      entry.withdrawalId === undefined ? undefined : review.find(entry.withdrawalId),
      files.describe(uploadsIn(form, data), entry.institutionId),
      addressWatch.ofEntry(entry.id),
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
        failing: failing.map(({ field, url, isGone, cause }) =>
          ctx.state.speech.say(fact('resources.address_failing', { field, url, isGone, cause })),
        ),
        filesAt: mayReadUploads(actor) ? '/console/files/' : '',
        answers: presentAnswers(form, { data, uploads: uploadsByField(form, data, kept), masked: false }),
        versions: versions.map(({ version, publishedAt, endedAt, why = 'superseded' }) => ({
          ...{ version, publishedAt, endedAt },
          ended: endings[why],
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
          rows: liveFields.map((field) => ({ title: field.title, text: displayValue(field, liveData[field.name]) })),
          at: live?.updatedAt,
        },
        values: { ...liveData, ...given, why },
      },
      { title: presented.title, here: 'resources', problems },
    );
  }

  /** The problem of a verb is shown on the page again, with the typed values. */
  const trying = async (ctx: Context, typedIn: Typed, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      const { reason, ...others } = error.fields; // a live state has a reason of its own
      const problems = typedIn.why === undefined || reason === undefined ? error.fields : { ...others, why: reason };
      return show(ctx, { ...typedIn, problems });
    }
    seeOther(ctx, `/console/resources/${idIn(ctx)}`);
  };

  async function revise(ctx: Context) {
    const { id } = await resources.revise(memberOf(ctx), idIn(ctx));
    seeOther(ctx, `/console/submissions/${id}`);
  }

  async function setLive(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const { channel } = await resources.get(actor, idIn(ctx));
    const fields = channelNamed(channel, channels).live ?? {};
    const live = typed([{ name: 'live', title: '', fields }], form);
    await trying(ctx, { live }, () => resources.setLive(actor, idIn(ctx), live));
  }

  async function askToRemove(ctx: Context) {
    const entry = presentOwn(await resources.get(memberOf(ctx), idIn(ctx)), channels, true);
    pages.show(ctx, 'resources/remove', { entry, action: ctx.path }, { title: '删除草稿', here: 'resources' });
  }

  async function remove(ctx: Context) {
    await resources.remove(memberOf(ctx), idIn(ctx));
    seeOther(ctx, '/console/resources');
  }

  return [
    page('/console/resources/:id', may('see own entries'), (ctx) => show(ctx)),
    form('/console/resources/:id/revise', may('write entries, one by one and by workbook'), revise),
    form('/console/resources/:id/withdraw', may('write entries, one by one and by workbook'), (ctx, { why = '' }) =>
      trying(ctx, { why }, () => resources.withdraw(memberOf(ctx), idIn(ctx), why)),
    ),
    form('/console/resources/:id/live', may('write entries, one by one and by workbook'), setLive),
    page('/console/resources/:id/remove', may('write entries, one by one and by workbook'), askToRemove),
    form('/console/resources/:id/remove', may('write entries, one by one and by workbook'), remove, {
      asks: fact('resources.ask_discard'),
    }),
  ];
}
