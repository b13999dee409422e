import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const chart = fileURLToPath(new URL('../../deploy/helm/cloud', import.meta.url));

/** Where links of alerts lead in a chart that is rendered here. */
export const runbooksAt = 'https://git.culture.example.cn/cloud/src/site/docs/runbooks';
/** The two ways to install the chart: with a database of its own, and on an existing one; and their settings. */
export const ways = {
  'with CloudNativePG': [],
  'on a server of your own': ['--set', 'database.cluster=false', '--set', 'serviceMonitor.enabled=false'],
  'with backups': [
    ...['--set', 'database.backup.destinationPath=s3://cloud/', '--set', 'database.backup.credentials.secret=s3'],
    ...['--set', 'database.backup.credentials.id=id', '--set', 'database.backup.credentials.key=key'],
  ],
  'with one server, at a port of its own': [
    ...['--set', 'publicUrl=https://sso.example.cn:8443', '--set', 'database.instances=1'],
    ...['--set', 'database.storage=1.5Ti', '--set', 'database.walStorage=200Gi'],
  ],
  'with rules of alerts': [
    ...['--set', 'prometheusRule.enabled=true', '--set', `prometheusRule.runbooks=${runbooksAt}/`],
    ...['--set', 'prometheusRule.labels.release=kube-prometheus-stack'],
  ],
} satisfies Record<string, string[]>;

type Said = { code: number; text: string; warnings: string };

/** The output of a program; undefined where it is missing. */
export function said(program: string, args: readonly string[]): Said | undefined {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) return undefined;
  return { code: status ?? -1, text: status === 0 ? stdout : `${stdout}${stderr}`, warnings: stderr };
}

const given = ['--kube-version', '1.33.0', '--set', 'publicUrl=https://sso.example.cn'];

/** The manifests of one way, by helm (`go install helm.sh/helm/v3/cmd/helm@latest`, or the one that HELM names). */
export const render = (way: readonly string[], release = 'cloud') =>
  said(process.env.HELM ?? 'helm', ['template', release, chart, ...given, ...way]);
export const lint = (way: readonly string[]) =>
  said(process.env.HELM ?? 'helm', ['lint', '--strict', chart, ...given, ...way]);
