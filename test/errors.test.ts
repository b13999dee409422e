import { expect } from 'chai';
import { describe, it } from 'mocha';
import { invalid, withAllProblems } from '../src/errors.ts';
import { refusal } from './support/refusal.ts';
import { fact } from './support/words.ts';

describe('problems of several pieces of work', () => {
  const wrong = (name: string) => async () => {
    throw invalid({ [name]: fact('fields.missing', { label: name }) });
  };

  it('are told together: a wrong logo and a wrong poster', async () => {
    const { fields = {} } = await refusal(withAllProblems([wrong('poster'), async () => 1, wrong('logoFile')]));
    expect(Object.keys(fields)).to.eql(['poster', 'logoFile']);
    await withAllProblems([async () => 1]);
  });

  it('hide no failure of another kind', async () => {
    const failed = async () => {
      throw new Error('no connection');
    };
    const error: unknown = await withAllProblems([wrong('poster'), failed]).catch((thrown: unknown) => thrown);
    expect(String(error)).to.include('no connection');
  });
});
