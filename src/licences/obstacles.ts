import type { AskedFor } from './application.ts';
import type { Shared } from './catalogue.ts';
import { obstacle } from './terms.ts';

type About = {
  /** What is open now of what is asked for. */
  found: readonly Shared[];
  region: string | undefined;
  /** One of them as an application has it. */
  line: (one: Shared) => string;
};

/** What stands in the way of an application, by field. */
export function obstaclesTo(asked: AskedFor, { found, region, line }: About): Record<string, string> {
  const byNumber = new Map(found.map((one) => [one.number, one]));
  const problems: Record<string, string> = {};
  for (const [place, number] of asked.numbers.entries()) {
    const one = byNumber.get(number);
    const { purposes, from, until } = asked;
    const told = one && obstacle(one.terms, { region, purposes, from, until });
    if (one === undefined) problems.resources ??= `第 ${place + 1} 行的资源已不再开放，请删去这一行`;
    else if (line(one) !== asked.lines[place])
      problems.resources ??= `第 ${place + 1} 行与资源库不一致，请改为：${line(one)}`;
    else if (told !== undefined) problems[told.field] ??= `《${one.title}》${told.text}`;
  }
  return problems;
}
