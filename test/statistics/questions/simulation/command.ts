import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { questionRules } from '../../../../src/statistics/questions/rules.ts';
import { type Measured, measure, measureOthers } from './measure.ts';

/**
 * `npm run frauds` measures the rules with an honest country and with frauds that they were not tuned on, and prints the table; with `--write` it goes
 * into the table of rules and into docs/frauds.md. Three seeds of three hundred take some minutes. `--others` tries the second generator alone,
 * `--seed 3033` another seed.
 */
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true },
    others: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const seeds = options.seed?.map(Number) ?? (options.quick ? [2027] : [2027, 2028, 2029]);

if (options.others) {
  for (const seed of seeds) {
    const { oddities, frauds: made } = measureOthers(seed);
    for (const { name, tried, named } of oddities)
      console.log(`${seed} honest  ${name}: ${named} of ${tried} asked about`);
    for (const { name, tried, named } of made) console.log(`${seed} fraud   ${name}: ${named} of ${tried} named`);
  }
  process.exit(0);
}

const found = seeds.map((seed) => measure(seed));
const sum = (of: (one: Measured) => number) => found.reduce((all, one) => all + of(one), 0);
const [months, questioned] = [sum((one) => one.months), sum((one) => one.questioned)];
const tried = sum((one) => one.named.reduce((all, each) => all + each.tried, 0));
const named = sum((one) => one.named.reduce((all, each) => all + each.named, 0));
const seen = sum((one) => one.named.reduce((all, each) => all + each.seen.tried, 0));
const seenNamed = sum((one) => one.named.reduce((all, each) => all + each.seen.named, 0));
const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;

const rules = Object.keys(questionRules).map((code) => {
  const asked = sum((one) => one.byRule.get(code) ?? 0);
  const names = sum((one) => one.named.reduce((all, each) => all + (each.byRule.get(code) ?? 0), 0));
  return { code, asked, names };
});
const frauds = (found[0]?.named ?? []).map(({ name }, place) => ({
  name,
  tried: sum((one) => one.named[place]?.tried ?? 0),
  named: sum((one) => one.named[place]?.named ?? 0),
}));

const text = [
  `Honest: ${questioned} of ${months} months of institutions are asked about (${percent(questioned, months)}).`,
  `Frauds: ${named} of ${tried} are named by the morning after they can first be known (${percent(named, tried)}).`,
  `Where twenty citizens a day or more log in through the Cloud: ${seenNamed} of ${seen} (${percent(seenNamed, seen)}).`,
  `Seeds: ${seeds.join(', ')}.`,
  '',
  '| fraud | named |',
  '|---|---|',
  ...frauds.map((each) => `| ${each.name} | ${each.named} of ${each.tried} |`),
  '',
  '| rule | asked about in 1,000 honest months | names of the frauds |',
  '|---|---|---|',
  ...rules.map(
    ({ code, asked, names }) => `| \`${code}\` | ${((1_000 * asked) / Math.max(1, months)).toFixed(1)} | ${names} |`,
  ),
].join('\n');
console.log(text);

if (options.write) {
  const measured = {
    ...{ months, questioned, frauds: tried, named },
    rules: Object.fromEntries(rules.map(({ code, asked }) => [code, Number((asked / Math.max(1, months)).toFixed(5))])),
  };
  writeFileSync(
    new URL('../../../../src/statistics/questions/measured.json', import.meta.url),
    `${JSON.stringify(measured, null, 2)}\n`,
  );
  const page = new URL('../../../../docs/frauds.md', import.meta.url);
  const [head] = readFileSync(page, 'utf8').split('<!-- measured -->');
  writeFileSync(page, `${head}<!-- measured -->\n\n${text}\n`);
}
