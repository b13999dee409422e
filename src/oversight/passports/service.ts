import type { Actor } from '../../actor.ts';
import type { Speech } from '../../fact.ts';
import type { DashboardQuery, Dashboards } from '../../statistics/dashboards/service.ts';
import { noteWords } from '../../statistics/questions/standing.ts';
import { isMetric, metrics } from '../../statistics/reports/metric.ts';
import { exact, isFew } from '../../statistics/totals/figure.ts';
import { verifierText } from '../transparency/note.ts';
import type { OpenLeaf, Transparency } from '../transparency/service.ts';
import {
  type Credential,
  checkNumbers,
  type Evidence,
  type Note,
  type Numbers,
  type Proofs,
  type ProvedLeaf,
  pageHash,
  type Spot,
  type Verdict,
} from './credential-check.ts';

type Figure = Awaited<ReturnType<Dashboards['passport']>>;
type LeafOfNumber = NonNullable<Figure['own']>;

/** How the proof of a figure stands. */
type Standing =
  /** Every number holds, and could be followed to its leaf. */
  | 'sound'
  /** The figure holds; some number beside it has no leaf that may be opened. */
  | 'partly'
  /** Some number is another than its leaf says. */
  | 'changed'
  /** Its leaf is still to come. */
  | 'waits'
  /** Nothing of it has a leaf that may be opened for this reader. */
  | 'closed'
  /** There is no number to prove, or it is one of the past (`asOf`). */
  | 'none';

/** A note beside the figure; `isAltered`: the question says another decision than the audit. */
type ShownNote = Note & { id: string; at: Date; isAltered: boolean };

export type ProvedPassport = {
  figure: Figure;
  standing: Standing;
  verdict: Verdict | undefined;
  numbers: Numbers;
  notes: readonly ShownNote[];
  proofs: Proofs | undefined;
  /** The leaves of the figure itself, the newest of each; of a sum without a leaf none. */
  own: OpenLeaf | undefined;
  /** How many of its numbers were followed to a leaf, of how many; `closed`: with a leaf that may not be opened for this reader. */
  leaves: { open: number; all: number; closed: number };
};

/** 数字护照: how a figure came, and its proof. */
export interface Passports {
  /** Of the figure of a dashboard, for those who may look at that (R03); throws as `Dashboards.look`. */
  of(actor: Actor, asked: DashboardQuery, say: Speech['say']): Promise<ProvedPassport>;
  /** Signs all that a file says, with its page. */
  sign(said: Omit<Credential, 'page'>, page: string, proofs: Proofs): Promise<Evidence>;
}

type Needs = {
  dashboards: Pick<Dashboards, 'passport'>;
  transparency: Pick<Transparency, 'proveFigures' | 'standing' | 'witnesses' | 'decisionsAbout' | 'signStatement'>;
};

const nameOf = ({ kind, key, day }: Omit<OpenLeaf['name'], 'revision'>) => `${kind} ${key} ${day}`;
const codes = Object.keys(metrics).filter(isMetric);

/** Whether a leaf has a count of few people, which its reader may not see (R03). */
const hasFew = (contents: OpenLeaf['contents']): boolean =>
  contents.some((part) => {
    if (!/^\{[\d,NUL]+\}$/.test(part ?? '')) return false;
    const row = part?.slice(1, -1).split(',') ?? [];
    return codes.some((code) => isFew(code, Number(row[metrics[code].place]), 'few'));
  });

export function createPassports({ dashboards, transparency }: Needs): Passports {
  /** In the words of the decision as the audit has it; of before, which has put its event away, as the question has it. */
  async function notesOf({ notes }: Figure, nameOfLeaf: (leaf: LeafOfNumber) => string): Promise<ShownNote[]> {
    const decisions = await transparency.decisionsAbout([...new Set(notes.map(({ id }) => id))]);
    return notes.map(({ id, name, day, leaf, at, before, ...shown }) => {
      const decided = decisions.get(id);
      const { verdict, reason } = decided ?? shown;
      return {
        ...{ id, name, day, at, about: nameOfLeaf(leaf), words: noteWords(shown.standing, verdict, reason, before) },
        isAltered: decided !== undefined && (decided.verdict !== shown.verdict || decided.reason !== shown.reason),
      };
    });
  }

  return {
    async of(actor, asked, say) {
      const figure = await dashboards.passport(actor, asked, say);
      const wanted = [figure.own, figure.ownSeen, ...figure.addends.map(({ leaf }) => leaf)].flatMap(
        (leaf) => leaf ?? [],
      );
      const names = new Map(wanted.map(({ kind, key, day }) => [nameOf({ kind, key, day }), { kind, key, day }]));
      const [{ checkpoint, leaves }, { keys }] = await Promise.all([
        transparency.proveFigures([...names.values()]),
        transparency.standing('figures'),
      ]);
      const mayOpen = ({ name, contents }: OpenLeaf): boolean =>
        figure.sight === 'all' || (actor.kind === 'member' && name.kind === 'report') || !hasFew(contents);
      const open = leaves.filter((leaf) => leaf.state !== 'waits' && mayOpen(leaf));
      const places = new Map(open.map(({ name }, place) => [nameOf(name), place]));
      const spotOf = (leaf: LeafOfNumber | undefined): Spot | null => {
        const place = leaf && places.get(nameOf(leaf));
        if (leaf === undefined || place === undefined) return null;
        return { leaf: place, place: leaf.place, ...(leaf.ofKind !== undefined && { kind: leaf.ofKind }) };
      };
      const notes = await notesOf(figure, (leaf) => open[spotOf(leaf)?.leaf ?? -1]?.nameInLog ?? '');
      const numbers: Numbers = {
        ...{ first: figure.period.first, last: figure.period.last },
        ...{ total: figure.value ?? null, seen: figure.seen?.value ?? null },
        ...{ own: spotOf(figure.own), ownSeen: spotOf(figure.ownSeen) },
        rows: figure.addends.map(({ name, day, value, leaf }) => ({ name, day, value, spot: spotOf(leaf) })),
        rule: figure.addends.length === 0 ? 'none' : figure.rule,
      };
      const proofs: Proofs | undefined =
        checkpoint === undefined || keys[0] === undefined || open.length === 0
          ? undefined
          : {
              ...{ log: keys[0], witnesses: transparency.witnesses.map(verifierText), checkpoint },
              // Of a sum the aliases of its parts stay closed: their keys are for those whose they are (ADR 165).
              leaves: open.map((leaf) => provedLeaf(leaf, figure.place.kind !== 'region')),
            };
      const verdict = proofs && (await checkNumbers(numbers, proofs));
      const own = figure.own && leaves.find(({ name }) => nameOf(name) === nameOf(figure.own ?? name));
      return {
        ...{ figure, verdict, numbers, notes, proofs, own },
        standing: notes.some(({ isAltered }) => isAltered)
          ? 'changed'
          : standingOf(figure, leaves, open, { verdict, all: names.size }),
        leaves: {
          open: open.length,
          all: names.size,
          closed: leaves.filter((leaf) => leaf.state !== 'waits' && !mayOpen(leaf)).length,
        },
      };
    },

    async sign(said, page, proofs) {
      const credential: Credential = { ...said, page: await pageHash(page) };
      return { ...proofs, page, statement: await transparency.signStatement(JSON.stringify(credential)) };
    },
  };
}

function standingOf(
  figure: Figure,
  leaves: readonly OpenLeaf[],
  open: readonly OpenLeaf[],
  { verdict, all }: { verdict: Verdict | undefined; all: number },
): Standing {
  if (figure.asOf !== undefined || (figure.value === undefined && figure.text === exact(undefined))) return 'none';
  if (leaves.some(({ state }) => state === 'changed')) return 'changed';
  const isAmong = (those: readonly OpenLeaf[]) => (leaf: LeafOfNumber) =>
    those.some(({ name }) => nameOf(name) === nameOf(leaf));
  // Another leaf of some number is to come: the numbers beside each other are of two moments.
  if (figure.isOutdated || leaves.some(({ state }) => state === 'waits')) return 'waits';
  if (verdict && verdict.faults.length > 0) return 'changed';
  // A sum with a leaf of its own needs no more; its parts are a second way to it.
  const needed = figure.own === undefined ? figure.addends.map(({ leaf }) => leaf) : [figure.own];
  if (verdict !== undefined && needed.every(isAmong(open))) return open.length === all ? 'sound' : 'partly';
  return needed.every(isAmong(leaves.filter(({ state }) => state !== 'waits'))) ? 'closed' : 'waits';
}

const provedLeaf = (
  { index, nameInLog, hashes, salt, contents, aliasKey, name }: OpenLeaf,
  showsAlias: boolean,
): ProvedLeaf => ({
  ...{ index, name: nameInLog, contents },
  hashes: hashes.map((hash) => hash.toString('base64')),
  salt: salt.toString('base64'),
  ...(showsAlias &&
    aliasKey !== undefined && {
      alias: { key: aliasKey.toString('base64'), of: `${name.key} ${name.day.slice(0, 7)}` },
    }),
});
