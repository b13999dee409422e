import { parseArgs } from 'node:util';
import { decodeJwt } from 'jose';
import { startCluster } from '../cluster/nodes.ts';
import { wrongBy } from '../cluster/wrong-clock.ts';
import { createCitizen, createClient } from '../support/app.ts';
import { authorization, createBrowser, redeem, signIn } from '../support/citizen.ts';
import type { Drill } from './run.ts';

/** `--logins 50`: so many at each node, their codes exchanged at the other. */
export const drill: Drill = {
  about: 'two nodes whose machines have wrong clocks take each other’s logins and codes',
  async run(options, say) {
    const { values } = parseArgs({ args: [...options], options: { logins: { type: 'string', default: '50' } } });
    const logins = Math.min(Number(values.logins), 10_000);
    const wrong: string[] = [];
    say('| clocks off by | logins | refused | largest error of a time in an id_token |');
    say('|---|---|---|---|');
    for (const seconds of [0, 1, 10, 60]) {
      const cluster = await startCluster(import.meta.filename, { nodes: [wrongBy(seconds), wrongBy(-seconds)] });
      const partner = await createClient(cluster.here);
      await createCitizen(cluster.here);
      let refused = 0;
      let error = 0;
      for (let count = 0; count < logins; count += 1) {
        const [writer, reader] = count % 2 === 0 ? [cluster.one, cluster.other] : [cluster.other, cluster.one];
        const flow = authorization(partner.clientId, { prompt: 'login' });
        const browser = createBrowser(cluster.origin, { send: writer.fetch });
        const callback = await signIn(browser, flow);
        const { status, body } = await redeem(cluster.origin, partner, callback, flow, {}, reader.fetch);
        const now = Date.now() / 1000;
        if (status === 200) error = Math.max(error, Math.abs((decodeJwt(String(body.id_token)).iat ?? 0) - now));
        else refused += 1;
      }
      await cluster.close();
      say(`| ±${seconds} s | ${logins} | ${refused} | ${error.toFixed(1)} s |`);
      if (refused > 0 || error > 3) wrong.push(`±${seconds} s`);
    }
    if (wrong.length > 0) throw new Error(`did not hold: ${wrong.join(', ')}`);
  },
};
