import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { complaintsIn, harmless } from './judge.ts';
import { createPictures } from './pictures.ts';
import { plans } from './plans.ts';
import { startProduct } from './product.ts';
import { createSuite } from './suite.ts';

// npm run certify -- https://localhost:8443 [--plans config,basic] [--modules …] [--pages FOLDER] [--port 9443] [--token …]: see docs/certification.md.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    plans: { type: 'string' },
    modules: { type: 'string' },
    pages: { type: 'string' },
    port: { type: 'string', default: '9443' },
    token: { type: 'string' },
  },
});
const [address] = positionals;
const suiteUrl = address === undefined ? null : URL.parse(address);
const asked = values.plans?.split(',') ?? plans.map(({ key }) => key);
const unknown = asked.filter((key) => plans.every((plan) => plan.key !== key));
if (suiteUrl === null || unknown.length > 0) {
  const known = plans.map(({ key }) => key).join(',');
  process.stderr.write(
    `npm run certify -- <address of a running suite> [--plans ${known}] [--modules NAME,NAME] [--pages FOLDER] [--port 9443] [--token TOKEN]\n`,
  );
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'certify-'));
const product = await startProduct(folder, suiteUrl, Number(values.port));
const suite = createSuite(suiteUrl.href, values.token);
const counts = new Map<string, number>();
const only = values.modules?.split(',');
const pictures = values.pages === undefined ? undefined : createPictures(values.pages, product.origin);
process.stdout.write('| plan | module | result | |\n| --- | --- | --- | --- |\n');
for (const { key, name, variant, configure } of plans.filter((plan) => asked.includes(plan.key))) {
  const { id: planId, modules } = await suite.makePlan(name, variant, await configure(product, `ncc-${key}`));
  for (const { testModule, variant: own } of modules) {
    if (only !== undefined && !only.includes(testModule)) continue;
    const id = await suite.begin(planId, testModule, own ?? undefined);
    const { status, result } = await suite.outcome(id);
    const log = await suite.log(id);
    const verdict = status === 'FINISHED' ? result : `${result} (${status})`;
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    const why = harmless.test(verdict) ? '' : complaintsIn(log).join('; ');
    process.stdout.write(`| ${key} | ${testModule} | ${verdict} | ${why.replaceAll('|', '/').slice(0, 300)} |\n`);
    await pictures?.keep(`${key}-${testModule}`, log);
  }
}
process.stdout.write(`\n${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}\n`);
await pictures?.close();
await suite.close();
await product.close();
const isClean = [...counts.keys()].every((verdict) => harmless.test(verdict));
if (isClean) rmSync(folder, { recursive: true, force: true });
else process.stdout.write(`The log of the product is in ${folder}\n`);
process.exitCode = isClean ? 0 : 1;
