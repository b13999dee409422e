import { actor, type Commands, flag, type Say } from '../../command.ts';
import type { Fact } from '../../fact.ts';
import type { DataKeys, Overview } from './data-keys.ts';
import { fact } from './facts.ts';
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
      const rotated = fact('sealing.rotated', { did, next: next?.name, due: next?.due.toISOString() ?? '' });
      return { document, text: (say) => [rotated, ...(run ? [standingOf(run)] : [])].map(say).join('\n') };
    },
  },
  'keys reseal': {
    help: 'Begins to seal anew what was sealed by an earlier key, or before NATIONAL_CRYPTOGRAPHY changed, and shows how far that is. The servers do it.',
    example: 'keys reseal',
    options: {},
    positionals: [],
    work: async ({ sealing }) => {
      const run = await sealing.begin(actor);
      return { document: documentOf(run), text: (say) => say(standingOf(run)) };
    },
  },
  'keys data': {
    help: 'Shows the keys that seal data, and how much each sealed that is still there. Reads all that is sealed.',
    example: 'keys data --json',
    options: {},
    positionals: [],
    work: async ({ dataKeys }) => {
      const found = await dataKeys.overview(actor);
      return { document: overviewDocument(found), text: (say) => overviewText(found, say) };
    },
  },
  'keys retire-data': {
    help: 'Takes the former keys of data out of KEYS_DIR, once nothing is left that they sealed. Backups from before need them: keep that folder with them.',
    example: 'keys retire-data',
    options: { force: flag('although links that were mailed within a day would not work any more') },
    positionals: [],
    work: async ({ dataKeys }, values) => {
      const removed = await dataKeys.retire(actor, values.force === true);
      return { document: { removed }, text: (say) => say(fact('sealing.removed', { names: removed })) };
    },
  },
};

const documentOf = ({ state, begunAt, finishedAt, seen, changed, failed, percent }: Standing) => ({
  ...{ state, percent, seen, changed, failed },
  begun_at: begunAt.toISOString(),
  finished_at: finishedAt?.toISOString() ?? null,
});

const standingOf = ({ begunAt, finishedAt, state, percent, changed, failed }: Standing): Fact =>
  fact('sealing.run', {
    ...{ state, percent, changed, failed },
    ...{ begun: begunAt.toISOString(), finished: finishedAt?.toISOString() ?? '' },
  });

const overviewDocument = ({ keys, lost, run }: Overview) => ({
  keys: keys.map(({ name, createdAt, phase, values, places }) => ({
    ...{ key: name, created_at: createdAt, phase, values },
    places: Object.fromEntries(places),
  })),
  lost: Object.fromEntries(lost),
  run: run ? documentOf(run) : null,
});

const overviewText = ({ keys, lost, run }: Overview, say: Say): string =>
  [
    ...keys.flatMap(({ name, createdAt, phase, values, places }) => [
      say(fact('sealing.data_key', { name, phase, since: createdAt, values })),
      ...(phase === 'former' ? places.map(([place, count]) => `  ${place}: ${count}`) : []),
    ]),
    ...(lost.length > 0 ? [say(fact('sealing.lost')), ...lost.map(([place, count]) => `  ${place}: ${count}`)] : []),
    ...(run ? [say(standingOf(run))] : []),
  ].join('\n');
