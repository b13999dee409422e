import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lint, render, said, ways } from './chart.ts';
import type { Drill } from './run.ts';

/** `--schemas 'FOLDER/{{.ResourceKind}}.json'`: where kubeconform finds schemas of custom resources and, without a network, all others. */
export const drill: Drill = {
  about: 'the Helm chart, linted, rendered in each of its ways, and looked at against the schemas of Kubernetes',
  async run(options, say) {
    const { values } = parseArgs({ args: [...options], options: { schemas: { type: 'string', multiple: true } } });
    const folder = mkdtempSync(join(tmpdir(), 'ccc-chart-'));
    try {
      for (const [name, way] of Object.entries(ways)) {
        const linted = lint(way);
        const rendered = render(way);
        if (linted === undefined || rendered === undefined)
          return say('skipped: helm is not here (go install helm.sh/helm/v3/cmd/helm@latest)');
        if (linted.code !== 0 || rendered.code !== 0) throw new Error(`${name}: ${linted.text}\n${rendered.text}`);
        const count = rendered.text.split(/^kind: /m).length - 1;
        const file = join(folder, 'all.yaml');
        writeFileSync(file, rendered.text);
        const looked = [check('kubernetes-validate', ['--strict', '-k', '1.33', file])];
        if (values.schemas !== undefined)
          looked.push(
            check('kubeconform', [
              '-strict',
              '-summary',
              ...values.schemas.flatMap((each) => ['-schema-location', each]),
              file,
            ]),
          );
        say(`${name}: ${count} manifests, linted and rendered; ${looked.join('; ')}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function check(program: string, args: string[]): string {
  const result = said(program, args);
  if (result === undefined) return `no ${program} here (pip install kubernetes-validate)`;
  if (result.code !== 0) throw new Error(`${program}: ${result.text}`);
  const unknown = [...result.text.matchAll(/find schema for kind (\w+)/g)].map(([, kind]) => kind);
  return `${program} agrees${unknown.length > 0 ? ` and knows no ${unknown.join(' or ')}` : ''}`;
}
