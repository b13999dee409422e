import { expect } from 'chai';
import { describe, it } from 'mocha';
import { presentSide } from '../../../src/links/watch/shown.ts';
import { words } from '../../support/words.ts';

describe('R40 a side of a link as its page shows it', () => {
  const at = new Date('2026-11-24T22:00:00Z');
  const check = {
    ...{
      id: '1',
      pictureCause: undefined,
      slot: at,
      at,
      asked: false,
      side: 'web' as const,
      address: 'https://a.example.cn/',
    },
    ...{ state: 'down' as const, cause: undefined, place: undefined, outline: undefined, picture: undefined },
    milliseconds: 10,
  };
  const standing = {
    ...{ linkId: 'a', side: 'web' as const, since: new Date('2026-11-22T22:00:00Z'), failures: 3, good: 0 },
    ...{ alarmedAt: undefined, changes: 'ggbbb', checkedAt: at },
    ...{ foundAt: undefined, foundPlace: undefined, foundPicture: undefined },
  };
  const needs = { say: words('zh', 'institution').say, cloud: 'cloud.example.cn', now: at, pictures: '/' };

  it('counts its days under observation, and none from before', () => {
    expect(presentSide(check, { ...standing, state: 'down' }, needs).word).to.match(/第 3 天$/);
    expect(presentSide(check, { ...standing, state: 'found' }, needs).word).not.to.include('天');
    expect(presentSide(check, undefined, needs).word).not.to.include('天');
  });
});
