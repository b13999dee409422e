import { actor, type Commands, flag } from '../../command.ts';
import type { DataKeys, Overview } from './data-keys.ts';
import type { Sealing, Standing } from './service.ts';

export const commands: Commands<{ sealing: Pick<Sealing, 'begin'>; dataKeys: DataKeys }> = {
  'keys rotate-data': {
    help: 'Does the step that is due for the key that seals data: publish a new one, or promote it once every node knows it; then all that is sealed is sealed anew.',
    example: 'keys rotate-data',
    options: { force: flag('the next step although it is not due yet') },
    positionals: [],
    work: async ({ dataKeys }, values) => {
      const { did, next, run } = await dataKeys.rotate(actor, values.force === true);
      const document = {
        did: did ?? null,
        next: next ? { phase: 'promote', key: next.name, due: next.due.toISOString() } : null,
        run: run ? documentOf(run) : null,
      };
      return { document, text: JSON.stringify(document, null, 2) };
    },
  },
  'keys reseal': {
    help: 'Begins to seal anew what was sealed by an earlier key, or before NATIONAL_CRYPTOGRAPHY changed, and shows how far that is. The servers do it.',
    example: 'keys reseal',
    options: {},
    positionals: [],
    work: async ({ sealing }) => {
      const run = await sealing.begin(actor);
      return { document: documentOf(run), text: lineOf(run) };
    },
  },
  'keys data': {
    help: 'Shows the keys that seal data, and how much each sealed that is still there. Reads all that is sealed.',
    example: 'keys data --json',
    options: {},
    positionals: [],
    work: async ({ dataKeys }) => {
      const found = await dataKeys.overview(actor);
      return { document: overviewDocument(found), text: overviewText(found) };
    },
  },
  'keys retire-data': {
    help: 'Takes the former keys of data out of KEYS_DIR, once nothing is left that they sealed. Backups from before need them: keep that folder with them.',
    example: 'keys retire-data',
    options: { force: flag('although links that were mailed within a day would not work any more') },
    positionals: [],
    work: async ({ dataKeys }, values) => {
      const removed = await dataKeys.retire(actor, values.force === true);
      return {
        document: { removed },
        text: `removed ${removed.join(', ')}: a backup of the database from before now is opened by a backup of KEYS_DIR from before now alone`,
      };
    },
  },
};

const documentOf = ({ state, begunAt, finishedAt, seen, changed, failed, percent }: Standing) => ({
  ...{ state, percent, seen, changed, failed },
  begun_at: begunAt.toISOString(),
  finished_at: finishedAt?.toISOString() ?? null,
});

const lineOf = ({ state, begunAt, finishedAt, changed, failed, percent }: Standing): string =>
  [
    state === 'under_way' ? `under way, ${percent} %` : `${state} at ${finishedAt?.toISOString() ?? ''}`,
    `begun ${begunAt.toISOString()}`,
    `${changed} values sealed anew`,
    ...(failed > 0 ? [`${failed} that no key opens`] : []),
  ].join('  ');

const overviewDocument = ({ keys, lost, run }: Overview) => ({
  keys: keys.map(({ name, createdAt, phase, values, places }) => ({
    ...{ key: name, created_at: createdAt, phase, values },
    places: Object.fromEntries(places),
  })),
  lost: Object.fromEntries(lost),
  run: run ? documentOf(run) : null,
});

const overviewText = ({ keys, lost, run }: Overview): string =>
  [
    ...keys.flatMap(({ name, createdAt, phase, values, places }) => [
      `${name}  ${phase}  since ${createdAt}  ${values} values`,
      ...(phase === 'former' ? places.map(([place, count]) => `  ${place}: ${count}`) : []),
    ]),
    ...(lost.length > 0 ? ['no key opens:', ...lost.map(([place, count]) => `  ${place}: ${count}`)] : []),
    ...(run ? [lineOf(run)] : []),
  ].join('\n');
