import { expect } from 'chai';
import { describe, it } from 'mocha';
import { dayForms } from '../../../src/resources/announcements/reading/day-forms.ts';

describe('the ways in which announcements write days', () => {
  for (const [name, { example, pattern }] of Object.entries(dayForms))
    it(`finds ${JSON.stringify(example)} as ${name}, and as nothing before it`, () => {
      const forms = Object.entries(dayForms);
      const earlier = forms.slice(
        0,
        forms.findIndex(([each]) => each === name),
      );
      expect(new RegExp(`^(?:${pattern})`, 'u').test(example)).to.equal(true);
      expect(earlier.filter(([, form]) => new RegExp(`^(?:${form.pattern})`, 'u').test(example))).to.deep.equal([]);
    });
});
