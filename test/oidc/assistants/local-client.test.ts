import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isOwnMachine, localClient, registerLocally } from '../../../src/oidc/assistants/local-client.ts';

describe('an assistant without a document', () => {
  const made = registerLocally({ redirect_uris: ['http://localhost:6274/oauth/callback'], client_name: 'Inspector' });
  const id = 'client_id' in made ? made.client_id : '';

  it('is what its id says', () => {
    expect(localClient(id)).to.deep.equal(made);
    for (const other of [
      '',
      'http://localhost/?',
      `${id}&redirect_uri=https%3A%2F%2Fevil.example%2F`,
      `https${id.slice(4)}`,
    ])
      expect(localClient(other), other).to.equal(undefined);
    expect(localClient(`${id}${'x'.repeat(2_000)}`), 'a long one').to.equal(undefined);
  });

  it('is known only to a Cloud on the machine of the developer', () => {
    const places = ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'];
    for (const place of places) expect(isOwnMachine(new URL(place)), place).to.equal(true);
    const others = ['https://cloud.example.cn', 'http://192.168.1.9:3000', 'http://localhost.example.cn'];
    for (const place of others) expect(isOwnMachine(new URL(place)), place).to.equal(false);
  });
});
