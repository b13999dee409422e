import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PageData } from '../../../src/http/pages/render.ts';
import { createShells } from '../../../src/http/pages/shells.ts';
import { samplePage, samples } from '../../support/samples.ts';
import { stageRender as render } from '../../support/stage.ts';

describe('a page that is put together from what was shown before', () => {
  const sample = Object.values(samples).find(({ view }) => view === 'oidc/login');
  const uidOf = (letter: string) => letter.repeat(43);
  const of = (uid: string): { data: object; page: PageData } => {
    const data = { ...sample?.data, uid, problems: {} };
    return { data, page: { ...samplePage, layout: 'citizen', path: `/interaction/${uid}`, csrf: `token-of-${uid}` } };
  };
  function count() {
    const rendered: string[] = [];
    const shells = createShells((view, data, page) => {
      rendered.push(view);
      return render(view, data, page);
    });
    return { rendered, shells };
  }

  it('is the page, whoever it is for, and rendered once', () => {
    const { rendered, shells } = count();
    for (const letter of ['a', 'b', 'c']) {
      const { data, page } = of(uidOf(letter));
      expect(shells('oidc/login', data, page, uidOf(letter))).to.equal(render('oidc/login', data, page));
    }
    expect(rendered).to.have.length(1);
  });

  it('is another one for whatever else differs', () => {
    const { rendered, shells } = count();
    const uid = uidOf('a');
    const { data, page } = of(uid);
    const others: { data: object; page: PageData }[] = [
      { data, page },
      { data: { ...data, agreed: true }, page },
      { data, page: { ...page, theme: 'dark' } },
      { data, page: { ...page, elder: true } },
      { data, page: { ...page, language: 'en' } },
      { data, page: { ...page, contact: { phone: '1', email: 'a@b.cn' } } },
    ];
    for (const each of others)
      expect(shells('oidc/login', each.data, each.page, uid)).to.equal(render('oidc/login', each.data, each.page));
    expect(rendered).to.have.length(others.length);
  });

  it('makes its form token once', () => {
    const { shells } = count();
    const { data, page } = of(uidOf('a'));
    let made = 0;
    const lazy = {
      ...page,
      get csrf() {
        made += 1;
        return page.csrf;
      },
    };
    for (const _ of [1, 2]) shells('oidc/login', data, lazy, uidOf('a'));
    expect(made).to.equal(2);
  });

  it('is rendered where its address could need escaping', () => {
    const { rendered, shells } = count();
    const { data, page } = of('<b>');
    for (const _ of [1, 2]) shells('oidc/login', data, page, '<b>');
    expect(rendered).to.have.length(2);
  });
});
