import { parseArgs } from 'node:util';
import { anomalies } from '../history/checker/finding.ts';
import type { Fault } from '../history/nemesis.ts';
import { play } from '../history/play.ts';
import type { Drill } from './run.ts';

/**
 * `--operations 20000`, at most `--minutes 30`; `--seed n` repeats the order of the faults, `--faults kill,cut` takes some of them and
 * `--faults none` none; `--out history.jsonl` keeps the history.
 */
export const drill: Drill = {
  about: 'a history of two nodes under faults of all kinds, several at once, and a checker that judges it',
  async run(options, say) {
    const { values } = parseArgs({
      args: [...options],
      options: {
        operations: { type: 'string', default: '20000' },
        minutes: { type: 'string', default: '30' },
        seed: { type: 'string', default: String(Date.now() % 100_000) },
        faults: { type: 'string' },
        out: { type: 'string' },
      },
    });
    const faults =
      values.faults === undefined ? undefined : (values.faults.split(',').filter((each) => each !== 'none') as Fault[]);
    const { findings, figures, broken } = await play({
      file: import.meta.filename,
      operations: Number(values.operations),
      minutes: Number(values.minutes),
      seed: Number(values.seed),
      faults,
      ...(values.out !== undefined && { path: values.out }),
      withDisk: true,
      say,
    });
    for (const line of figures) say(line);
    if (findings.length === 0 && broken === undefined) return;
    const said = findings.map(
      ({ anomaly, about, calls }) => `${anomaly} (${anomalies[anomaly]}): ${about}; calls ${calls.join(', ')}`,
    );
    throw new Error(
      [`${findings.length} contradictions`, ...said.slice(0, 30), ...(broken === undefined ? [] : [broken])].join('\n'),
    );
  },
};
