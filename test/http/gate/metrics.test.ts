import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createMetrics } from '../../../src/http/gate/metrics.ts';
import { parseExposition } from '../../support/prometheus.ts';

describe('metrics', () => {
  it('count requests and events from the first one, in the words of Prometheus', async () => {
    const metrics = createMetrics();
    metrics.request('GET', '/links/:id', 200, 3);
    metrics.request('GET', '/links/:id', 200, 4000);
    metrics.request('POST', 'a "quoted" \\ route', 303, 1);
    metrics.event('login');

    const lines = (await metrics.text()).split('\n');
    expect(lines).to.include.members([
      '# TYPE http_requests_total counter',
      'http_requests_total{method="GET",route="/links/:id",status="200"} 2',
      'http_requests_total{method="POST",route="a \\"quoted\\" \\\\ route",status="303"} 1',
      '# TYPE http_request_duration_seconds histogram',
      'http_request_duration_seconds_bucket{le="0.002",route="/links/:id"} 0',
      'http_request_duration_seconds_bucket{le="0.005",route="/links/:id"} 1',
      'http_request_duration_seconds_bucket{le="2.5",route="/links/:id"} 1',
      'http_request_duration_seconds_bucket{le="+Inf",route="/links/:id"} 2',
      'http_request_duration_seconds_sum{route="/links/:id"} 4.003',
      'http_request_duration_seconds_count{route="/links/:id"} 2',
      'cloud_events_total{event="login"} 1',
    ]);
  });

  it('leave out values that are not numbers, so that Prometheus can read the rest', async () => {
    // As an aggregate over no rows comes from the database, whatever its type says.
    const nothing: number = JSON.parse('null');
    const values = [nothing, Number.NaN, Number.POSITIVE_INFINITY, 7].map((value, n) => [{ n }, value] as const);
    const metrics = createMetrics({ figures: async () => [{ name: 'cloud_table_bytes', help: 'Size', values }] });
    metrics.pools(() => ({ hashing: { places: nothing, busy: Number.NaN, waiting: 1 } }));
    metrics.request('GET', '/', 200, Number.NaN);
    const { series } = parseExposition(await metrics.text());
    const of = (prefix: string) => series.filter(({ name }) => name.startsWith(prefix)).map(({ value }) => value);
    expect([of('cloud_table_bytes'), of('cloud_pool'), of('http_requests')]).to.eql([[7], [0, 1], [1]]);
  });

  it('tell of the process as well, to several who ask at the same time', async () => {
    const metrics = createMetrics();
    for (const text of await Promise.all([metrics.text(), metrics.text()]))
      expect(text)
        .to.match(/^process_resident_memory_bytes \d+/m)
        .and.match(/^nodejs_eventloop_lag_seconds /m);
  });

  it('name a thousand applications, all sandboxes as one, and later ones as others', async () => {
    const metrics = createMetrics();
    for (let n = 0; n < 1_010; n += 1) metrics.steps({ clientId: `ak${n}`, sandbox: false }, 'arrived');
    for (const clientId of ['a', 'b']) metrics.steps({ clientId, sandbox: true }, 'arrived', 'code');
    metrics.steps({ clientId: 'ak3', sandbox: false }, 'arrived');
    const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('cloud_login_steps_total'));
    expect(lines).to.have.length(1_003);
    expect(lines).to.include.members([
      'cloud_login_steps_total{application="ak3",step="arrived"} 2',
      'cloud_login_steps_total{application="sandbox",step="arrived"} 2',
      'cloud_login_steps_total{application="sandbox",step="code"} 2',
      'cloud_login_steps_total{application="others",step="arrived"} 10',
    ]);
  });

  it('add up pools and steps of several processes', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    for (const metrics of [one, other]) {
      metrics.pools(() => ({ hashing: { places: 3, busy: 2, waiting: 1 } }));
      metrics.steps({ clientId: 'ak', sandbox: false }, 'code');
    }
    const all = createMetrics({ everywhere: async () => [await one.snapshot(), await other.snapshot()] });
    expect((await all.text()).split('\n')).to.include.members([
      'cloud_pool_places{pool="hashing"} 6',
      'cloud_pool_busy{pool="hashing"} 4',
      'cloud_pool_waiting{pool="hashing"} 2',
      'cloud_login_steps_total{application="ak",step="code"} 2',
    ]);
  });

  it('of several processes are added up, and of none counted twice', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    for (const metrics of [one, other, other]) {
      metrics.request('GET', '/', 200, 3);
      metrics.event('login');
    }
    other.request('GET', '/links/:id', 404, 4000);
    const all = createMetrics({ everywhere: async () => [await one.snapshot(), await other.snapshot()] });
    const text = await all.text();
    expect(text.split('\n')).to.include.members([
      'http_requests_total{method="GET",route="/",status="200"} 3',
      'http_requests_total{method="GET",route="/links/:id",status="404"} 1',
      'http_request_duration_seconds_bucket{le="0.005",route="/"} 3',
      'http_request_duration_seconds_count{route="/links/:id"} 1',
      'cloud_events_total{event="login"} 3',
    ]);
    const bytesOf = (said: string) => Number(/^process_resident_memory_bytes (\d+)/m.exec(said)?.[1]);
    expect(bytesOf(text)).to.be.above(1.5 * bytesOf(await one.text()));
  });
});
