import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse, parseAllDocuments } from 'yaml';
import { settings } from '../../src/config.ts';
import { chart, lint, render, runbooksAt, ways } from '../drills/chart.ts';

const folder = join(chart, 'templates');
const templates = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const all = templates.join('\n');

describe('the Helm chart', function () {
  this.timeout(60_000);

  it('sets only known settings, and secrets by files alone', () => {
    const helper = readFileSync(join(folder, '_helpers.tpl'), 'utf8');
    const named = [...all.matchAll(/\{ name: ([A-Z][A-Z_]+), value: /g)].map(([, name = '']) => name);
    const values = /^env:\n((?: {2}.*\n)+)/m.exec(readFileSync(join(chart, 'values.yaml'), 'utf8'))?.[1] ?? '';
    const free = [...values.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name);
    const secrets = Object.entries(settings).flatMap(([name, setting]) => ('secret' in setting ? [name] : []));
    expect(named).to.include.members(['DATABASE_URL_FILE', 'MIGRATE_DATABASE_URL_FILE', 'METRICS_TOKEN_FILE']);
    for (const name of [...named, ...free]) {
      expect(secrets, name).not.to.include(name);
      expect(Object.keys(settings), name).to.include(name.replace(/_FILE$/, ''));
    }
    const required = Object.entries(settings).flatMap(([name, setting]) =>
      'requiredInProduction' in setting ? [name] : [],
    );
    for (const name of required) expect(helper, name).to.match(new RegExp(`name: ${name}(_FILE)?,`));
  });

  it('has the parts of a reliable service: probes, a budget of disruptions, scaling, spread, a migration before its nodes', () => {
    for (const part of [
      'startupProbe: { httpGet: { path: /healthz',
      'livenessProbe: { httpGet: { path: /healthz',
      'readinessProbe: { httpGet: { path: /healthz',
      ...[
        'kind: PodDisruptionBudget',
        'kind: HorizontalPodAutoscaler',
        'topologySpreadConstraints',
        'kind: ServiceMonitor',
      ],
      ...[
        'helm.sh/hook: pre-upgrade',
        'src/cli.ts, db, migrate',
        'kind: NetworkPolicy',
        'kind: Cluster',
        'dataDurability: required',
      ],
    ])
      expect(all).to.include(part);
    const seconds = Number(/terminationGracePeriodSeconds: (\d+)/.exec(all)?.[1]);
    const drain = Number(/DRAIN_SECONDS: "(\d+)"/.exec(readFileSync(join(chart, 'values.yaml'), 'utf8'))?.[1]);
    expect(seconds).to.be.at.least(drain + 20);
  });

  it('gives no container more than it needs, whichever', () => {
    const pods = templates.filter((text) => /^ +containers:/m.test(text));
    expect(pods).to.have.lengthOf(2);
    for (const pod of pods)
      expect(pod)
        .to.include('cloud.pod-security')
        .and.include('cloud.container-security')
        .and.include('automountServiceAccountToken: false')
        .and.match(/resources:/);
    for (const part of [
      'runAsNonRoot: true',
      'readOnlyRootFilesystem: true',
      'drop: [ALL]',
      'allowPrivilegeEscalation: false',
      'RuntimeDefault',
    ])
      expect(all).to.include(part);
    expect(all.match(/nindent \d+ \}\} \}/g), 'what spans lines stands in no braces').to.equal(null);
  });

  for (const [name, way] of Object.entries(ways))
    it(`lints and renders ${name}`, function () {
      const rendered = render(way);
      if (rendered === undefined) return this.skip(); // helm is not installed here: npm run drill -- chart says how
      expect(rendered.code, rendered.text).to.equal(0);
      expect(lint(way)).to.have.property('code', 0);
      expect(rendered.text.includes('kind: Cluster')).to.equal(name !== 'on a server of your own');
      expect(rendered.text).not.to.match(/<no value>|%!/);
    });

  it('names hosts without a port, asks no second server of one, and tells the product how large its disks are', function () {
    const rendered = render(ways['with one server, at a port of its own']);
    if (rendered === undefined) return this.skip();
    const all = parseAllDocuments(rendered.text).map((each) => each.toJS());
    const of = (kind: string) => all.find((each) => each?.kind === kind);
    expect(of('Ingress').spec.rules[0].host).to.equal('sso.example.cn');
    expect(of('Ingress').spec.tls[0].hosts).to.eql(['sso.example.cn']);
    expect(of('Cluster').spec.postgresql).not.to.have.property('synchronous');
    const env = of('Deployment').spec.template.spec.containers[0].env.map(({ name, value }: Record<string, string>) => [
      ...[name, value],
    ]);
    expect(env).to.deep.include(['PUBLIC_URL', 'https://sso.example.cn:8443']);
    expect(env, 'a size that the setting knows').to.deep.include(['DATABASE_LOG_DISK', '200Gi']);
    expect(env.map(([name]: string[]) => name)).not.to.include('DATABASE_DISK');
    const whole = parseAllDocuments(render(ways['with CloudNativePG'])?.text ?? '').map((each) => each.toJS());
    const cluster = whole.find((each) => each?.kind === 'Cluster');
    expect(cluster.spec.postgresql.synchronous).to.include({ number: 1, dataDurability: 'required' });
  });

  const rules = readFileSync(new URL('../../deploy/prometheus/alerts.yaml', import.meta.url), 'utf8');

  it('has the rules of deploy/prometheus and no others, off without being asked for', () => {
    expect(readFileSync(join(chart, 'alerts.yaml'), 'utf8')).to.equal(rules);
    expect(lstatSync(join(chart, 'alerts.yaml')).isSymbolicLink(), 'no copy').to.equal(true);
    expect(parse(readFileSync(join(chart, 'values.yaml'), 'utf8')).prometheusRule.enabled).to.equal(false);
  });

  it('renders each rule unchanged, for its own release and the runbooks of its installation', function () {
    const rendered = render(ways['with rules of alerts']);
    if (rendered === undefined) return this.skip();
    const manifests = parseAllDocuments(rendered.text).map((each) => each.toJS());
    const [rule, ...others] = manifests.filter((each) => each?.kind === 'PrometheusRule');
    expect(others).to.eql([]);
    expect(rule.metadata.labels).to.include({ release: 'kube-prometheus-stack', 'app.kubernetes.io/name': 'cloud' });
    const home = 'https://git.example.cn/culture-cloud-connect/blob/main/docs/runbooks';
    expect(rule.spec).to.eql(parse(rules.replaceAll(home, runbooksAt)));
    const named = render(ways['with rules of alerts'], 'sso');
    expect(named?.text).to.include('up{job="sso"} == 0').and.not.include('job="cloud"');
    for (const way of [ways['with CloudNativePG'], ways['with backups']])
      expect(render(way)?.text).not.to.include('PrometheusRule');
    const without = render(['--set', 'prometheusRule.enabled=true']);
    expect(without?.code).to.equal(1);
    expect(without?.text).to.include('prometheusRule.runbooks is missing');
  });

  it('refuses to be rendered without an address', function () {
    const rendered = render(['--set', 'publicUrl=']);
    if (rendered === undefined) return this.skip();
    expect(rendered.code).to.equal(1);
    expect(rendered.text).to.include('publicUrl is missing');
  });
});
