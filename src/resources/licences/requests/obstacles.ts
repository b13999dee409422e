import type { Problems } from '../../../errors.ts';
import type { Fact } from '../../../fact.ts';
import { problemOfLines } from '../../../fields/list.ts';
import type { Shared } from '../catalogue/catalogue.ts';
import { fact } from '../facts.ts';
import { obstacle } from '../terms/terms.ts';
import type { RequestedUse } from './application.ts';

type About = {
  /** The requested resources offered now. */
  found: readonly Shared[];
  region: string | undefined;
  /** One of them as an application has it. */
  line: (one: Shared) => string;
};

/** Obstacles of an application, by field. */
export function obstaclesTo(asked: RequestedUse, { found, region, line }: About): Problems {
  const byNumber = new Map(found.map((one) => [one.number, one]));
  const problems: Problems = {};
  const lines: Fact[] = [];
  for (const [place, number] of asked.numbers.entries()) {
    const one = byNumber.get(number);
    const { purposes, from, until } = asked;
    const told = one && obstacle(one.terms, { region, purposes, from, until });
    if (one === undefined) lines.push(fact('licences.line_not_open', { line: place + 1 }));
    else if (line(one) !== asked.lines[place])
      lines.push(fact('licences.line_differs', { line: place + 1, text: line(one) }));
    else if (told !== undefined)
      problems[told.field] ??= fact('licences.of_resource', { title: one.title, problem: told.problem });
  }
  const wrong = problemOfLines(lines);
  return { ...problems, ...(wrong && { resources: wrong }) };
}
