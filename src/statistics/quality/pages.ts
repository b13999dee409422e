import { Problem, type Problems } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { fact as noticeFact } from '../../notices/facts.ts';
import type { Notices } from '../../notices/service.ts';
import { may } from '../policies.ts';
import { isDay } from '../reports/closing.ts';
import { dayName } from '../reports/period.ts';
import type { Quality } from './quality.ts';

type Needs = { pages: Pages; quality: Quality; cursors: Cursors; notices: Pick<Notices, 'compose'> };

const base = '/admin/statistics/quality';
const one = (value: string | string[] | undefined) => (typeof value === 'string' && value !== '' ? value : undefined);
const addressOf = (asked: Readonly<Record<string, string | undefined>>) => {
  const said = Object.entries(asked).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return said.length === 0 ? base : `${base}?${new URLSearchParams(said)}`;
};
const chosenIn = (form: Form) =>
  Object.keys(form).flatMap((name) => (name.startsWith('app.') && name.length > 4 ? [name.slice(4)] : []));

/** 数据质量（O8） */
export function createQualityPages({ pages, quality, cursors, notices }: Needs): Route[] {
  const places = cursors.byTexts('data quality');
  const here = 'data-quality';

  const askedBy = (source: Readonly<Record<string, string | string[] | undefined>>) => {
    const [region, day] = [one(source.region), one(source.date)];
    const [cursor] = places.find({ region, day }, source.after) ?? [];
    return {
      ...(region !== undefined && { region }),
      ...(day !== undefined && isDay(day) && { day }),
      ...(cursor !== undefined && { cursor }),
    };
  };

  async function show(
    ctx: Context,
    asked: ReturnType<typeof askedBy>,
    problems: Readonly<Problems> = {},
  ): Promise<void> {
    const actor = staffOf(ctx);
    const look = await quality.look(actor, asked);
    const { region, day, total } = look;
    const at = (changes: Readonly<Record<string, string | undefined>>) =>
      addressOf({ region, date: asked.day, ...changes });
    const statistics = (target: Readonly<Record<string, string>>) =>
      `/admin/statistics?${new URLSearchParams({ ...target, date: day })}`;
    const linked = <One extends { clientId: string; institutionId: string; region: string | undefined }>(
      found: One,
    ) => ({
      ...found,
      place: found.region ?? '',
      href: statistics({ application: found.clientId }),
      institutionHref: statistics({ institution: found.institutionId }),
    });
    const coverage = look.coverage.map((each) => ({ ...each, href: at({ region: each.code }) }));
    pages.show(
      ctx,
      'statistics/quality',
      {
        ...look,
        dayName: dayName(day, look.latest.slice(0, 4)),
        counts: {
          due: total?.due ?? look.missing.length,
          reported: total?.reported ?? 0,
          missing: total === undefined ? look.missing.length : total.due - total.reported,
          late: total?.late ?? 0,
          revised: total?.revised ?? 0,
        },
        missing: look.missing.map(linked),
        late: look.late.map(linked),
        doubts: look.doubts.map((doubt) => ({ ...linked(doubt), notices: doubt.notices.map(ctx.state.speech.say) })),
        coverage: {
          some: coverage.filter((each) => each.reported < each.due),
          all: coverage.filter((each) => each.reported >= each.due),
        },
        crumbs: look.crumbs.map(({ code, name }) => ({ name, href: at({ region: code }) })),
        next: look.next && at({ after: places.write({ region: asked.region, day: asked.day }, [look.next]) }),
        mayUrge: permits(may('open a report, and remind those who have not reported'), actor),
        told: toldIn(ctx),
        statistics: `/admin/statistics${region === '' ? '' : `?${new URLSearchParams({ region })}`}`,
      },
      { title: '数据质量', here, problems },
    );
  }

  /** The selection and the letter, for review before it is sent. */
  async function preview(ctx: Context, form: Form) {
    const chosen = chosenIn(form);
    try {
      const { applications, letter } = await quality.preview(staffOf(ctx), chosen);
      const { speech } = ctx.state;
      const to = `${applications[0]?.institution ?? ''} 李**`;
      const back = addressOf({ region: form.region, date: form.date });
      pages.show(
        ctx,
        'statistics/urge',
        {
          applications: applications.map((each) => ({ ...each, days: each.days.map((day) => dayName(day)) })),
          letter: letter && {
            ...(await notices.compose(letter)),
            to,
            because: speech.say(noticeFact('notices.because_reports')),
          },
          back,
          region: form.region ?? '',
        },
        { title: '催报', here },
      );
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      await show(ctx, askedBy(form), error.fields);
    }
  }

  async function urge(ctx: Context, form: Form) {
    const { sent, before, unreachable } = await quality.urge(staffOf(ctx), chosenIn(form));
    seeOther(
      ctx,
      addressOf({ region: form.region, sent: String(sent), before: String(before), unreachable: String(unreachable) }),
    );
  }

  return [
    page('/admin/statistics/quality', may('see the figures of all'), (ctx) => show(ctx, askedBy(ctx.query))),
    form('/admin/statistics/quality/preview', may('open a report, and remind those who have not reported'), preview),
    form('/admin/statistics/quality/send', may('open a report, and remind those who have not reported'), urge),
  ];
}

/** The result of the last action, from the address. */
function toldIn(ctx: Context): { sent: number; before: number; unreachable: number } | undefined {
  const [sent, before, unreachable] = ['sent', 'before', 'unreachable'].map(
    (name) => /^\d{1,3}$/.exec(String(ctx.query[name] ?? ''))?.[0],
  );
  return sent === undefined
    ? undefined
    : { sent: Number(sent), before: Number(before ?? 0), unreachable: Number(unreachable ?? 0) };
}
