import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { agent, agentStacks } from './agent.ts';
import { assistants } from './assistants.ts';
import { broken } from './broken.ts';
import { generatedClients } from './clients.ts';
import { linters } from './linters.ts';
import { partners } from './partners.ts';
import { startProduct } from './product.ts';
import { type Outcome, type Program, runProgram } from './program.ts';
import { snippets } from './snippets.ts';
import { starts, verified } from './start.ts';
import { witness } from './witness.ts';

// npm run foreign [-- <name> …] [--runs 10] [--stacks node,go]: programs that are not ours against a running product. Clients are generated from its OpenAPI document,
// compiled and called; partners sign a citizen in; 起步 is followed to the letter, and its programs go through 在线验证; an assistant with the base URL alone follows /auth.md (`agent`), --runs times with
// each of --stacks; `samples` are all programs of 起步, whole and broken in one place each; linters read the document; a witness of another make co-signs the log of events. Libraries are
// fetched by the languages' own tools into their usual caches, everything else goes to a temporary folder. It takes minutes and a network, so it is no part of npm test.
const programs: readonly Program[] = [
  ...generatedClients,
  ...partners,
  ...starts,
  ...verified,
  ...broken,
  agent,
  ...snippets,
  ...linters,
  ...assistants,
  witness,
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '1' }, stacks: { type: 'string', default: agentStacks.join(',') } },
});
const agentPlan = { runs: Math.max(1, Number(values.runs) || 1), stacks: values.stacks.split(',') };
const ofSamples = [...starts, ...verified, ...broken].map(({ name }) => name);
const asked = positionals.flatMap((name) => (name === 'samples' ? ofSamples : [name]));
const unknown = asked.filter((name) => programs.every((each) => each.name !== name));
if (unknown.length > 0) {
  process.stderr.write(
    `Unknown: ${unknown.join(', ')}. There are samples, ${programs.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
const product = await startProduct(join(folder, 'product'));
const outcomes: Outcome[] = [];
for (const program of programs) {
  if (asked.length > 0 && !asked.includes(program.name)) continue;
  const outcome = await runProgram(program, { product, folder, agentPlan });
  outcomes.push(outcome);
  process.stdout.write(
    `${outcome.name.padEnd(18)} ${outcome.verdict.padEnd(7)} ${String(outcome.seconds).padStart(4)} s  ${outcome.words}\n`,
  );
}
await product.close();

const failed = outcomes.filter(({ verdict }) => verdict === 'failed');
for (const { name, log } of failed) process.stdout.write(`\n${name}:\n${log}\n`);
if (failed.length === 0) rmSync(folder, { recursive: true, force: true });
else process.stdout.write(`\nWhat they were made of is in ${folder}\n`);
const count = (verdict: Outcome['verdict']) => outcomes.filter((each) => each.verdict === verdict).length;
process.stdout.write(`\n${count('ok')} ok, ${failed.length} failed, ${count('absent')} without their tools\n`);
process.exit(failed.length > 0 ? 1 : 0);
