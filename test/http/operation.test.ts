import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { invalid, Problem } from '../../src/errors.ts';
import { readAs, unknownMembers } from '../../src/http/operation.ts';

describe('the body of a call', () => {
  const schema = z
    .object({ figures: z.record(z.string(), z.int()) })
    .refine(({ figures }) => (figures.uv ?? 0) <= (figures.pv ?? 0), {
      path: ['figures', 'uv'],
      message: 'more than pv',
    });
  const problemsOf = (wrong: number): string[] => {
    const names = Array.from({ length: wrong }, (_, place) => [`wrong${place}`, 'x']);
    try {
      readAs(schema, { figures: { pv: 1, uv: 2, ...Object.fromEntries(names) } }, { whole: 'body' });
    } catch (error) {
      if (error instanceof Problem) return Object.keys(error.fields ?? {});
      throw error;
    }
    return [];
  };

  it('has parts of another type and rules between the others told at once', () => {
    expect(problemsOf(3).toSorted()).to.eql(['figures/uv', 'figures/wrong0', 'figures/wrong1', 'figures/wrong2']);
  });

  it('with wrong members of a list has each of them told, and the list itself not, which is there', () => {
    const views = z.object({ visitors: z.array(z.string('no text'), 'no list').min(1) });
    const fieldsOf = (given: unknown) => {
      try {
        return readAs(views, given, { whole: 'body' });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return [Object.keys(error.fields ?? {}), error.fact.params.count];
      }
    };
    expect(fieldsOf({ visitors: ['a', 1, 'b', 2] })).to.eql([['visitors/1', 'visitors/3'], 2]);
    expect(fieldsOf({})).to.eql([['visitors'], 1]);
  });

  it('says the number of its problems, also where more of them come from elsewhere', () => {
    const { fact, fields } = invalid({ uv: { code: 'statistics.uv_at_least_1', params: {} } });
    const more = new Problem('validation_failed', fact, {
      fields: { date: { code: 'statistics.date_form', params: {} }, ...fields },
    });
    expect(more.fact.params).to.eql({ count: 2 });
  });

  it('with very many wrong parts has each of them told, and costs no copy of the input for each', () => {
    const problems = problemsOf(20_000);
    expect(problems).to.have.length(20_000);
    expect(problems).not.to.include('figures/uv');
  });

  it('has members that its schema does not have named at every depth, and none of an object of any members', () => {
    const shape = z.object({
      name: z.string(),
      items: z.array(z.object({ id: z.string().optional() })).optional(),
      any: z.looseObject({}).nullable(),
      map: z.record(z.string(), z.int()).default({}),
    });
    const given = JSON.parse(
      '{"name":"x","items":[{"id":"1"},{"di":1}],"any":{"b":1},"map":{"c":1},"~/":1,"__proto__":2,"constructor":3}',
    );
    const told = unknownMembers(shape, given);
    expect(Object.keys(told)).to.eql(['items/1/di', '~0~1', '__proto__', 'constructor']);
    expect(() => readAs(shape, given, { whole: 'body' }), 'an open reading').not.to.throw();
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, place) => [`m${place}`, 1]));
    expect(Object.keys(unknownMembers(shape, many)), 'no more work than that').to.have.length(100);
  });
});
