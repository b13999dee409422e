import { notFound, Problem, type Problems } from '../../errors.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { Files } from '../../files/service.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { cloudInstitutionId } from '../../institutions/service.ts';
import { presentAnswers, uploadsByField, uploadsIn } from '../../review/workflow/answers.ts';
import { isEditable, stateNames } from '../../review/workflow/transitions.ts';
import { dataIn, formOf } from '../channels/canonical.ts';
import { presentOwn } from '../entries/presented.ts';
import type { Resources } from '../entries/service.ts';
import { resourceHref } from '../invitations/shown.ts';
import { may } from '../policies.ts';
import { isStanding, standings } from '../standing.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { fact } from './facts.ts';
import { draftPath, type OwnDraftNeeds, ownPlace } from './own-draft-pages.ts';
import { sharing } from './requests/sharing-kind.ts';
import { readText } from './search-text.ts';
import { presentTerms } from './terms/terms.ts';

type Needs = OwnDraftNeeds & {
  resources: Resources;
  catalogue: Pick<Catalogue, 'termsOf'>;
  cursors: Cursors;
  files: Pick<Files, 'describe'>;
};

const base = ownPlace.href;
const pageSize = 30;

/** R50: the operators' publications for the Cloud itself, and whether they are offered to partners. */
export function createOwnPages({ pages, review, resources, catalogue, files, cursors }: Needs): Route[] {
  const channels = Object.fromEntries(resources.channels().map((channel) => [channel.code, channel]));
  const named = resources.channels().map(({ code, name }) => ({ code, name }));
  const places = cursors.byTime('own resources');
  const here = ownPlace.key;
  const present = (entry: Parameters<typeof presentOwn>[0]) => ({
    ...presentOwn(entry, channels, false),
    path: `${base}/${entry.id}`,
  });

  async function list(ctx: Context) {
    const [text, channel] = [
      readText(ctx.query.text),
      named.find(({ code }) => code === ctx.query.channel)?.code ?? '',
    ];
    const status = typeof ctx.query.status === 'string' && isStanding(ctx.query.status) ? ctx.query.status : '';
    const given = {
      ...(channel !== '' && { channel }),
      ...(status !== '' && { status }),
      ...(text !== '' && { text }),
    };
    const filter = {
      ...(channel !== '' && { channel }),
      ...(status !== '' && { standing: status }),
      ...(text !== '' && { text }),
    };
    const found = await resources.listOwn(staffOf(ctx), filter, places.find(given, ctx.query.before), pageSize + 1);
    const rows = found.slice(0, pageSize);
    const terms = await catalogue.termsOf(rows.map(({ id }) => id));
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    const before = last && places.write(given, { at: last.updatedAt, id: last.id });
    const data = {
      rows: rows.map((entry) => ({ ...present(entry), isOpen: terms.get(entry.id)?.open === true })),
      asked: { text, channel, status },
      channels: named,
      standings: Object.entries(standings),
      isFiltered: Object.keys(given).length > 0 || ctx.query.before !== undefined,
      next: before && `${base}?${new URLSearchParams({ ...given, before })}`,
    };
    pages.show(ctx, 'licences/own', data, { title: ownPlace.label, here });
  }

  async function begin(ctx: Context, { channel = '' }: Form) {
    if (!Object.hasOwn(channels, channel)) {
      const data = { channels: named, values: { channel } };
      return pages.show(ctx, 'licences/own-new', data, {
        title: '添加国家云资源',
        here,
        problems: { channel: ofFields('fields.choose', { label: '栏目' }) },
      });
    }
    return seeOther(ctx, draftPath(await resources.begin(staffOf(ctx), channel, cloudInstitutionId)));
  }

  async function find(ctx: Context) {
    const contents = await resources.contents(staffOf(ctx), param(ctx, 'id'));
    if (contents.entry.institutionId !== cloudInstitutionId) throw notFound(fact('licences.no_entry'));
    return contents;
  }

  async function show(ctx: Context, values: { why?: string } = {}, problems: Problems = {}) {
    const { entry, published, values: said, submission } = await find(ctx);
    const form = formOf(resources.channel(entry.channel));
    const data = said === undefined ? (submission?.data ?? {}) : dataIn(resources.channel(entry.channel), said);
    const [kept, terms, papers, withdrawal] = await Promise.all([
      files.describe(uploadsIn(form, data), cloudInstitutionId),
      catalogue.termsOf([entry.id]),
      review.list({ institutionId: cloudInstitutionId, kinds: [sharing], subjectIds: [entry.id] }, undefined, 1),
      entry.withdrawalId === undefined ? undefined : review.find(entry.withdrawalId),
    ]);
    const known = terms.get(entry.id);
    const [paper] = papers;
    const isOpenPaper = paper !== undefined && paper.state !== 'approved' && paper.state !== 'rejected';
    const isWithdrawing =
      withdrawal !== undefined && withdrawal.state !== 'approved' && withdrawal.state !== 'rejected';
    const presented = present(entry);
    const isPublished = entry.publicationState === 'published';
    const view = {
      entry: presented,
      filesAt: '/admin/files/',
      published: published && { at: published.publishedAt, version: published.version, href: resourceHref(entry.id) },
      isPublished,
      answers: presentAnswers(form, { data, uploads: uploadsByField(form, data, kept), masked: false }),
      submission: submission && {
        href: draftPath(submission.id),
        state: stateNames[submission.state],
        isEditable: isEditable(submission.state),
        isOver: submission.state === 'approved',
        reason: submission.state === 'returned' || submission.state === 'rejected' ? submission.reason : undefined,
      },
      terms: known && { ...presentTerms(known.terms), open: known.open },
      paper: isOpenPaper ? { href: draftPath(paper.id), state: stateNames[paper.state] } : undefined,
      withdrawal: isWithdrawing ? { href: draftPath(withdrawal.id) } : undefined,
      may: {
        revise: presented.isPublic && entry.reviewState === 'approved' && !isWithdrawing,
        withdraw: presented.isPublic && !isWithdrawing,
        share: isPublished && !isOpenPaper,
      },
      values,
    };
    pages.show(ctx, 'licences/own-entry', view, { title: presented.title, here, problems });
  }

  async function revise(ctx: Context) {
    const { entry } = await find(ctx);
    seeOther(ctx, draftPath((await resources.revise(staffOf(ctx), entry.id)).id));
  }

  async function editTerms(ctx: Context) {
    const { entry } = await find(ctx);
    const about = { institutionId: cloudInstitutionId, subjectId: entry.id };
    seeOther(ctx, draftPath((await review.begin(staffOf(ctx), sharing, about)).id));
  }

  async function withdraw(ctx: Context, { why = '' }: Form) {
    const { entry } = await find(ctx);
    try {
      await resources.withdraw(staffOf(ctx), entry.id, why);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, { why }, { why: Object.values(error.fields)[0] ?? error.fact });
    }
    return seeOther(ctx, `${base}/${entry.id}`);
  }

  return [
    page('/admin/resources', may("write the Cloud's own entries"), list),
    page('/admin/resources/new', may("write the Cloud's own entries"), (ctx) =>
      pages.show(ctx, 'licences/own-new', { channels: named, values: {} }, { title: '添加国家云资源', here }),
    ),
    form('/admin/resources/new', may("write the Cloud's own entries"), begin),
    page('/admin/resources/:id', may("write the Cloud's own entries"), (ctx) => show(ctx)),
    form('/admin/resources/:id/revise', may("write the Cloud's own entries"), revise),
    form('/admin/resources/:id/terms', may("write the Cloud's own entries"), editTerms),
    form('/admin/resources/:id/withdraw', may("write the Cloud's own entries"), withdraw),
  ];
}
