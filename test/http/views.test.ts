import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { allViews, checkViews, moduleOf, type View } from '../support/view-check.ts';

describe('the check of views', function () {
  this.timeout(120_000);
  const broken = (name: string, from: string, to: string): View => {
    const view = allViews().find((each) => each.name === name);
    if (!view?.source.includes(from)) throw new Error(`${name} does not say ${from}`);
    return { name, source: view.source.replace(from, to), folder: 'broken' };
  };
  /** One run of the type checker for all that is asked here. */
  let [asTheyAre, found]: [string[], string[]] = [[], []];
  before(() => {
    const all = checkViews([
      ...allViews(),
      broken('accounts/grants', 'client.name', 'client.title'),
      broken('accounts/withdraw', '{ grant }', '{ grant, reason }'),
      broken('applications/sandbox-delete', '<%= label %>', '<%= labels %>'),
      broken('oidc/login', "{ way: 'password', carries: !known }", '{}'),
      broken('partials/errors', 'problems', 'problem'),
      broken('partials/mark', '<svg', '<%= text.nothing() %><svg'),
      broken('notices/letter', 'letter.heading', 'text.moment(letter.heading)'),
    ]);
    asTheyAre = all.filter((finding) => !finding.startsWith('broken/'));
    found = all.filter((finding) => finding.startsWith('broken/')).map((finding) => finding.replace('broken/', ''));
  });

  it('finds nothing in the views as they are', () => {
    expect(asTheyAre).to.eql([]);
  });

  it('finds, in its line, a misspelt property, one without data, and a missing argument of a partial', () => {
    expect(found.map((finding) => finding.replace(/:\d+: .*/, '')).toSorted()).to.include.members([
      'accounts/grants.ejs',
      'accounts/withdraw.ejs',
      'applications/sandbox-delete.ejs',
      'oidc/login.ejs',
      'partials/errors.ejs',
      'partials/mark.ejs',
      'notices/letter.ejs',
    ]);
    expect(found.find((finding) => finding.startsWith('accounts/grants'))).to.match(
      /^accounts\/grants\.ejs:\d+: .*'title'/,
    );
  });

  it('keeps each piece of code in its line', () => {
    const source = "<% const { a } = locals; %>\n<p>\n  <%= a %>\n  <%- include('/partials/mark') %>\n</p>\n";
    const lines = moduleOf('site/terms', source).split('\n');
    expect(lines[2]).to.equal('out( a );');
    expect(lines[3]).to.equal("include('partials/mark', { ...locals, });");
  });
});
