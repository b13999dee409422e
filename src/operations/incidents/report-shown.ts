import type { Fact, Speech } from '../../fact.ts';
import type { Affected } from './affected.ts';
import { fact, type ReportLack, type ReportPart } from './facts.ts';
import { levels, type ReportInput } from './form.ts';
import type { Incident, ShownFreeze } from './store.ts';

/** A sentence, or a part still to be written. */
type Line = { text: string; isMissing: boolean };
/** `isFirst`: it belongs into the first report, whatever else is not known yet (第七条). */
export type Section = { title: string; lines: readonly Line[]; isFirst: boolean };

type Known = { incident: Incident; freezes: readonly ShownFreeze[]; affected: Affected };

type Say = Speech['say'];

/** The lines of a report in one language: people's own texts stay unchanged. */
function linesIn(say: Say) {
  const written = (text: string): Line => ({ text, isMissing: false });
  const said = (one: Fact): Line => written(say(one));
  const missing = (what: ReportLack): Line => ({
    text: say(fact('incidents.missing', { what: fact(`incidents.lacks_${what}`) })),
    isMissing: true,
  });
  const lineOf = (text: string | undefined, what: ReportLack) => (text === undefined ? missing(what) : written(text));
  const factOf = (one: Fact | undefined, what: ReportLack) => (one === undefined ? missing(what) : said(one));
  const part = (name: ReportPart, lines: readonly Line[]) => ({ title: say(fact(`incidents.part_${name}`)), lines });

  function measured({ counted, institutions }: Affected): Line {
    if (counted === undefined) return missing('applications');
    const { since, countedUntil, people, calls, consentsAt, loginsKnownSince } = counted;
    if (consentsAt === undefined) return missing('people');
    return said(
      fact('incidents.report_measured', {
        ...{ since: since.toISOString(), until: countedUntil.toISOString(), people },
        institutions: institutions.map(({ name }) => name),
        knownSince: since < loginsKnownSince ? loginsKnownSince.toISOString() : undefined,
        ok: calls.reduce((sum, each) => sum + each.ok, 0),
        failed: calls.reduce((sum, each) => sum + each.failed, 0),
      }),
    );
  }

  const acted = ({ freezes }: Known): Line[] => {
    const done = freezes.toReversed().map((freeze) => said(actOf(freeze)));
    return done.length > 0 ? done : [missing('measures')];
  };
  return { said, lineOf, factOf, part, measured, acted };
}

const actOf = ({ kind, label, at, reason, counts, state }: ShownFreeze): Fact =>
  fact('incidents.report_act', {
    ...{ kind, reason, at: at.toISOString(), isUndone: state === 'undone' },
    label: kind === 'account' ? '' : label,
    people: kind === 'end_sign_ins' || kind === 'lock_sign_ins' ? counts.done : undefined,
  });

/**
 * The draft of the report to the authorities, with its required parts (国家网络安全事件报告管理办法, 第七条): from the record, and from people.
 */
export function reportOf(known: Known, say: Say): Section[] {
  const { title, summary, foundAt, beganAt, containedAt, level, report }: Incident = known.incident;
  const of: ReportInput = report;
  const { said, lineOf, factOf, part, measured, acted } = linesIn(say);
  return [
    part('unit', [lineOf(of.unit, 'unit'), said(fact('incidents.report_system'))]),
    part('when', [
      said(fact('incidents.report_about', { title, summary })),
      said(fact('incidents.report_found', { at: foundAt.toISOString() })),
      factOf(beganAt && fact('incidents.report_began', { at: beganAt.toISOString() }), 'began'),
      factOf(of.place === undefined ? undefined : fact('incidents.report_place', { place: of.place }), 'place'),
      factOf(of.type === undefined ? undefined : fact('incidents.report_type', { type: of.type }), 'type'),
      factOf(level === 'unjudged' ? undefined : fact('incidents.report_level', { level: levels[level] }), 'level'),
    ]),
    part('harm', [measured(known.affected), lineOf(of.damage, 'damage')]),
    part('measures', [
      ...acted(known),
      factOf(containedAt && fact('incidents.report_contained', { at: containedAt.toISOString() }), 'contained'),
      lineOf(of.effect, 'effect'),
      factOf(of.ransom === undefined ? undefined : fact('incidents.report_ransom', { ransom: of.ransom }), 'ransom'),
    ]),
    part('trend', [lineOf(of.trend, 'trend')]),
    part('cause', [lineOf(of.cause, 'cause_so_far')]),
    part('clues', [lineOf(of.clues, 'clues')]),
    part('next', [
      lineOf(of.next, 'next'),
      factOf(of.help === undefined ? undefined : fact('incidents.report_help', { help: of.help }), 'help'),
    ]),
    part('scene', [lineOf(of.scene, 'scene')]),
    part('other', [lineOf(of.other, 'other')]),
  ].map((section, place) => ({ ...section, isFirst: place < firstParts }));
}

/** 单位和系统; 时间、地点、类型、级别、影响、措施: the first two items of the article are four parts here. */
const firstParts = 4;

/** The last report, with its required parts (第八条). */
export function summaryOf(known: Known, say: Say): Section[] {
  const { report, closedAt } = known.incident;
  const of: ReportInput = report;
  const { said, lineOf, part, measured, acted } = linesIn(say);
  const closed = closedAt && said(fact('incidents.report_closed', { at: closedAt.toISOString() }));
  return [
    part('final_cause', [lineOf(of.cause, 'cause')]),
    part('final_measures', [...acted(known), ...(closed === undefined ? [] : [closed])]),
    part('final_harm', [measured(known.affected), lineOf(of.damage, 'damage')]),
    part('final_liability', [lineOf(of.liability, 'liability')]),
    part('final_mending', [lineOf(of.mending, 'mending')]),
    part('final_lessons', [lineOf(of.lessons, 'lessons')]),
  ].map((section) => ({ ...section, isFirst: false }));
}

/** As it is pasted into a mail. */
export const reportText = (head: string, sections: readonly Section[]): string =>
  [head, ...sections.flatMap(({ title, lines }) => ['', title, ...lines.map(({ text }) => text)]), ''].join('\n');

/** S-2611-3 */
export const numberOf = ({ number, openedAt }: Pick<Incident, 'number' | 'openedAt'>): string => {
  const [year = '', month = ''] = new Date(openedAt.getTime() + 8 * 3_600_000).toISOString().split('-');
  return `S-${year.slice(2)}${month}-${number}`;
};
