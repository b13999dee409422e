import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Audit } from '../../audit/service.ts';
import type { Clock } from '../../clock.ts';
import {
  type Answer,
  actor,
  all,
  type Commands,
  fact as commandFact,
  forTerminal,
  many,
  must,
  one,
  type Say,
  text,
  type Values,
} from '../../command.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { checkProof } from './check.ts';
import type { AlteredFigure } from './comparing-store.ts';
import { figureText, readFigure } from './entry.ts';
import { fact } from './facts.ts';
import {
  cosignerVerifier,
  newSigner,
  readSigner,
  readVerifier,
  type Signer,
  signerText,
  type Verifier,
  verifierText,
} from './note.ts';
import { createRemoteLog } from './remote-log.ts';
import { logNames, type Transparency } from './service.ts';
import { type Verdict, witness } from './witness.ts';
import { openState } from './witness-state.ts';

export const commands: Commands<{ transparency: Transparency; audit: Pick<Audit, 'mayRead'> }> = {
  'audit witness': {
    help: 'Watches the transparency logs of a cloud from outside, and co-signs them as long as they only grow and no published figure is other than it was. Needs no database: one command, on a machine of whoever watches. Exit code 1: something is wrong, and it says what.',
    example:
      'audit witness --url https://sso.example.cn --log-key KEY --key witness.key --name witness.zhejiang.example.cn --state witness-state --every 30',
    bare: 'environment',
    options: {
      url: text('the address of the cloud (required)'),
      'log-key': many(
        'the key of its logs as its page /transparency shows it, had from its operators by another way (required; a second one while they change it)',
      ),
      key: text('file of the key to co-sign with; made where it is not there (required)'),
      name: text('the name of the witness, for a new key: a domain of yours'),
      state: text('folder in which it remembers what it saw (required)'),
      figures: text(
        'how many figures to compare each time, the newest and in turn the older; 20000 where it says nothing',
      ),
      every: text('goes on, and looks again after so many seconds'),
    },
    positionals: [],
    work: async ({ clock, speech }, values) => {
      const { key, look } = await lookingAt(values, clock);
      const every = secondsIn(values);
      if (every === undefined) return answerOf(key, await look());
      return { lines: again(key, look, every, { clock, say: speech().say }) };
    },
  },
  'audit compare': {
    help: 'Compares all published figures with their leaves in the log, and names those that are other than they were. Exit code 1: there are some. Of whoever has the keys as well only a witness knows.',
    example: 'audit compare --json',
    options: {},
    positionals: [],
    work: async ({ transparency, audit }) => {
      audit.mayRead(actor);
      const { compared } = await transparency.compare({ all: true });
      const { found, count } = await transparency.altered(shown);
      const altered = found.map(({ position, at, ...figure }) => ({ index: position, name: nameOf(figure), at }));
      return {
        document: { ok: count === 0, compared, count, altered },
        text: (say) =>
          [
            fact('transparency.compared', { compared, count }),
            ...altered.map(({ index, name, at }) =>
              fact('transparency.altered', { index, name, at: at.toISOString() }),
            ),
            ...(count > altered.length ? [fact('transparency.more_altered', { count: count - altered.length })] : []),
          ]
            .map(say)
            .join('\n'),
        ...(count > 0 && { exitCode: 1 as const }),
      };
    },
  },
  'audit prove': {
    help: 'Prints a proof that an event (its number in the audit) or a figure is in its log, with what it says: a text that anybody checks offline.',
    example: 'audit prove "report ncc_… 2026-11-26" > figure.tlog-proof',
    options: {},
    positionals: ['EVENT|FIGURE'],
    work: async ({ transparency, audit }, _values, [what = '']) => {
      audit.mayRead(actor);
      const [log, index] = await placeOf(transparency, what);
      const found = await transparency.find(log, index, { opens: true });
      if (found.proof === undefined) throw new Problem('not_found', fact('transparency.not_yet'));
      return {
        document: { log, index, unchanged: found.isUnchanged ?? null, proof: found.proof },
        text: found.proof.trimEnd(),
        ...(found.isUnchanged === false && { exitCode: 1 as const }),
      };
    },
  },
  'audit check': {
    help: 'Checks a proof offline, by the keys that you trust: of the log, and of witnesses. Exit code 1 where it proves nothing.',
    example: 'audit check figure.tlog-proof --log-key KEY --witness KEY',
    bare: 'environment',
    options: {
      'log-key': many('a key of the log (required)'),
      witness: many('a key of a witness; each that signed is named'),
    },
    positionals: ['FILE'],
    work: async (_on, values, [path = '']) => {
      const proof = await readFile(path, 'utf8').catch(() => '');
      const checked = checkProof(proof, {
        logs: keysIn(values, 'log-key').flatMap(ofBothLogs),
        witnesses: keysIn(values, 'witness'),
      });
      if (checked.fault !== undefined) {
        const { fault } = checked;
        const text = (say: Say) => say(fact('transparency.not_proved', { fault }));
        return { document: { ok: false, fault }, text, exitCode: 1 };
      }
      const { name, index, size, origin, contents, witnesses } = checked;
      const signed = witnesses.map(({ name: who, at }) =>
        fact('transparency.signed_at', { name: who, at: at.toISOString() }),
      );
      return {
        document: { ok: true, name, index, size, origin, contents: contents ?? null, witnesses },
        text: (say) =>
          [
            fact('transparency.proved', { name, index, size, origin }),
            ...(contents === undefined
              ? []
              : [fact('transparency.proof_says', { contents: JSON.stringify(contents) })]),
            fact('transparency.proof_signed', { witnesses: signed }),
          ]
            .map(say)
            .join('\n'),
      };
    },
  },
};

/** Maximum of listed names. */
const shown = 100;
const nameOf = ({ kind, key, day, revision }: Omit<AlteredFigure, 'position' | 'at'>): string =>
  kind === null || key === null || day === null ? '?' : figureText({ kind, key, day, revision: revision ?? 0 });

async function placeOf(logs: Transparency, what: string): Promise<['events' | 'figures', number]> {
  if (/^\d{1,15}$/.test(what)) return ['events', await logs.placeOfEvent(Number(what))];
  const figure = readFigure(what);
  if (figure === undefined) throw new Problem('bad_request', fact('transparency.what_form'));
  return ['figures', await logs.placeOfFigure(figure)];
}

/** One look at both logs. */
async function lookingAt(values: Values, clock: Clock): Promise<{ key: string; look: () => Promise<Verdict[]> }> {
  const base = new URL(must(values, 'url'));
  const keys = keysIn(values, 'log-key');
  const signer = await signerIn(values);
  const state = await openState(must(values, 'state'));
  const compares = figuresIn(values);
  async function look() {
    const verdicts: Verdict[] = [];
    for (const log of logNames) {
      const origin = `${base.host}/transparency/${log}`;
      const verifiers = keys.flatMap(ofBothLogs).filter(({ name }) => name === origin);
      const remote = createRemoteLog(base, log);
      const compared = log === 'figures' ? compares : 0;
      verdicts.push(await witness({ remote, log, origin, verifiers, signer, state, clock, compares: compared }));
    }
    return verdicts;
  }
  return { key: verifierText(cosignerVerifier(signer)), look };
}

/** One key under the name of each log: trust in one is trust in the other. */
const ofBothLogs = (verifier: Verifier): Verifier[] =>
  logNames.map((log) => ({ ...verifier, name: verifier.name.replace(/(events|figures)$/, log) }));

function keysIn(values: Values, name: string): Verifier[] {
  if (name === 'log-key') must({ [name]: all(values, name)[0] }, name);
  return all(values, name).map((text) => {
    const verifier = readVerifier(text);
    if (verifier === undefined) throw new Problem('bad_request', fact('transparency.log_key', { text }));
    return verifier;
  });
}

async function signerIn(values: Values): Promise<Signer> {
  const path = must(values, 'key');
  const held = await readFile(path, 'utf8').catch(() => undefined);
  const signer = held === undefined ? newSigner(one(values, 'name') ?? '') : readSigner(held);
  if (signer === undefined || readVerifier(verifierText(cosignerVerifier(signer))) === undefined)
    throw new Problem('bad_request', fact('transparency.witness_key', { path }));
  if (held === undefined) await writeFile(path, `${signerText(signer)}\n`, { mode: 0o600, flag: 'wx' });
  return signer;
}

function figuresIn(values: Values): number {
  const asked = one(values, 'figures') ?? '20000';
  if (!/^[1-9]\d{0,7}$/.test(asked))
    throw new Problem('bad_request', commandFact('commands.count_form', { name: 'figures', most: 99_999_999 }));
  return Number(asked);
}

function secondsIn(values: Values): number | undefined {
  const every = one(values, 'every');
  if (every === undefined) return undefined;
  if (!/^\d{1,4}$/.test(every) || Number(every) < 5 || Number(every) > 3600)
    throw new Problem('bad_request', fact('transparency.seconds_form'));
  return Number(every);
}

const isWrong = ({ fault, altered }: Verdict) => fault !== undefined || altered.length > 0;

function answerOf(key: string, verdicts: readonly Verdict[]): Answer {
  return {
    document: { ok: !verdicts.some(isWrong), key, logs: verdicts },
    text: (say) => [fact('transparency.witness', { key }), ...verdicts.flatMap(linesOf)].map(say).join('\n'),
    ...(verdicts.some(isWrong) && { exitCode: 1 as const }),
  };
}

async function* again(
  key: string,
  look: () => Promise<Verdict[]>,
  every: number,
  { clock, say }: { clock: Clock; say: Say },
): AsyncGenerator<string> {
  yield `${say(fact('transparency.witness', { key }))}\n`;
  for (;;) {
    const lines = await look().then(
      (verdicts) => {
        if (verdicts.some(isWrong)) process.exitCode = 1;
        return verdicts.flatMap(linesOf).map(say);
      },
      // A network that is down for a while ends no watch.
      (error: Error) => [error instanceof Problem ? say(error.fact) : error.message],
    );
    for (const line of lines) yield `${clock.now().toISOString()}  ${line}\n`;
    await sleep(every * 1000);
  }
}

function linesOf(verdict: Verdict): Fact[] {
  const { log, size, before, fault, altered, corrected, compared, cosignature, wasTaken, evidence } = verdict;
  const head =
    fault !== undefined
      ? fact('transparency.seen_fault', { log, fault, size, before, evidence })
      : altered.length > 0
        ? fact('transparency.seen_altered', { log, size, count: altered.length })
        : fact('transparency.seen', {
            ...{ log, size, added: size - before },
            compared: log === 'figures' ? compared : undefined,
          });
  return [
    head,
    ...altered.map(({ index, name }) => fact('transparency.seen_leaf', { log, index, name: forTerminal(name) })),
    ...corrected.map((name) => fact('transparency.seen_correction', { log, name: forTerminal(name) })),
    ...(cosignature === undefined
      ? []
      : [fact('transparency.cosigned', { log, cosignature: cosignature.trimEnd(), wasTaken })]),
  ];
}
