import { expect } from 'chai';
import { describe, it } from 'mocha';
import { metadata } from '../../../src/applications/aksk/application.ts';
import { splitScopes } from '../../../src/applications/aksk/scopes.ts';
import { type Registration, readRegistration } from '../../../src/applications/registration/registration.ts';
import { fact } from '../../support/words.ts';

const callback = 'https://m.qx.example.cn/callback';
const smallest = { name: '青溪文化云', redirectUris: [callback] };

const valuesOf = (input: Partial<Registration>) => {
  const read = readRegistration({ ...smallest, ...input });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.values;
};
const problemsOf = (input: Partial<Registration>) => {
  const read = readRegistration({ ...smallest, ...input });
  return 'problems' in read ? read.problems : {};
};

describe('the registration of an application', () => {
  it('needs a name and one address, and asks for little else', () => {
    expect(valuesOf({})).to.eql({
      name: '青溪文化云',
      redirectUris: [callback],
      postLogoutRedirectUris: [],
      backchannelLogoutUri: undefined,
      scope: 'openid profile',
      apiScope: '',
      authMethod: 'client_secret_basic',
      idTokenAlg: 'RS256',
      loginProof: 'pkce',
      framework: undefined,
      requirePar: false,
      fapi: false,
      requireSignedRequest: false,
      initiateLoginUri: undefined,
      profileInIdToken: false,
    });
    expect(problemsOf({ name: '  ' })).to.eql({ name: fact('fields.missing', { label: '第三方应用名称' }) });
    expect(problemsOf({ redirectUris: [] })).to.have.keys('redirectUris');
  });

  it('R22 takes 1 to 20 different addresses', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `${callback}/${n}`);
    expect(valuesOf({ redirectUris: many(20) }).redirectUris).to.have.lengthOf(20);
    expect(problemsOf({ redirectUris: many(21) }).redirectUris).to.have.property('code', 'fields.addresses_most');
    expect(problemsOf({ redirectUris: [callback, callback] }).redirectUris).to.have.property('code', 'fields.in_line');
    expect(problemsOf({ redirectUris: [callback, 'http://x.cn/'] }).redirectUris).to.have.property(
      'code',
      'fields.in_line',
    );
  });

  it('R22 takes http for this machine only, and only where it was allowed', () => {
    const redirectUris = ['http://localhost:3000/callback'];
    expect(problemsOf({ redirectUris })).to.have.keys('redirectUris');
    expect(valuesOf({ redirectUris, allowLoopback: true }).redirectUris).to.eql(redirectUris);
    expect(problemsOf({ redirectUris: ['http://m.qx.example.cn/'], allowLoopback: true })).to.have.keys('redirectUris');
  });

  it('checks the addresses of logout by the same rules', () => {
    expect(problemsOf({ postLogoutRedirectUris: ['javascript:alert(1)'] })).to.have.keys('postLogoutRedirectUris');
    expect(problemsOf({ backchannelLogoutUri: 'http://10.0.0.1/' })).to.have.keys('backchannelLogoutUri');
    expect(valuesOf({ backchannelLogoutUri: callback }).backchannelLogoutUri).to.equal(callback);
  });

  it('counts a name as its readers do', () => {
    expect(problemsOf({ name: '文'.repeat(50) })).to.eql({});
    expect(problemsOf({ name: '文'.repeat(51) }).name).to.have.property('code', 'fields.too_long');
    expect(problemsOf({ name: '👨‍👩‍👧‍👦'.repeat(50) }), 'each is one').to.eql({});
    expect(problemsOf({ name: '青溪\u202e云' })).to.have.keys('name');
    expect(problemsOf({ name: '青溪\n云' })).to.have.keys('name');
  });

  it('R25 R61 splits one string of scopes into those of citizens and those of the API', () => {
    const values = valuesOf({ scope: ' openid  phone resource:read openid stats:write ' });
    expect([values.scope, values.apiScope]).to.eql(['openid phone', 'resource:read stats:write']);
    expect(problemsOf({ scope: 'openid admin root' }).scope).to.have.property('code', 'applications.unknown_scopes');
    expect(problemsOf({ scope: 'profile' }).scope).to.have.property('code', 'applications.openid_missing');
    expect(splitScopes('constructor __proto__').unknown).to.eql(['constructor', '__proto__']);
  });

  it('lets an application that only uses the API go without an address', () => {
    expect(valuesOf({ scope: 'resource:read', redirectUris: [] }).redirectUris).to.eql([]);
  });

  it('gives an application without an SK no scopes of the API', () => {
    expect(problemsOf({ authMethod: 'none', scope: 'openid resource:read' })).to.have.keys('scope');
    expect(valuesOf({ authMethod: 'none', scope: 'openid' }).authMethod).to.equal('none');
  });

  it('knows four ways to authenticate and three algorithms', () => {
    for (const authMethod of ['client_secret_jwt', 'tls_client_auth', '', 'None'])
      expect(problemsOf({ authMethod }), authMethod).to.have.keys('authMethod');
    expect(problemsOf({ authMethod: 'private_key_jwt' }).authMethod).to.have.property(
      'code',
      'applications.jwks_missing',
    );
    expect(problemsOf({ authMethod: 'private_key_jwt', jwks: { keys: [] } })).to.eql({});
    for (const idTokenAlg of ['HS256', 'none', 'rs256', ''])
      expect(problemsOf({ idTokenAlg }), idTokenAlg).to.have.keys('idTokenAlg');
  });

  it('says everything that is to be corrected at once', () => {
    const problems = problemsOf({ name: '', redirectUris: ['x'], scope: 'x', authMethod: 'x', idTokenAlg: 'x' });
    expect(problems).to.have.keys('name', 'redirectUris', 'scope', 'authMethod', 'idTokenAlg');
  });
});

describe('metadata of an application for oidc-provider', () => {
  const application = {
    ...valuesOf({ scope: 'openid resource:read' }),
    ...{
      clientId: 'ncc_x',
      institutionId: 'i',
      institution: '青溪县文化馆',
      purpose: '',
      firstParty: false,
      sandbox: false,
      workingGroup: undefined,
    },
    ...{
      creditCode: undefined,
      regionCode: undefined,
      certifiedAt: undefined,
      homeUrl: undefined,
      logo: undefined,
      jwks: undefined,
      jwksUri: undefined,
    },
    ...{
      userinfoAlg: undefined,
      allowLoopback: false,
      pkceWaivedUntil: undefined,
      expiresAt: undefined,
    },
    ...{ disabledAt: undefined, disabledReason: undefined, tokensValidFrom: new Date(0), createdAt: new Date(0) },
  };

  it('name no SK: a hash is compared, and the value in its place equals nothing', () => {
    const told = metadata(application, [{ id: 's', hash: '07'.repeat(32), lastFour: 'a1B2', expiresAt: undefined }]);
    expect(told.secrets).to.eql([{ id: 's', hash: '07'.repeat(32), last_four: 'a1B2' }]);
    expect(told.client_secret).not.to.equal('07'.repeat(32));
  });

  it('is pairwise by institution, so that a new domain keeps its citizens', () => {
    const told = metadata(application, []);
    expect(told).to.include({ subject_type: 'pairwise', sector_identifier_uri: 'https://sector.invalid/i' });
  });

  it('gives only those the API who have an SK, and only those a login who have an address', () => {
    expect(metadata(application, []).grant_types).to.eql(['authorization_code', 'refresh_token', 'client_credentials']);
    expect(metadata({ ...application, authMethod: 'none' }, []).grant_types).not.to.include('client_credentials');
    expect(metadata({ ...application, redirectUris: [] }, []).grant_types).to.eql(['client_credentials']);
    expect(metadata({ ...application, redirectUris: [] }, []).response_types).to.eql([]);
  });
});
