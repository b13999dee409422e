import type { Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { readWhole } from '../../fields/number.ts';
import { fact } from '../facts.ts';
import { type Figures, metrics } from './metric.ts';
import { largest, type Terminal, type Terminals, terminals } from './report.ts';

/** Typed figures by their names, with the sentences beside them. */
export type Typed = Readonly<Record<string, string | undefined>>;

/** The metrics that platforms report, as a form asks for them. */
export const reportedMetrics = Object.entries(metrics)
  .filter(([, { source }]) => source === 'partner')
  .map(([code, metric]) => ({ code, ...metric, required: 'required' in metric }));

/** Metrics that may be reported by terminal. */
export const bySplit = reportedMetrics.filter(({ code }) => code === 'pv' || code === 'uv' || code === 'ip');

const terminalNames = Object.keys(terminals).filter((name): name is Terminal => Object.hasOwn(terminals, name));

/** A typed count, or its problem: of a number below none that, and of other texts how a number is written. */
export function readCount(text: string, label: string): { value: number } | { problem: Fact } {
  const value = /^[+−-]/.test(text.trim()) ? undefined : readWhole(text);
  if (value !== undefined && value >= 0 && value <= largest) return { value };
  const isNumber = value !== undefined || /^[−-]\s*\d[\d,，]*$/.test(text.trim());
  return {
    problem: isNumber
      ? fact('statistics.metric_form', { metric: label, largest })
      : fact('statistics.number_form', { label }),
  };
}

/** Figures that were read. */
export type Read = { figures: Figures; terminals: Terminals | undefined };

/** Typed figures: names are codes, or pc.pv. An empty field means unknown. */
export function readFigures(typed: Typed): Read | { problems: Problems } {
  const problems: Problems = {};
  const readOne = (name: string, title: string): number | undefined => {
    const text = typed[name]?.trim() ?? '';
    if (text === '') return undefined;
    const read = readCount(text, title);
    if ('value' in read) return read.value;
    problems[name] = read.problem;
    return undefined;
  };
  const pairs = (from: readonly { code: string; name: string }[], prefix: string, of: string) =>
    from.flatMap(({ code, name }) => {
      const value = readOne(`${prefix}${code}`, `${of}${name}`);
      return value === undefined ? [] : [[code, value] as const];
    });
  const figures = Object.fromEntries(pairs(reportedMetrics, '', ''));
  const split = terminalNames.flatMap((terminal) => {
    const own = Object.fromEntries(pairs(bySplit, `${terminal}.`, terminals[terminal]));
    return Object.keys(own).length === 0 ? [] : [[terminal, own] as const];
  });
  if (Object.keys(problems).length > 0) return { problems };
  return { figures, terminals: split.length === 0 ? undefined : Object.fromEntries(split) };
}

/** The same as a form shows it. */
export function typedOf({ figures, terminals: split }: { figures: Figures; terminals?: Terminals | undefined }) {
  const typed: Record<string, string> = {};
  for (const [code, value] of Object.entries(figures)) typed[code] = String(value);
  for (const [terminal, own] of Object.entries(split ?? {}))
    for (const [code, value] of Object.entries(own)) typed[`${terminal}.${code}`] = String(value);
  return typed;
}
